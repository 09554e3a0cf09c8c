/// Forest plot of one effect in several cohorts, with the pooled estimates below; or of the effects
/// of several variables, without.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// A cohort, on the scale of the axis (a hazard ratio, not its logarithm).
struct PooledRow {
  std::string label;
  double estimate = 0, low = 0, high = 0;
  std::optional<double> weight;  ///< share of the whole: the size of the square
  std::string counts;            ///< "118 / 174"; "" in all rows: no column
  bool emphasised = false;       ///< in bold and another colour
};

/// A pooled estimate: a diamond as wide as its interval.
struct PooledDiamond {
  std::string label;  ///< "Random effects (REML)"
  double estimate = 0, low = 0, high = 0;
  /// Where a further cohort is expected: a line through the diamond.
  std::optional<double> prediction_low, prediction_high;
};

struct PooledFigure {
  std::string title;
  std::string subtitle;
  std::vector<PooledRow> rows;
  std::vector<PooledDiamond> diamonds;
  std::string row_heading = "Cohort";
  std::string value_label = "Hazard ratio";
  std::string counts_label = "Events / n";
  std::string lower, higher;  ///< "lower hazard", "higher hazard" under the axis
  bool ratio = true;          ///< a log axis around 1; else a linear one around 0
  double level = 0.95;
  std::vector<std::string> notes;  ///< under the plot: "I² 48% (0–81%), …"
  double width = double_column;
};

/// Anything may be empty. An interval that leaves the axis ends in an arrowhead.
Scene pooled_scene(const PooledFigure& figure);

/// row,label,estimate,lower,upper,weight — `row` is cohort, pooled or prediction.
std::string pooled_csv(const PooledFigure& figure);

}  // namespace venscope::report
