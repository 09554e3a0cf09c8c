/// Predicted against observed at a horizon: groups with intervals, a smooth curve with its band,
/// the distribution of the predictions, and the same over many random splits of the patients.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::report {

/// One group of patients. An observed probability that could not be estimated is left empty.
struct CalibrationPoint {
  std::string label;  ///< of its group; "" where the groups are quantiles
  double predicted = 0;
  std::optional<double> observed, low, high;
  double n = 0;
};

/// A smooth of observed over predicted. `low` and `high` may be empty.
struct CalibrationCurve {
  std::vector<double> predicted, observed, low, high;
};

/// One group over many random splits: a light dot per split, a strong one at the means.
struct CalibrationSplits {
  std::string label;
  std::vector<double> predicted, observed;
  std::optional<double> mean_predicted, mean_observed;
};

struct CalibrationFigure {
  std::string title;
  std::string subtitle;
  std::string outcome = "survival";  ///< "Predicted <outcome>", "Observed <outcome>"
  std::vector<CalibrationPoint> points;
  CalibrationCurve curve;
  std::vector<CalibrationSplits> splits;
  std::vector<double> predictions;  ///< of the patients: a histogram below the plot
  double level = 0.95;              ///< of the intervals and the band
  std::vector<std::string> notes;   ///< "Slope 0.93 (0.71–1.15)": in a corner that is free
  double width = single_column;
};

/// Anything may be empty. Both axes run from 0 to 1; the plot is a square.
Scene calibration_scene(const CalibrationFigure& figure);

/// what,label,n,predicted,observed,lower,upper — `what` is group, curve, split, mean or prediction.
std::string calibration_csv(const CalibrationFigure& figure);

}  // namespace venscope::report
