/// Replicates of an experiment: every one as a point, their means as bars or lines, intervals, and
/// brackets with the p of the comparisons. docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace venscope::report {

/// One condition, at one dose where there are doses. What is not finite is not drawn.
struct ReplicatesCell {
  std::vector<double> values;  ///< in the order of the units
  double centre = std::numeric_limits<double>::quiet_NaN();
  double low = centre, high = centre;  ///< ends of the interval
};

/// Between two cells, with what is said of their comparison.
struct ReplicatesBracket {
  std::size_t from = 0, to = 0;
  std::string text;
};

struct ReplicatesFigure {
  std::vector<std::string> conditions;
  std::vector<std::string> doses;     ///< none: the conditions alone
  std::vector<ReplicatesCell> cells;  ///< condition + conditions * dose
  std::vector<ReplicatesBracket> brackets;
  bool bars = true;  ///< else points with a line at the centre; never bars on a log axis,
                     ///< which has no zero to begin at
  bool logarithmic = false;
  bool paired = false;  ///< a faint line joins the values of a unit; without doses only
  std::string title;
  std::string subtitle;
  std::string value_label;
  std::string dose_label;
  double width = single_column;
};

/// Any number of conditions, doses and values, also none. Brackets that would meet stand above each
/// other.
Scene replicates_scene(const ReplicatesFigure& figure);

/// Whether an end of an interval lies beyond the axis.
bool intervals_are_cut(const ReplicatesFigure& figure);

/// condition,dose,what,value — each replicate, then centre, low and high of the cell.
std::string replicates_csv(const ReplicatesFigure& figure);

}  // namespace venscope::report
