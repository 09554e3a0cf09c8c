/// Every value of several groups as a dot, with median and quartiles: allele frequencies by gene.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// One row. The quartiles are the caller's; without them there are only dots.
struct StripRow {
  std::string label;
  std::vector<double> values;  ///< in any order; what is not finite is not drawn and not counted
  std::optional<double> median, lower_quartile, upper_quartile;
};

struct StripFigure {
  std::vector<StripRow> rows;
  std::string title;
  std::string subtitle;
  std::string value_label = "Variant allele frequency";
  std::optional<double> low, high;  ///< ends of the axis; default: the range of the values
  int decimals = 2;                 ///< of the median and quartiles at the right
  bool genes = false;               ///< labels in italics
  double width = single_column;
};

/// Any number of rows and values, also none.
Scene strip_scene(const StripFigure& figure);

/// group,value — one row per dot, in ascending order within each group.
std::string strip_csv(const StripFigure& figure);

}  // namespace venscope::report
