// What must hold of two proportions whatever the counts.
#include "venscope/response/two_proportions.hpp"

#include "venscope/base/random.hpp"
#include "venscope/response/contingency.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

/// Every table of groups of up to 4, and random larger ones.
std::vector<TwoCounts> tables() {
  std::vector<TwoCounts> list;
  for (std::int64_t n1 = 1; n1 <= 4; ++n1)
    for (std::int64_t n2 = 1; n2 <= 4; ++n2)
      for (std::int64_t x1 = 0; x1 <= n1; ++x1)
        for (std::int64_t x2 = 0; x2 <= n2; ++x2) list.push_back({x1, n1, x2, n2});
  RandomStream random(11, "two proportions");
  for (int i = 0; i < 60; ++i) {
    const auto n1 = 1 + random.below(300), n2 = 1 + random.below(300);
    list.push_back({static_cast<std::int64_t>(random.below(n1 + 1)), static_cast<std::int64_t>(n1),
                    static_cast<std::int64_t>(random.below(n2 + 1)),
                    static_cast<std::int64_t>(n2)});
  }
  return list;
}

TwoCounts arms_swapped(const TwoCounts& c) {
  return {c.x2, c.n2, c.x1, c.n1};
}
TwoCounts outcome_swapped(const TwoCounts& c) {
  return {c.n1 - c.x1, c.n1, c.n2 - c.x2, c.n2};
}

void expect_same(double a, double b) {
  if (std::isinf(a) || std::isinf(b))
    EXPECT_EQ(a, b);
  else
    EXPECT_NEAR(a, b, 1e-9 * std::max(1.0, std::abs(b)));
}

void expect_turned(const Interval& a, const Interval& b) {
  expect_same(a.low, b.high > 0 ? 1 / b.high : INFINITY);
  expect_same(a.high, b.low > 0 ? 1 / b.low : INFINITY);
}

std::string text_of(const TwoCounts& c) {
  return std::to_string(c.x1) + "/" + std::to_string(c.n1) + " " + std::to_string(c.x2) + "/" +
         std::to_string(c.n2);
}

}  // namespace

TEST(TwoProportionsLaws, SwappingTheArmsTurnsEverything) {
  for (const TwoCounts& counts : tables()) {
    SCOPED_TRACE(text_of(counts));
    const auto one = two_proportions(counts), other = two_proportions(arms_swapped(counts));
    ASSERT_TRUE(one && other);
    expect_same(one->difference, -other->difference);
    expect_same(one->miettinen_nurminen.low, -other->miettinen_nurminen.high);
    expect_same(one->newcombe.high, -other->newcombe.low);
    expect_turned(one->ratio_score, other->ratio_score);
    expect_turned(one->odds_score, other->odds_score);
    expect_turned(one->cornfield, other->cornfield);
    expect_turned(one->mid_p, other->mid_p);
    EXPECT_EQ(one->katz.has_value(), other->katz.has_value());
  }
}

TEST(TwoProportionsLaws, SwappingTheOutcomeTurnsDifferenceAndOdds) {
  for (const TwoCounts& counts : tables()) {
    SCOPED_TRACE(text_of(counts));
    const auto one = two_proportions(counts), other = two_proportions(outcome_swapped(counts));
    expect_same(one->miettinen_nurminen.low, -other->miettinen_nurminen.high);
    expect_turned(one->odds_score, other->odds_score);
    expect_turned(one->mid_p, other->mid_p);
  }
}

TEST(TwoProportionsLaws, EveryTableHasIntervalsAroundItsEstimate) {
  for (const TwoCounts& counts : tables()) {
    SCOPED_TRACE(text_of(counts));
    const auto found = two_proportions(counts);
    ASSERT_TRUE(found);
    const auto around = [](const Interval& interval, double estimate) {
      EXPECT_LE(interval.low, estimate + 1e-12);
      EXPECT_GE(interval.high, estimate - 1e-12);
      EXPECT_LT(interval.low, interval.high);
    };
    around(found->miettinen_nurminen, found->difference);
    EXPECT_GE(found->miettinen_nurminen.low, -1);
    EXPECT_LE(found->miettinen_nurminen.high, 1);
    if (found->ratio) around(found->ratio_score, *found->ratio);
    if (found->odds_ratio) around(found->odds_score, *found->odds_ratio);
    // The mid-p interval lies inside the exact one.
    EXPECT_GE(found->mid_p.low, found->cornfield.low - 1e-12);
    EXPECT_LE(found->mid_p.high, found->cornfield.high * (1 + 1e-12));
  }
}

// At a difference of 0, a ratio of 1, an odds ratio of 1 the three score statistics are one and the
// same: Pearson's X2 times (N - 1) / N. So the intervals all exclude it, or none does.
TEST(TwoProportionsLaws, IntervalsAgreeWithTheTestOfNMinusOne) {
  for (const TwoCounts& counts : tables()) {
    SCOPED_TRACE(text_of(counts));
    const auto test = pearson_n_minus_one(
        make_table(2, 2, {counts.x1, counts.n1 - counts.x1, counts.x2, counts.n2 - counts.x2}));
    if (!test || std::abs(test->p - 0.05) < 1e-6) continue;
    const auto found = two_proportions(counts);
    const bool rejected = test->p < 0.05;
    const auto excludes = [](const Interval& interval, double null) {
      return interval.low > null || interval.high < null;
    };
    EXPECT_EQ(excludes(found->miettinen_nurminen, 0), rejected);
    EXPECT_EQ(excludes(found->ratio_score, 1), rejected);
    EXPECT_EQ(excludes(found->odds_score, 1), rejected);
  }
}

TEST(TwoProportionsLaws, WhatIsNoTableIsNamed) {
  const auto code = [](const TwoCounts& counts, double confidence = 0.95) {
    const auto found = two_proportions(counts, confidence);
    return found ? std::string("none") : found.error().front().code;
  };
  EXPECT_EQ(code({0, 0, 1, 3}), "response.no_observations");
  EXPECT_EQ(code({4, 3, 1, 3}), "response.count_out_of_range");
  EXPECT_EQ(code({1, 3, 1, 3}, 1.0), "response.confidence_level");
  const auto score = score_ratio({4, 3, 0, 0});
  ASSERT_FALSE(score);
  EXPECT_EQ(score.error().size(), 2U);
}
