#include "venscope/safety/patient_time.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace venscope::safety {

namespace {

/// Events of one patient and term, the undated first and then by day.
void add_patient(std::span<const TimedEvent> events, double exposure, PatientTime& time) {
  if (std::isnan(exposure)) {
    ++time.no_exposure;
    return;
  }
  bool undated = false;
  double first = exposure;
  bool within = false;
  for (const TimedEvent& event : events) {
    if (std::isnan(event.day)) {
      undated = true;
      ++time.events;
    } else if (event.day + 1 > exposure) {
      ++time.outside;
    } else {
      ++time.events;
      first = within ? std::min(first, event.day + 1) : event.day + 1;
      within = true;
    }
  }
  if (undated) {
    ++time.undated;
    time.first_days -= exposure;  // which was added for everyone
  } else if (within) {
    ++time.first;
    time.first_days -= exposure - first;
  }
}

}  // namespace

std::vector<PatientTime> patient_time(std::span<const TimedEvent> events, std::size_t terms,
                                      std::span<const double> exposure,
                                      std::span<const std::int32_t> arm, std::size_t arms) {
  std::vector<PatientTime> of_arm(arms);
  for (std::size_t i = 0; i < arm.size(); ++i) {
    if (arm[i] < 0 || std::isnan(exposure[i])) continue;
    PatientTime& time = of_arm[static_cast<std::size_t>(arm[i])];
    ++time.patients;
    time.days += exposure[i];
  }
  std::vector<PatientTime> all(terms * arms);
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i] = of_arm[i % arms];
    all[i].first_days = all[i].days;
  }
  std::vector<TimedEvent> sorted(events.begin(), events.end());
  std::sort(sorted.begin(), sorted.end(), [](const TimedEvent& a, const TimedEvent& b) {
    const auto key = [](const TimedEvent& event) {
      const bool dated = !std::isnan(event.day);
      return std::tuple(event.term, event.patient, dated, dated ? event.day : 0.0);
    };
    return key(a) < key(b);
  });
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && sorted[end].term == sorted[i].term &&
           sorted[end].patient == sorted[i].patient)
      ++end;
    const std::size_t patient = sorted[i].patient;
    if (arm[patient] >= 0)
      add_patient({sorted.data() + i, end - i}, exposure[patient],
                  all[sorted[i].term * arms + static_cast<std::size_t>(arm[patient])]);
    i = end;
  }
  return all;
}

}  // namespace venscope::safety
