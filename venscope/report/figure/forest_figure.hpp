/// Forest plot of hazard ratios: crude and adjusted side by side, from the fits themselves.
#pragma once

#include "venscope/report/figure/scene.hpp"
#include "venscope/report/hazard_rows.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct ForestFigure {
  std::vector<HazardRow> rows;
  std::string title;
  std::string subtitle;
  std::string outcome = "hazard";  ///< as in "lower hazard" and "higher hazard" under the axis
  double level = 0.95;             ///< confidence level of the fits, for the headings
  double width = double_column;
};

/// Columns: variable and level, events / n, then per kind of model (crude, adjusted; only those the
/// rows hold) a plot on a log axis, HR (with CI) and p. An interval that leaves the axis ends in an
/// arrowhead; a ratio that could not be estimated says so in words.
Scene forest_scene(const ForestFigure& figure);

}  // namespace venscope::report
