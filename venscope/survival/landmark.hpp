/// Who is compared from a landmark on, and what the naive comparison gives away.
#pragma once

#include "venscope/endpoint/outcomes.hpp"
#include "venscope/endpoint/split_follow_up.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// The patients under observation just after a landmark, by what had happened to them until then.
struct Landmark {
  double time = 0;
  endpoint::Outcomes outcomes;      ///< counted from the landmark
  std::vector<std::size_t> row;     ///< index into the outcomes it was made from
  std::vector<std::int32_t> group;  ///< 1: it had happened by the landmark, at it included
  std::size_t events_before = 0;    ///< left out: had the event at the landmark or before
  std::size_t censored_before = 0;  ///< left out: censored at the landmark or before
  std::size_t entered_late = 0;     ///< left out: came under observation after the landmark
  std::size_t happened_later = 0;   ///< group 0, and it happened after the landmark
};

/// Keeps those with entry <= landmark < time, sorts them by whether `when` is at most the landmark,
/// and lets time begin there. Whoever has it happen later stays in group 0: nobody is sorted by his
/// future. Times closer than the tolerance of tied times are one. Cost O(n).
/// Source: [Anderson1983]; docs/methods/landmark.md. Right by: by_hand/survival/arms,
/// laws/survival/arms, reference/survival/arms (R).
Landmark landmark(const endpoint::Outcomes& outcomes, const endpoint::HappeningTimes& when,
                  double time);

/// What an ever/never comparison credits to "ever" although nobody could have the event in it.
struct ImmortalTime {
  std::size_t n = 0;        ///< in whom it happened under observation
  std::size_t delayed = 0;  ///< of them, after the beginning of their follow-up
  double waiting = 0;       ///< their time before it happened, summed
  double follow_up = 0;     ///< their whole time under observation, summed
  double median_wait = 0;   ///< of the delayed; NaN if there are none
  double longest_wait = 0;
  std::size_t ended_before = 0;  ///< others whose follow-up ended by the time half of the delayed
                                 ///< had waited: they had hardly the chance
};

/// Sums over the patients with `when` under observation: before the end of their follow-up.
ImmortalTime immortal_time(const endpoint::Outcomes& outcomes,
                           const endpoint::HappeningTimes& when);

/// The curve of a group with delayed entries, with a point at every time at which somebody enters
/// as well, so that numbers at risk read between two events are right: they go up and down. Points
/// that are no end of follow-up have n_event = n_censor = 0 and the estimate before them.
/// `group[i] == wanted` are its rows. Before its first entry nobody is at risk and S is 1.
KaplanMeier with_entries(const KaplanMeier& fit, const endpoint::Outcomes& outcomes,
                         std::span<const std::int32_t> group, std::int32_t wanted);

}  // namespace venscope::survival
