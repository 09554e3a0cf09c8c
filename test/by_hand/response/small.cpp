// Small enough to follow with a pencil.
#include "venscope/response/contingency.hpp"
#include "venscope/response/fisher.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/standardised_difference.hpp"
#include "venscope/response/summary.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope::response;

// Rounding of a handful of operations.
constexpr double tiny = 1e-14;

TEST(ByHand, ChiSquaredOfTenAndTwenty) {
  // Rows 8 2 and 10 10: n = 30, expected 6 4 and 12 8, every |O - E| = 2.
  const auto table = make_table(2, 2, {8, 2, 10, 10});
  const auto plain = pearson(table);
  EXPECT_EQ(plain->expected, (std::vector<double>{6, 4, 12, 8}));
  EXPECT_NEAR(plain->statistic, 4.0 / 6 + 4.0 / 4 + 4.0 / 12 + 4.0 / 8, tiny);
  EXPECT_EQ(plain->smallest_expected, 4.0);
  EXPECT_EQ(plain->expected_below_five, 1u);
  EXPECT_NEAR(pearson_yates(table)->statistic, 2.25 * (1.0 / 6 + 1.0 / 4 + 1.0 / 12 + 1.0 / 8),
              tiny);
  EXPECT_NEAR(pearson_n_minus_one(table)->statistic, plain->statistic * 29 / 30, tiny);
  const double g2 = 2 * (8 * std::log(8.0 / 6) + 2 * std::log(2.0 / 4) + 10 * std::log(10.0 / 12) +
                         10 * std::log(10.0 / 8));
  EXPECT_NEAR(likelihood_ratio(table)->statistic, g2, tiny);
}

TEST(ByHand, ConditionalOddsRatioOfTwoPairs) {
  // Margins 2 2 / 2 2: weights 1, 4 w, w^2 for n11 = 0, 1, 2, so E = 1 at w = 1, and the limits at
  // n11 = 1 solve (1 + 4 w) / (1 + 4 w + w^2) = 0.025: w^2 = 39 (1 + 4 w).
  const auto even = fisher(make_table(2, 2, {1, 1, 1, 1}));
  EXPECT_EQ(even->p, 1.0);
  EXPECT_NEAR(*even->odds_ratio, 1.0, tiny);
  const double high = 78 + std::sqrt(78.0 * 78.0 + 39.0);
  EXPECT_NEAR(*even->conf_high, high, 1e-11);
  EXPECT_NEAR(*even->conf_low, 1.0 / high, 1e-16);
  const auto ends = fisher(make_table(2, 2, {2, 0, 0, 2}));
  EXPECT_NEAR(ends->p, 1.0 / 3, tiny);  // both corners, 1/6 each
  EXPECT_TRUE(std::isinf(*ends->odds_ratio));
  EXPECT_NEAR(ends->mid_p, 1.0 / 4, tiny);
}

TEST(ByHand, FisherOfThreeColumns) {
  // Rows 2 0 0 and 0 1 1: column totals 2 1 1. Of the C(4, 2) = 6 draws for row 1, one gives 2 0 0,
  // one gives 0 1 1 and two each give 1 1 0 and 1 0 1: p = (1 + 1) / 6.
  EXPECT_NEAR(fisher(make_table(2, 3, {2, 0, 0, 0, 1, 1}))->p, 1.0 / 3, tiny);
}

TEST(ByHand, WilsonAtNoneAndAll) {
  // x = 0: the upper limit is z^2 / (n + z^2).
  const double square = 1.959963984540054 * 1.959963984540054;
  EXPECT_EQ(wilson(0, 10)->low, 0.0);
  EXPECT_NEAR(wilson(0, 10)->high, square / (10 + square), tiny);
  EXPECT_EQ(wilson(10, 10)->high, 1.0);
  // Clopper-Pearson at x = 0: (1 - p)^n = 0.025.
  EXPECT_NEAR(clopper_pearson(0, 10)->high, 1 - std::pow(0.025, 0.1), tiny);
}

TEST(ByHand, RanksWithTies) {
  const Ranks ranks = midranks(std::vector<double>{3, 1, 3, 3, 0});
  EXPECT_EQ(ranks.rank, (std::vector<double>{4, 2, 4, 4, 1}));
  EXPECT_EQ(ranks.tie_sum, 24.0);
  // 1 2 against 3 4 5: W = 0, one of C(5, 2) = 10 choices on each side.
  const auto apart = mann_whitney(std::vector<double>{1, 2}, std::vector<double>{3, 4, 5});
  EXPECT_EQ(apart->statistic, 0.0);
  EXPECT_NEAR(apart->p, 0.2, tiny);
}

TEST(ByHand, KruskalWallisOfThreePairs) {
  // Ranks 1 2 | 3 4 | 5 6: mean ranks 1.5, 3.5, 5.5 about 3.5: H = 12 / 42 (2 4 + 0 + 2 4).
  const auto h = kruskal_wallis(std::vector<double>{1, 2, 3, 4, 5, 6},
                                std::vector<std::int32_t>{0, 0, 1, 1, 2, 2}, 3);
  EXPECT_NEAR(h->statistic, 12.0 / 42 * 16, tiny);
  EXPECT_NEAR(h->p, std::exp(-h->statistic / 2), tiny);  // chi-squared with 2 df
}

TEST(ByHand, QuartilesOfType7) {
  // n = 4: places 0.75, 1.5 and 2.25.
  const Summary s = summarise(std::vector<double>{40, 10, 30, 20});
  EXPECT_NEAR(*s.q1, 17.5, tiny);
  EXPECT_NEAR(*s.median, 25, tiny);
  EXPECT_NEAR(*s.q3, 32.5, tiny);
  EXPECT_NEAR(*s.sd, std::sqrt(500.0 / 3), tiny);
}

TEST(ByHand, StandardisedDifferenceOfHalfAndOneTenth) {
  // p = 0.5 and 0.1: 0.4 / sqrt((0.25 + 0.09) / 2).
  const double d = 0.4 / std::sqrt(0.17);
  EXPECT_NEAR(*standardised_difference(5, 10, 1, 10), d, tiny);
  EXPECT_NEAR(*standardised_difference(make_table(2, 2, {5, 5, 1, 9})), d, tiny);
}
