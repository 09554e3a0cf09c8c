// Slow copies written from the definitions, patient by patient.
#include "venscope/safety/patient_time.hpp"
#include "venscope/safety/worst_grades.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

using namespace venscope::safety;

namespace {

TEST(WorstGradesTwin, LooksAtEveryEventOfEveryPatient) {
  std::mt19937 random(11);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const std::size_t patients = 1 + random() % 20, terms = 1 + random() % 4;
    std::vector<std::int32_t> arm(patients);
    for (auto& one : arm) one = static_cast<std::int32_t>(random() % 3) - 1;
    std::vector<AdverseEvent> events(random() % 60);
    for (auto& event : events)
      event = {random() % patients, random() % terms, static_cast<int>(random() % 6)};
    const auto counts = count_grades(worst_grades(events), terms, arm, 2);
    for (std::size_t term = 0; term < terms; ++term)
      for (std::int32_t of = 0; of < 2; ++of) {
        GradeCounts twin;
        for (std::size_t patient = 0; patient < patients; ++patient) {
          if (arm[patient] != of) continue;
          ++twin.n;
          int worst = -1;
          for (const AdverseEvent& event : events)
            if (event.patient == patient && event.term == term)
              worst = std::max(worst, event.grade);
          if (worst >= 0) ++twin.grade[static_cast<std::size_t>(worst)];
        }
        const GradeCounts& found = counts[term * 2 + static_cast<std::size_t>(of)];
        EXPECT_EQ(found.n, twin.n);
        EXPECT_EQ(found.grade, twin.grade);
      }
  }
}

TEST(PatientTimeTwin, CountsDayByDay) {
  std::mt19937 random(12);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const std::size_t patients = 1 + random() % 15;
    std::vector<std::int32_t> arm(patients, 0);
    std::vector<double> exposure(patients);
    for (auto& days : exposure) days = static_cast<double>(1 + random() % 30);
    std::vector<TimedEvent> events(random() % 25);
    for (auto& event : events) event = {random() % patients, 0, static_cast<double>(random() % 40)};
    PatientTime twin;
    for (std::size_t patient = 0; patient < patients; ++patient) {
      bool had = false;
      for (int day = 0; day < exposure[patient]; ++day) {
        twin.days += 1;
        if (!had) twin.first_days += 1;
        for (const TimedEvent& event : events) {
          if (event.patient != patient || event.day != day) continue;
          ++twin.events;
          if (!had) ++twin.first;
          had = true;
        }
      }
    }
    const PatientTime found = patient_time(events, 1, exposure, arm, 1)[0];
    EXPECT_EQ(found.days, twin.days);
    EXPECT_EQ(found.first_days, twin.first_days);
    EXPECT_EQ(found.events, twin.events);
    EXPECT_EQ(found.first, twin.first);
  }
}

}  // namespace
