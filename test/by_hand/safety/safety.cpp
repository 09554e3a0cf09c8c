// Worked with a pencil.
#include "support/from_r.hpp"
#include "venscope/safety/early_deaths.hpp"
#include "venscope/safety/incidence_rate.hpp"
#include "venscope/safety/patient_time.hpp"
#include "venscope/safety/worst_grades.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::safety;
using venscope::test::agrees;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// Five patients, arms A A B B and one unknown. Term 0: patient 0 grades 2, 4, 3: worst 4; patient 2
// grade not known and 1: worst known 1; patient 3 not known; patient 4 has no arm. Term 1: patient
// 1 grade 5 twice.
TEST(WorstGradesByHand, OfFivePatients) {
  const std::vector<AdverseEvent> events{{0, 0, 2}, {1, 1, 5}, {2, 0, 0}, {0, 0, 4}, {0, 0, 3},
                                         {3, 0, 0}, {2, 0, 1}, {4, 0, 3}, {1, 1, 5}};
  const auto worst = worst_grades(events);
  ASSERT_EQ(worst.size(), 5u);
  EXPECT_EQ(worst[0].grade, 4);
  const std::vector<std::int32_t> arm{0, 0, 1, 1, -1};
  const auto counts = count_grades(worst, 2, arm, 2);
  const auto is = [&](std::size_t i, std::array<std::int64_t, 6> grades, std::int64_t none) {
    EXPECT_EQ(counts[i].grade, grades) << i;
    EXPECT_EQ(counts[i].n, 2) << i;
    EXPECT_EQ(counts[i].none(), none) << i;
  };
  is(0, {0, 0, 0, 0, 1, 0}, 1);  // term 0, arm A
  is(1, {1, 1, 0, 0, 0, 0}, 0);  // term 0, arm B
  is(2, {0, 0, 0, 0, 0, 1}, 1);  // term 1, arm A
  is(3, {0, 0, 0, 0, 0, 0}, 2);  // term 1, arm B
  EXPECT_EQ(counts[0].at_least(3), 1);
  EXPECT_EQ(counts[1].at_least(1), 1);
  EXPECT_EQ(counts[1].any(), 2);
}

// Patient 0: 10 days at risk, events on days 3 and 8 (and 12, outside): first after 4 days.
// Patient 1: 20 days, none. Patient 2: 5 days, an event without a day and one on day 1: its first
// is not known. Patient 3: time at risk not known. Patient 4: one day, an event on it.
TEST(PatientTimeByHand, OfOneArm) {
  const std::vector<TimedEvent> events{{0, 0, 8},   {0, 0, 12}, {4, 0, 0}, {0, 0, 3},
                                       {2, 0, nan}, {2, 0, 1},  {3, 0, 2}};
  const std::vector<double> exposure{10, 20, 5, nan, 1};
  const std::vector<std::int32_t> arm{0, 0, 0, 0, 0};
  const auto times = patient_time(events, 1, exposure, arm, 1);
  ASSERT_EQ(times.size(), 1u);
  EXPECT_EQ(times[0].patients, 4);
  EXPECT_EQ(times[0].days, 36);
  EXPECT_EQ(times[0].events, 5) << "days 3 and 8, the undated one and day 1, and day 0";
  EXPECT_EQ(times[0].outside, 1);
  EXPECT_EQ(times[0].undated, 1);
  EXPECT_EQ(times[0].no_exposure, 1);
  EXPECT_EQ(times[0].first, 2);
  EXPECT_EQ(times[0].first_days, 4 + 20 + 1);
}

// No event in time T: P(0 | u T) = exp(-u T) = 0.025, so u = ln(40) / T. One event: the lower limit
// solves 1 - exp(-l T) = 0.025, l = -ln(0.975) / T.
TEST(RatesByHand, OfNoneAndOneEvent) {
  const auto none = incidence_rate(0, 2.0), one = incidence_rate(1, 2.0);
  ASSERT_TRUE(none && one);
  EXPECT_EQ(none->estimate, 0);
  EXPECT_EQ(none->interval.low, 0);
  EXPECT_TRUE(agrees(none->interval.high, std::log(40.0) / 2, 1e-14));
  EXPECT_TRUE(agrees(one->interval.low, -std::log(0.975) / 2, 1e-13));
}

// One event against none in equal times: p is 1 of 1, its lower limit 0.025, the odds 0.025 /
// 0.975.
TEST(RatesByHand, RatioOfOneAgainstNone) {
  const auto ratio = rate_ratio(1, 3.0, 0, 3.0);
  ASSERT_TRUE(ratio);
  EXPECT_TRUE(std::isinf(ratio->estimate));
  EXPECT_TRUE(agrees(ratio->interval.low, 0.025 / 0.975, 1e-13));
  EXPECT_TRUE(std::isinf(ratio->interval.high));
}

// No events at all: the difference is 0 and reaches as far as each rate could go alone.
TEST(RatesByHand, DifferenceWithoutEvents) {
  const auto difference = rate_difference(0, 2.0, 0, 5.0);
  ASSERT_TRUE(difference);
  EXPECT_EQ(difference->estimate, 0);
  EXPECT_TRUE(agrees(difference->interval.low, -std::log(40.0) / 5, 1e-13));
  EXPECT_TRUE(agrees(difference->interval.high, std::log(40.0) / 2, 1e-13));
}

TEST(RatesByHand, AreRefusedWithReasons) {
  const auto code = [](const auto& result) {
    return result ? std::string() : result.error()[0].code;
  };
  EXPECT_EQ(code(incidence_rate(1, 0.0)), "safety.no_time");
  EXPECT_EQ(code(incidence_rate(1, nan)), "safety.no_time");
  EXPECT_EQ(code(incidence_rate(-1, 1.0)), "safety.count");
  EXPECT_EQ(code(incidence_rate(1, 1.0, 1.0)), "response.confidence_level");
  EXPECT_EQ(code(rate_ratio(0, 1.0, 0, 1.0)), "safety.no_events");
  const auto both = rate_difference(1, -1.0, 1, 0.0);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().size(), 2u);
}

// Days 5 dead, 12 alive, 30 dead, 30 alive, 31 dead, 400 alive: by day 30 two are dead, one is
// censored before.
TEST(EarlyDeathsByHand, ByDay30) {
  venscope::endpoint::Outcomes outcomes;
  outcomes.time = {5, 12, 30, 30, 31, 400};
  outcomes.event = {1, 0, 1, 0, 1, 0};
  const std::vector<std::size_t> rows{0, 1, 2, 3, 4, 5};
  const auto of = [&](CensoredEarly how) {
    const auto deaths = early_deaths(outcomes, rows, 30, how);
    EXPECT_TRUE(deaths);
    EXPECT_EQ(deaths->n, 6);
    EXPECT_EQ(deaths->deaths, 2);
    EXPECT_EQ(deaths->censored, 1);
    return std::pair(deaths->x, deaths->of);
  };
  EXPECT_EQ(of(CensoredEarly::exclude), std::pair(std::int64_t{2}, std::int64_t{5}));
  EXPECT_EQ(of(CensoredEarly::alive), std::pair(std::int64_t{2}, std::int64_t{6}));
  EXPECT_EQ(of(CensoredEarly::dead), std::pair(std::int64_t{3}, std::int64_t{6}));
}

// 30 days in months and back: a death on day 30 counts whatever the rounding.
TEST(EarlyDeathsByHand, OnTheVeryDayCountInMonths) {
  venscope::endpoint::Outcomes outcomes;
  outcomes.time = {30 / 30.4375, std::nextafter(30 / 30.4375, 2.0), 31 / 30.4375};
  outcomes.event = {1, 1, 1};
  const std::vector<std::size_t> rows{0, 1, 2};
  EXPECT_EQ(early_deaths(outcomes, rows, 30 / 30.4375, CensoredEarly::exclude)->deaths, 2);
}

TEST(EarlyDeathsByHand, NeedSomebodyFromTheStart) {
  venscope::endpoint::Outcomes outcomes;
  outcomes.time = {5};
  outcomes.event = {0};
  const std::vector<std::size_t> rows{0};
  const auto nobody = early_deaths(outcomes, rows, 30, CensoredEarly::exclude);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error()[0].code, "safety.nobody_followed");
  outcomes.entry = {1};
  const auto late = early_deaths(outcomes, rows, 30, CensoredEarly::alive);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error()[0].code, "safety.late_entry");
}

}  // namespace
