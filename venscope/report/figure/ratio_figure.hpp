/// One ratio by several methods, or with one part of the patients left out in turn.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

struct RatioRow {
  std::string label;
  std::string counts;                      ///< what stands in the second column
  std::optional<double> ratio, low, high;  ///< absent: `note` says why
  std::optional<double> p;
  std::string note;     ///< short; in the place of the ratio
  bool marked = false;  ///< the declared primary: a diamond, in bold
};

struct RatioFigure {
  std::vector<RatioRow> rows;
  std::string title, subtitle;
  std::string label_heading = "Method", counts_heading;
  std::string ratio_name = "HR", axis_name = "Hazard ratio";
  std::string lower, higher;        ///< which arm is better to either side of 1; "" for none
  std::optional<double> reference;  ///< a second line, such as the estimate of all patients
  double level = 0.95;
  double width = double_column;
};

/// Label, counts, plot on a log axis, ratio (with CI), p where a row has one. An interval that
/// leaves the axis ends in an arrowhead.
Scene ratio_scene(const RatioFigure& figure);

/// label,counts,ratio,low,high,p,marked
std::string ratio_csv(const RatioFigure& figure);

}  // namespace venscope::report
