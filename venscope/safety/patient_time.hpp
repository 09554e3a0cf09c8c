/// Time at risk of adverse events, by term and arm.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::safety {

/// An event with the day on which it began, 0 the first day at risk; NaN where that is not known.
struct TimedEvent {
  std::size_t patient = 0, term = 0;
  double day = 0;
};

/// What one arm contributes to the rates of one term. Days are counted with both ends: who is at
/// risk on the first day alone has one day, and an event on day 0 comes after one day at risk.
struct PatientTime {
  std::int64_t patients = 0;  ///< of the arm, with a known time at risk
  double days = 0;            ///< at risk, of these
  std::int64_t events = 0;    ///< during that time, every one; without a day too
  std::int64_t first = 0;     ///< patients with an event then, whose first has a day
  double first_days = 0;      ///< until the first event, else all the time at risk
  std::int64_t undated = 0;   ///< patients with an event without a day: in neither of the two above
  std::int64_t outside = 0;   ///< events after the time at risk: not counted
  std::int64_t no_exposure = 0;  ///< patients with an event whose time at risk is not known
};

/// time[term * arms + arm]. `exposure`: per patient of the cohort the days at risk (>= 1), NaN
/// where not known; `arm` as in count_grades. An event after the last day at risk leaves the
/// patient at risk to the end. Who has an undated event might have had the first one any day, and
/// counts for the rate of all events but not for that of the first. Cost: O(e log e + patients +
/// terms · arms).   Right by: by_hand/safety/safety, reference/safety/adverse_events (R),
/// laws/safety/safety, twins/safety/safety.
std::vector<PatientTime> patient_time(std::span<const TimedEvent> events, std::size_t terms,
                                      std::span<const double> exposure,
                                      std::span<const std::int32_t> arm, std::size_t arms);

}  // namespace venscope::safety
