/// Scores or models side by side: one dot with its interval per row and measure.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// A value that could not be estimated is left empty: "–" is shown, and no dot.
struct ComparisonValue {
  std::optional<double> value, low, high;
};

/// One measure.
struct ComparisonPanel {
  std::string heading;                  ///< "C-index (95% CI)", "ΔAIC"
  std::vector<ComparisonValue> values;  ///< one per row
  int decimals = 2;
  std::optional<double> reference;  ///< a dotted line, always on the axis: 0.5, 0
  std::string axis_label;           ///< "larger is better"
};

struct ComparisonFigure {
  std::vector<std::string> rows;
  std::vector<ComparisonPanel> panels;
  /// Rows by the value of this panel, best first; else as given. Rows without a value stand last.
  std::optional<std::size_t> sort_by;
  bool smallest_first = false;
  std::string title;
  std::string subtitle;
  double width = single_column;
};

/// Panels stand side by side, or below each other where their plots would be too narrow.
Scene comparison_scene(const ComparisonFigure& figure);

/// row,measure,value,lower,upper — panel by panel, in the order of the rows shown.
std::string comparison_csv(const ComparisonFigure& figure);

}  // namespace venscope::report
