/// Follow-up cut where something happens to a patient, for covariates that change with time.
#pragma once

#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::endpoint {

/// When something happened to each patient, in the time of the outcomes; nothing: never.
using HappeningTimes = std::vector<std::optional<double>>;

/// Rows (start, stop] of patients whose state does not change within. The rows of a patient follow
/// each other, in the order of the patients.
struct SplitFollowUp {
  Outcomes outcomes;                 ///< with entry times; the event stands on the last row
  std::vector<std::size_t> patient;  ///< index into the outcomes that were cut, by row
  std::vector<std::vector<std::uint8_t>> happened;  ///< [happening][row]: 1 after it
};

/// Cuts each patient's follow-up (entry, time] at the times of his happenings. A row is "after" a
/// happening from its time on: who is transplanted on day 40 is at risk as not transplanted on day
/// 40 and as transplanted from then on. What happened on or before entry holds from the beginning;
/// what happened at the end of follow-up or later never counts, so that nobody is sorted by his
/// future. Times closer than the tolerance of tied times are one. Follow-up without entry times
/// begins at 0. Cost: O(n) with the happenings of a patient sorted.
/// Source: [Therneau2000], section 3.7. Right by: unit/endpoint/split_follow_up,
/// reference/survival/time_dependent (R: tmerge, coxph, survfit).
SplitFollowUp split_follow_up(const Outcomes& outcomes, std::span<const HappeningTimes> when);

}  // namespace venscope::endpoint
