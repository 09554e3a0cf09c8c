/// Patients as lanes over time, with phases and marks: a swimmer plot.
/// docs/methods/figures.md says what each mark means.
#pragma once

#include "venscope/report/figure/scene.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::report {

struct SwimmerPhase {
  std::size_t phase = 0;  ///< into SwimmerFigure::phases
  double from = 0, to = 0;
};
struct SwimmerMark {
  std::size_t mark = 0;  ///< into SwimmerFigure::marks
  double time = 0;
};

/// From `begin` (0, or before it) to `end`.
struct SwimmerLane {
  std::string label;
  double begin = 0, end = 0;
  bool event = false;  ///< the lane ends with a cross; else with an arrow
  int group = -1;      ///< into SwimmerFigure::groups
  std::vector<SwimmerPhase> phases;
  std::vector<SwimmerMark> marks;
};

struct SwimmerFigure {
  std::vector<SwimmerLane> lanes;          ///< from top to bottom
  std::vector<std::string> groups;         ///< the strip at the left; none: no strip
  std::vector<std::string> phases, marks;  ///< labels
  std::string event_label = "Death", ongoing_label = "Alive at last contact";
  std::string time_label = "Time since diagnosis";
  std::string unit = "months";
  std::string title;
  std::string subtitle;
  double width = double_column * 0.8;
};

/// Most lanes whose labels can be read on a page of a journal.
inline constexpr std::size_t most_lanes = 100;
/// Most phases and groups together that have tones of their own, and most marks with shapes.
inline constexpr std::size_t most_swimmer_tones = series_count, most_swimmer_marks = 8;

/// Any number of lanes, also none.
Scene swimmer_scene(const SwimmerFigure& figure);

/// lane,patient,group,what,from,to — what is drawn: the lane itself ("follow-up", with how it
/// ends), its phases and marks.
std::string swimmer_csv(const SwimmerFigure& figure);

}  // namespace venscope::report
