/// Who was included, and why others were not: the flow diagram of a cohort.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::report {

/// Those who left at one step, and why.
struct FlowExclusion {
  std::string reason;
  std::size_t n = 0;
};

/// A box on the way down. `excluded` leave between this box and the next.
struct FlowStep {
  std::string label;
  std::size_t n = 0;
  std::vector<FlowExclusion> excluded;
};

struct FlowFigure {
  std::vector<FlowStep> steps;
  /// Boxes side by side under the last step, such as the groups compared; may be empty.
  std::vector<FlowStep> arms;
  std::string title = "Flow of patients";
  double width = single_column;
};

Scene flow_scene(const FlowFigure& figure);

/// step,label,n,reason,n_excluded — one row per step and reason.
std::string flow_csv(const FlowFigure& figure);

}  // namespace venscope::report
