#include "venscope/course/lanes.hpp"

#include <algorithm>

namespace venscope::course {

namespace {

/// Days made of months need not agree to the last bit with the end of follow-up.
constexpr double late_by = 1e-9;

bool is_after(double time, double end) {
  return time > end + late_by * (1 + end);
}

Lane lane_of(const std::vector<LaneInput>& patients, std::size_t patient, Lanes& all) {
  const LaneInput& input = patients[patient];
  Lane lane{patient, 0, input.end, input.event, input.group, {}, {}};
  bool late = false, backward = false;
  for (std::size_t k = 0; k < input.phases.size(); ++k) {
    const PhaseTimes& phase = input.phases[k];
    if (!phase.from) continue;
    if (is_after(*phase.from, input.end)) {
      late = true;
      continue;
    }
    const double to = phase.to.value_or(input.end);
    if (to < *phase.from) {
      backward = true;
      continue;
    }
    if (is_after(to, input.end)) ++all.cut_phases;
    lane.phases.push_back({k, *phase.from, std::min(to, input.end), !phase.to.has_value()});
    lane.begin = std::min(lane.begin, *phase.from);
  }
  if (late) all.late_phases.push_back(patient);
  if (backward) all.backward.push_back(patient);
  late = false;
  for (std::size_t k = 0; k < input.markers.size(); ++k) {
    if (!input.markers[k]) continue;
    if (is_after(*input.markers[k], input.end)) {
      late = true;
      continue;
    }
    lane.markers.push_back({k, *input.markers[k]});
    lane.begin = std::min(lane.begin, *input.markers[k]);
  }
  if (late) all.late_markers.push_back(patient);
  return lane;
}

}  // namespace

Lanes order_lanes(const std::vector<LaneInput>& patients, LaneOrder order) {
  Lanes all;
  for (std::size_t patient = 0; patient < patients.size(); ++patient)
    all.lanes.push_back(lane_of(patients, patient, all));
  if (order == LaneOrder::input) return all;
  std::stable_sort(all.lanes.begin(), all.lanes.end(), [&](const Lane& a, const Lane& b) {
    if (order == LaneOrder::group && a.group != b.group)
      // As unsigned numbers those in no group, negative, are the largest.
      return static_cast<std::uint32_t>(a.group) < static_cast<std::uint32_t>(b.group);
    return a.end > b.end;
  });
  return all;
}

}  // namespace venscope::course
