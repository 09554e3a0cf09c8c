/// Rows with a label at their left: what strips, bars, dots and genes share.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct RowLayout {
  double label_width = 0;       ///< of the widest label, at most what was allowed
  std::vector<double> heights;  ///< of each row: its label's lines, at least what was asked
  double total() const;
};

/// Labels wider than `most` are broken into lines.
RowLayout lay_out_rows(const std::vector<std::string>& labels, double most, double least_height);

/// The label ends at `right` and is centred on the row.
void add_row_label(std::vector<Node>& nodes, const std::string& label, double right, double top,
                   double height, double width, bool italic = false, bool bold = false);

/// A line of type of small size, centred on the row.
Text& add_row_text(std::vector<Node>& nodes, std::string text, double x, double top, double height,
                   Anchor anchor);

}  // namespace venscope::report
