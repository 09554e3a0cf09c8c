#include "venscope/endpoint/tied_times.hpp"

#include "support/csv.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

using namespace venscope::endpoint;

namespace {

Outcomes at(std::vector<double> time) {
  Outcomes outcomes;
  outcomes.event.assign(time.size(), 1);
  outcomes.time = std::move(time);
  return outcomes;
}

std::vector<double> tied(std::vector<double> time) {
  return with_tied_times(at(std::move(time)))->outcomes.time;
}

}  // namespace

TEST(TiedTimes, LeavesDifferentTimesAlone) {
  EXPECT_EQ(tied({3, 1, 2}), (std::vector<double>{3, 1, 2}));
  EXPECT_EQ(tied({0.5, 0.25}), (std::vector<double>{0.5, 0.25}));
  EXPECT_EQ(tied({}), std::vector<double>{});
}

TEST(TiedTimes, RoundingDoesNotTearATieApart) {
  EXPECT_EQ(tied({0.1 + 0.2, 0.3, 1}), (std::vector<double>{0.3, 0.3, 1}));
}

TEST(TiedTimes, AChainTakesItsFirstValue) {
  EXPECT_EQ(tied({1.5, 1.5 + 1e-8, 1.5 + 2e-8, 2}), (std::vector<double>{1.5, 1.5, 1.5, 2}));
}

TEST(TiedTimes, ToleranceIsRelativeToTheMeanOfLargeTimes) {
  // Mean 1e9: a step of 10 is within 1.49e-8 of it, a step of 20 is not.
  EXPECT_EQ(tied({1e9, 1e9 + 10.5, 1e9 + 30.5}), (std::vector<double>{1e9, 1e9, 1e9 + 30.5}));
}

TEST(TiedTimes, TellsWhenTimesAreTooSmallForTheirUnit) {
  const auto result = with_tied_times(at({1e-9, 2e-9, 5e-9}));
  EXPECT_EQ(result->outcomes.time, (std::vector<double>{1e-9, 1e-9, 1e-9}));
  EXPECT_EQ(result->merged, 2U);
  EXPECT_EQ(result->merged_as_tiny, 2U);
}

TEST(TiedTimes, EntriesAndExitsAreTiedTogether) {
  Outcomes outcomes = at({0.3, 1});
  outcomes.entry = {0, 0.1 + 0.2};
  EXPECT_EQ(with_tied_times(outcomes)->outcomes.entry[1], 0.3);
}

TEST(TiedTimes, AVanishingIntervalIsAProblem) {
  Outcomes outcomes = at({1 + 1e-9, 2.5});
  outcomes.entry = {1, 0};
  const auto result = with_tied_times(outcomes);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error()[0].code, "outcomes.interval_vanishes");
}

TEST(TiedTimes, ToleranceZeroChangesNothing) {
  EXPECT_EQ(with_tied_times(at({0.1 + 0.2, 0.3}), 0.0)->outcomes.time[0], 0.1 + 0.2);
}

TEST(OrderOfTimes, IsTheStableOrder) {
  std::mt19937_64 random(1);
  for (const std::size_t n : {0U, 1U, 2U, 3U, 100U, 5000U}) {
    for (const int kind : {0, 1, 2, 3}) {
      std::vector<double> times(n);
      for (double& time : times) {
        const double u = std::generate_canonical<double, 53>(random);
        if (kind == 0) time = std::floor(u * 20);
        if (kind == 1) time = -std::log(u);
        if (kind == 2) time = (u - 0.5) * 1e-9;
        if (kind == 3) time = u < 0.3 ? -0.0 : u < 0.6 ? 0.0 : 1e300 * (u - 0.8);
      }
      std::vector<std::uint32_t> expected(n);
      std::iota(expected.begin(), expected.end(), 0U);
      std::stable_sort(expected.begin(), expected.end(),
                       [&](auto a, auto b) { return times[a] < times[b]; });
      EXPECT_EQ(order_of_times(times), expected) << n << " times of kind " << kind;
    }
  }
}

TEST(WholeNumbers, AreSeenAtAnyPlace) {
  std::vector<double> times(3000, 7.0);
  EXPECT_TRUE(whole_numbers(times, 10));
  EXPECT_TRUE(whole_numbers({}, 10));
  for (const double broken : {7.5, -1.0, 11.0}) {
    for (const std::size_t place : {0U, 1500U, 2999U}) {
      auto copy = times;
      copy[place] = broken;
      EXPECT_FALSE(whole_numbers(copy, 10)) << broken << " at " << place;
    }
  }
}
