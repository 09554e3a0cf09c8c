/// Patients as lanes over time: who stands where in a swimmer plot, and what is shown of each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace venscope::course {

/// A state of a patient from one time to another. Without an end it lasts to the end of the lane.
struct PhaseTimes {
  std::optional<double> from, to;  ///< nothing to begin with: no phase
};

struct LaneInput {
  double end = 0;  ///< of the follow-up, from time zero
  bool event = false;
  std::int32_t group = -1;
  std::vector<PhaseTimes> phases;              ///< one per declared phase
  std::vector<std::optional<double>> markers;  ///< one per declared marker
};

struct DrawnPhase {
  std::size_t phase = 0;
  double from = 0, to = 0;
  bool open = false;  ///< it had no end of its own
};
struct DrawnMarker {
  std::size_t marker = 0;
  double time = 0;
};

struct Lane {
  std::size_t patient = 0;  ///< index of the input
  double begin = 0;         ///< 0, or the first phase's beginning before time zero
  double end = 0;
  bool event = false;
  std::int32_t group = -1;
  std::vector<DrawnPhase> phases;
  std::vector<DrawnMarker> markers;
};

struct Lanes {
  std::vector<Lane> lanes;                ///< from top to bottom
  std::vector<std::size_t> late_phases;   ///< patients with a phase that begins after the end
  std::vector<std::size_t> late_markers;  ///< with a marker after the end
  std::vector<std::size_t> backward;      ///< with a phase that ends before it begins
  std::size_t cut_phases = 0;             ///< phases that outlast the follow-up, cut at its end
};

enum class LaneOrder { duration, group, input };

/// Longest follow-up first; by group first and then so, patients in no group last; or as given.
/// Equal lanes stay in the order of the input. What happens after the end of follow-up, or ends
/// before it begins, cannot be and is not drawn: the patients are named. Cost: O(n log n).
/// Right by: unit/course/lanes, laws/course/courses.
Lanes order_lanes(const std::vector<LaneInput>& patients, LaneOrder order);

}  // namespace venscope::course
