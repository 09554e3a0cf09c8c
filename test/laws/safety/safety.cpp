// What holds whatever the data.
#include "support/from_r.hpp"
#include "venscope/safety/incidence_rate.hpp"
#include "venscope/safety/patient_time.hpp"
#include "venscope/safety/worst_grades.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

using namespace venscope::safety;
using venscope::test::agrees;

namespace {

struct Case {
  std::vector<AdverseEvent> events;
  std::vector<TimedEvent> timed;
  std::vector<std::int32_t> arm;
  std::vector<double> exposure;
  std::size_t terms = 1;
};

Case random_case(std::mt19937& random) {
  Case made;
  const std::size_t patients = 1 + random() % 40, events = random() % 120;
  made.terms = 1 + random() % 6;
  for (std::size_t i = 0; i < patients; ++i) {
    made.arm.push_back(static_cast<std::int32_t>(random() % 4) - 1);
    made.exposure.push_back(random() % 8 == 0 ? std::numeric_limits<double>::quiet_NaN()
                                              : static_cast<double>(1 + random() % 50));
  }
  for (std::size_t e = 0; e < events; ++e) {
    const std::size_t patient = random() % patients, term = random() % made.terms;
    made.events.push_back({patient, term, static_cast<int>(random() % 6)});
    made.timed.push_back({patient, term,
                          random() % 10 == 0 ? std::numeric_limits<double>::quiet_NaN()
                                             : static_cast<double>(random() % 60)});
  }
  return made;
}

constexpr std::size_t arms = 3;

TEST(WorstGradesLaws, EveryPatientOfAnArmStandsInOneGradeOrInNone) {
  std::mt19937 random(1);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const Case one = random_case(random);
    const auto counts = count_grades(worst_grades(one.events), one.terms, one.arm, arms);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const auto n = std::count(one.arm.begin(), one.arm.end(), static_cast<int>(i % arms));
      std::int64_t sum = counts[i].none();
      for (const std::int64_t grade : counts[i].grade) sum += grade;
      EXPECT_EQ(sum, n);
      EXPECT_GE(counts[i].none(), 0);
      for (int g = 1; g <= worst_grade; ++g)
        EXPECT_GE(counts[i].at_least(g), counts[i].at_least(g + 1));
    }
  }
}

TEST(WorstGradesLaws, TheOrderOfTheRowsAndRowsTwiceChangeNothing) {
  std::mt19937 random(2);
  for (int repeat = 0; repeat < 100; ++repeat) {
    Case one = random_case(random);
    const auto before = count_grades(worst_grades(one.events), one.terms, one.arm, arms);
    const auto times = patient_time(one.timed, one.terms, one.exposure, one.arm, arms);
    std::shuffle(one.timed.begin(), one.timed.end(), random);
    std::vector<AdverseEvent> twice = one.events;
    twice.insert(twice.end(), one.events.begin(), one.events.end());
    std::shuffle(twice.begin(), twice.end(), random);
    const auto after = count_grades(worst_grades(twice), one.terms, one.arm, arms);
    const auto times_after = patient_time(one.timed, one.terms, one.exposure, one.arm, arms);
    for (std::size_t i = 0; i < before.size(); ++i) {
      EXPECT_EQ(before[i].grade, after[i].grade);
      EXPECT_EQ(times[i].first, times_after[i].first);
      EXPECT_EQ(times[i].first_days, times_after[i].first_days);
      EXPECT_EQ(times[i].events, times_after[i].events);
    }
  }
}

TEST(WorstGradesLaws, AnyEventHasAtLeastThePatientsOfEachTerm) {
  std::mt19937 random(3);
  for (int repeat = 0; repeat < 100; ++repeat) {
    Case one = random_case(random);
    const auto by_term = count_grades(worst_grades(one.events), one.terms, one.arm, arms);
    for (AdverseEvent& event : one.events) event.term = 0;
    const auto any = count_grades(worst_grades(one.events), 1, one.arm, arms);
    for (std::size_t i = 0; i < by_term.size(); ++i) {
      EXPECT_GE(any[i % arms].any(), by_term[i].any());
      for (int g = 1; g <= worst_grade; ++g)
        EXPECT_GE(any[i % arms].at_least(g), by_term[i].at_least(g));
    }
  }
}

TEST(PatientTimeLaws, TimeToTheFirstIsWithinTheTimeAtRisk) {
  std::mt19937 random(4);
  for (int repeat = 0; repeat < 200; ++repeat) {
    const Case one = random_case(random);
    for (const PatientTime& time :
         patient_time(one.timed, one.terms, one.exposure, one.arm, arms)) {
      EXPECT_GE(time.first_days, static_cast<double>(time.first));
      EXPECT_LE(time.first_days, time.days);
      EXPECT_GE(time.events, time.first + time.undated);
      EXPECT_LE(time.first + time.undated, time.patients);
    }
  }
}

TEST(RateLaws, ExchangingTheGroupsTurnsRatioAndDifferenceRound) {
  std::mt19937 random(5);
  for (int repeat = 0; repeat < 100; ++repeat) {
    const auto x1 = static_cast<std::int64_t>(1 + random() % 50),
               x2 = static_cast<std::int64_t>(1 + random() % 50);
    const double t1 = 0.5 + static_cast<double>(random() % 100), t2 = 3.0;
    const auto ratio = rate_ratio(x1, t1, x2, t2), other = rate_ratio(x2, t2, x1, t1);
    EXPECT_TRUE(agrees(ratio->estimate, 1 / other->estimate, 1e-13));
    EXPECT_TRUE(agrees(ratio->interval.low, 1 / other->interval.high, 1e-11));
    const auto difference = rate_difference(x1, t1, x2, t2),
               turned = rate_difference(x2, t2, x1, t1);
    EXPECT_TRUE(agrees(difference->interval.low, -turned->interval.high, 1e-12));
    EXPECT_TRUE(agrees(difference->estimate, -turned->estimate, 1e-12));
  }
}

TEST(RateLaws, TimeInAnotherUnitScalesTheRate) {
  const auto years = incidence_rate(7, 2.0), days = incidence_rate(7, 2.0 * 365.25);
  EXPECT_TRUE(agrees(years->interval.low, 365.25 * days->interval.low, 1e-14));
  EXPECT_TRUE(agrees(years->interval.high, 365.25 * days->interval.high, 1e-14));
}

double poisson(std::int64_t x, double mean) {
  const auto count = static_cast<double>(x);
  return std::exp(count * std::log(mean) - mean - std::lgamma(count + 1));
}

// All outcomes of a Poisson count, with their probabilities: no simulation.
TEST(RateLaws, TheExactIntervalCoversAtLeastAsOftenAsItSays) {
  std::vector<venscope::response::Interval> limits;
  for (std::int64_t x = 0; x < 90; ++x) limits.push_back(incidence_rate(x, 1.0)->interval);
  for (double mean = 0.05; mean < 40; mean *= 1.13) {
    double covered = 0;
    for (std::int64_t x = 0; x < 90; ++x)
      if (limits[static_cast<std::size_t>(x)].low <= mean &&
          mean <= limits[static_cast<std::size_t>(x)].high)
        covered += poisson(x, mean);
    EXPECT_GE(covered, 0.95 - 1e-12) << mean;
  }
}

TEST(RateLaws, TheDifferenceCoversAsOftenAsItSays) {
  constexpr std::int64_t most = 45;
  for (const double t2 : {0.4, 1.0})
    for (const double mean1 : {0.2, 1.0, 3.0, 9.0})
      for (const double mean2 : {0.2, 1.0, 3.0, 9.0}) {
        double covered = 0;
        for (std::int64_t x1 = 0; x1 < most; ++x1)
          for (std::int64_t x2 = 0; x2 < most; ++x2) {
            const auto interval = rate_difference(x1, 1.0, x2, t2)->interval;
            const double truth = mean1 - mean2 / t2;
            if (interval.low <= truth && truth <= interval.high)
              covered += poisson(x1, mean1) * poisson(x2, mean2);
          }
        EXPECT_GE(covered, 0.95) << mean1 << " in 1, " << mean2 << " in " << t2;
      }
}

}  // namespace
