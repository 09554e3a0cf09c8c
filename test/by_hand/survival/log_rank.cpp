/// Tests small enough for paper, and a well-known one.
#include "venscope/survival/log_rank.hpp"

#include "support/csv.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

// Groups a = {1, 3, 3+}, b = {2, 3, 4}:
//   t  at risk a/b  deaths a/b   E_a          V = d (n-d)/(n-1) r_a r_b / n^2
//   1  3/3          1/0          3/6          1/4
//   2  2/3          0/1          2/5          6/25
//   3  2/2          1/1          2 * 2/4      2 * 2/3 * 4/16 = 1/3
//   4  0/1          0/1          0            0
TEST(LogRankByHand, SixPatients) {
  const endpoint::Outcomes outcomes{{}, {1, 3, 3, 2, 3, 4}, {1, 1, 0, 1, 1, 1}};
  const auto test = log_rank(outcomes, std::vector<std::int32_t>{0, 0, 0, 1, 1, 1}, 2);
  ASSERT_TRUE(test);
  const double expected = 0.5 + 0.4 + 1, variance = 0.25 + 0.24 + 1.0 / 3;
  EXPECT_EQ(test->groups[0].n, 3);
  EXPECT_DOUBLE_EQ(test->groups[0].observed, 2);
  EXPECT_DOUBLE_EQ(test->groups[0].expected, expected);
  EXPECT_DOUBLE_EQ(test->groups[1].expected, 5 - expected);
  EXPECT_DOUBLE_EQ(test->variance(0, 0), variance);
  EXPECT_DOUBLE_EQ(test->variance(0, 1), -variance);
  EXPECT_NEAR(test->chi_squared, (2 - expected) * (2 - expected) / variance, 1e-15);
  EXPECT_EQ(test->df, 1);
}

// The same with rho = 1: weights S(t-) = 1, 5/6, 4/6, 1/3.
TEST(LogRankByHand, PetoWeightsAreLeftContinuous) {
  const endpoint::Outcomes outcomes{{}, {1, 3, 3, 2, 3, 4}, {1, 1, 0, 1, 1, 1}};
  const auto test = log_rank(outcomes, std::vector<std::int32_t>{0, 0, 0, 1, 1, 1}, 2, {}, 1.0);
  ASSERT_TRUE(test);
  EXPECT_DOUBLE_EQ(test->groups[0].observed, 1 + 2.0 / 3);
  EXPECT_DOUBLE_EQ(test->groups[0].expected, 0.5 + 5.0 / 6 * 0.4 + 2.0 / 3);
  EXPECT_DOUBLE_EQ(test->variance(0, 0), 0.25 + 25.0 / 36 * 0.24 + 4.0 / 9 / 3);
}

// Freireich et al. 1963; chi-squared 16.8, e.g. Kleinbaum & Klein, Survival Analysis, chapter 2:
// observed 9 and 21, expected 19.25 and 10.75, log-rank 16.793.
TEST(LogRankByHand, Freireich) {
  const test::Csv data = test::data_set("freireich");
  const auto test =
      log_rank({{}, data.number("weeks"), data.integer("relapse")}, data.codes("arm"), 2);
  ASSERT_TRUE(test);
  EXPECT_EQ(test->groups[0].observed, 9);  // 6-MP
  EXPECT_EQ(test->groups[1].observed, 21);
  EXPECT_NEAR(test->groups[0].expected, 19.25, 0.005);
  EXPECT_NEAR(test->groups[1].expected, 10.75, 0.005);
  EXPECT_NEAR(test->chi_squared, 16.793, 0.0005);
}

// The larynx cancers of Klein & Moeschberger 2003, section 7.4, by stage with scores 1 … 4: Z
// = 3.72.
TEST(LogRankByHand, TrendAcrossStagesOfLarynxCancer) {
  const test::Csv data = test::data_set("larynx");
  const auto trend = log_rank_trend({{}, data.number("time"), data.integer("delta")},
                                    data.codes("stage"), 4, std::vector<double>{1, 2, 3, 4});
  ASSERT_TRUE(trend);
  EXPECT_NEAR(std::sqrt(trend->chi_squared), 3.72, 0.005);
  EXPECT_EQ(trend->df, 1);
  EXPECT_LT(trend->p, 0.0005);
}

TEST(LogRankByHand, NothingToTest) {
  const endpoint::Outcomes outcomes{{}, {1, 1, 1, 1}, {1, 1, 1, 1}};
  const std::vector<std::int32_t> group{0, 0, 1, 1};
  // All die at once: observed is expected, without variance.
  const auto together = log_rank(outcomes, group, 2);
  ASSERT_TRUE(together);
  EXPECT_EQ(together->df, 0);
  EXPECT_EQ(together->chi_squared, 0);
  EXPECT_TRUE(std::isnan(together->p));
  EXPECT_EQ(together->warnings.size(), 1U);

  const auto nobody = log_rank(endpoint::Outcomes{}, {}, 2);
  ASSERT_FALSE(nobody);
  EXPECT_EQ(nobody.error()[0].code, "survival.no_rows");
  const auto one_group = log_rank(outcomes, std::vector<std::int32_t>{1, 1, 1, 1}, 2);
  ASSERT_FALSE(one_group);
  EXPECT_EQ(one_group.error()[0].code, "survival.one_group");

  const auto no_event = log_rank({{}, {1, 2}, {0, 0}}, std::vector<std::int32_t>{0, 1}, 2);
  ASSERT_TRUE(no_event);
  EXPECT_TRUE(std::isnan(no_event->p));
  // Only one group is ever at risk at an event: R reports chi-squared 0 on 0 df, p = 1.
  const auto alone = log_rank({{}, {5, 1}, {1, 0}}, std::vector<std::int32_t>{0, 1}, 2);
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->df, 0);
  EXPECT_EQ(alone->p, 1);
}

TEST(LogRankByHand, PairsOfGroupsWithRows) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 1, 1, 1, 1, 1}};
  const std::vector<std::int32_t> group{0, 1, 3, 0, 1, 3};
  const auto pairs = log_rank_pairwise(outcomes, group, 4, Adjustment::holm);
  ASSERT_TRUE(pairs);
  ASSERT_EQ(pairs->size(), 3U);  // group 2 has no row
  EXPECT_EQ((*pairs)[1].first, 0U);
  EXPECT_EQ((*pairs)[1].second, 3U);
}
