/// One bar per patient, from the largest increase to the largest decrease: a waterfall plot.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct WaterfallBar {
  std::string label;
  double percent = 0;
  int group = -1;  ///< into WaterfallFigure::groups; negative: not known
};

struct WaterfallFigure {
  std::vector<WaterfallBar> bars;   ///< from left to right
  std::vector<std::string> groups;  ///< labels; none: all alike
  std::vector<double> thresholds;   ///< dashed lines
  double most = 100;                ///< longer bars end there, with an arrow and their number
  std::string value_label = "Best change from baseline (%)";
  std::string title;
  std::string subtitle;
  double width = double_column * 0.8;
};

/// Any number of bars, also none.
Scene waterfall_scene(const WaterfallFigure& figure);

/// bar,patient,group,percent
std::string waterfall_csv(const WaterfallFigure& figure);

}  // namespace venscope::report
