// What holds for every matching.
#include "venscope/comparability/matching.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>
#include <set>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

struct Arms {
  std::vector<std::int32_t> treated;
  std::vector<double> measure;
};

Arms random_arms(std::uint32_t seed, std::size_t n) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Arms arms;
  for (std::size_t i = 0; i < n; ++i) {
    arms.treated.push_back(i % 3 == 0 ? 1 : 0);
    arms.measure.push_back(normal(random) + 0.8 * arms.treated.back());
  }
  return arms;
}

TEST(MatchingLaw, NobodyIsMatchedTwiceAndNobodyBeyondTheCaliper) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const Arms arms = random_arms(seed, 90);
    const auto found = match(arms.treated, arms.measure, {}, {.ratio = 2, .caliper = 0.1});
    ASSERT_TRUE(found);
    std::set<std::size_t> seen;
    for (const MatchedSet& set : found->sets)
      for (const std::size_t control : set.controls) {
        EXPECT_TRUE(seen.insert(control).second);
        EXPECT_EQ(arms.treated[control], 0);
        EXPECT_LE(std::fabs(arms.measure[control] - arms.measure[set.treated]), found->widest);
      }
    EXPECT_EQ(seen.size(), found->matched_controls);
  }
}

TEST(MatchingLaw, WeightsSumToTheMatchedOfEachArm) {
  for (const bool replacement : {false, true}) {
    const Arms arms = random_arms(5, 120);
    const auto found = match(arms.treated, arms.measure, {},
                             {.ratio = 3, .replacement = replacement, .caliper = 0.2});
    ASSERT_TRUE(found);
    double sum[2] = {0, 0};
    for (std::size_t i = 0; i < arms.treated.size(); ++i) sum[arms.treated[i]] += found->weights[i];
    EXPECT_DOUBLE_EQ(sum[1], static_cast<double>(found->matched_treated));
    EXPECT_NEAR(sum[0], static_cast<double>(found->matched_controls), 1e-12);
  }
}

TEST(MatchingLaw, ShiftAndScaleOfTheMeasureChangeNoPair) {
  const Arms arms = random_arms(8, 80);
  std::vector<double> other = arms.measure;
  for (double& m : other) m = 4 * m - 16;  // exact in binary: no rounding
  const auto a = match(arms.treated, arms.measure), b = match(arms.treated, other);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->weights, b->weights);
  EXPECT_EQ(a->set_of, b->set_of);
}

TEST(MatchingLaw, TheRandomOrderIsThatOfTheSeed) {
  const Arms arms = random_arms(9, 200);
  const auto draw = [&](std::uint64_t seed) {
    return match(arms.treated, arms.measure, {}, {.order = MatchOrder::random, .seed = seed})
        ->set_of;
  };
  EXPECT_EQ(draw(1), draw(1));
  EXPECT_NE(draw(1), draw(2));
}

TEST(MatchingLaw, HoldsForManyPatientsToo) {
  const Arms arms = random_arms(10, 300'000);
  const auto found = match(arms.treated, arms.measure);
  ASSERT_TRUE(found);
  EXPECT_GT(found->matched_treated, 90'000u);
}

}  // namespace
