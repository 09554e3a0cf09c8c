/// Decision curves: the net benefit of treating by a model, over the threshold probability.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

/// One strategy over the thresholds; `low` and `high` may be empty.
struct NetBenefitCurve {
  std::string label;
  std::vector<double> threshold, benefit, low, high;
};

struct DecisionFigure {
  std::vector<NetBenefitCurve> models;
  NetBenefitCurve treat_all;  ///< its label is of no account
  std::string title;
  std::string subtitle;
  std::string threshold_label = "Threshold probability";
  std::vector<std::string> notes;  ///< set in a corner that is free
  double width = single_column;
};

/// Any number of models, also none. Treating none is the line at 0. Far below 0 nothing is shown:
/// the axis ends where a tenth of its height lies under 0, or where the lowest model does.
Scene decision_scene(const DecisionFigure& figure);

/// strategy,threshold,net_benefit,lower,upper — one row per strategy and threshold.
std::string decision_csv(const DecisionFigure& figure);

}  // namespace venscope::report
