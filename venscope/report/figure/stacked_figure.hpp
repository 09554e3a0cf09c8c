/// Where everybody is at each time: competing events and those free of all, one above the other.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <string>
#include <vector>

namespace venscope::report {

/// One group. share[s][j] is the share in state s from time[j] on; at each time they add up to 1.
/// Before the first time everybody is in the last state.
struct StackedPanel {
  std::string label;
  std::vector<double> time;
  std::vector<std::vector<double>> share;
};

struct StackedFigure {
  std::vector<std::string> states;  ///< from below
  std::vector<StackedPanel> panels;
  std::string value_label = "Share of patients";
  std::string time_label = "Time since diagnosis";
  std::string unit = "months";
};

/// Panels in rows of three at most, on the same axes. Also none.
Scene stacked_scene(const StackedFigure& figure);

/// group,state,time,share — one row per group, state and time.
std::string stacked_csv(const StackedFigure& figure);

}  // namespace venscope::report
