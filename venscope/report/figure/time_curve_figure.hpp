/// A measure over time with its band: AUC(t), the Brier score, IPA, of one or several scores.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// `low` and `high` may be empty.
struct TimeCurve {
  std::string label;
  std::vector<double> time, value, low, high;
};

struct TimeCurveFigure {
  std::vector<TimeCurve> curves;
  std::string value_label = "AUC(t)";
  std::string time_label = "Time since diagnosis";
  std::string unit = "months";
  std::optional<double> low, high;  ///< ends of the vertical axis; default: the range of all curves
  std::optional<double> reference;  ///< a dotted line: 0.5 for an AUC
  std::optional<double> horizon;    ///< a dashed line upwards, at a time of interest
  bool dots = false;                ///< mark the times: for measures known at few of them
  std::string title;
  std::string subtitle;
  std::vector<std::string> notes;
  double width = single_column;
};

/// Any number of curves, also none.
Scene time_curve_scene(const TimeCurveFigure& figure);

/// curve,time,value,lower,upper — one row per curve and time.
std::string time_curve_csv(const TimeCurveFigure& figure);

}  // namespace venscope::report
