/// The propensities of two arms, one upwards and one downwards from the same axis.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

struct MirrorSide {
  std::string label;
  std::vector<double> values;  ///< in [0, 1]; what is not finite is not drawn
};

struct MirrorFigure {
  MirrorSide up, down;
  std::string title, subtitle;
  std::string value_label = "Propensity";
  double width = single_column;
};

/// Bars of twentieths; both sides on the same scale, in patients. A value on an edge belongs to the
/// bar above it, 1 to the last.
Scene mirror_scene(const MirrorFigure& figure);

/// arm,low,high,n — one row per arm and bar.
std::string mirror_csv(const MirrorFigure& figure);

}  // namespace venscope::report
