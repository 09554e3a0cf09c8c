/// Competing risks small enough for paper.
#include "venscope/survival/cumulative_incidence.hpp"
#include "venscope/survival/gray_test.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

// Six patients: relapse (1) at 1 and 4, death (2) at 2 and 5, censored at 3 and 6.
//   t  at risk  S(t-)  F_1         F_2
//   1  6        1      1/6         0
//   2  5        5/6    1/6         1/6
//   4  3        4/6    1/6 + 2/9   1/6
//   5  2        4/9    7/18        1/6 + 2/9
TEST(CumulativeIncidenceByHand, SixPatients) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 2, 0, 1, 2, 0}};
  const auto fits = cumulative_incidence(outcomes, {}, 1);
  ASSERT_TRUE(fits);
  const CumulativeIncidence& fit = fits->front();
  ASSERT_EQ(fit.causes.size(), 2U);
  const double relapse[] = {1.0 / 6, 1.0 / 6, 1.0 / 6, 7.0 / 18, 7.0 / 18, 7.0 / 18};
  const double death[] = {0, 1.0 / 6, 1.0 / 6, 1.0 / 6, 7.0 / 18, 7.0 / 18};
  const double free[] = {5.0 / 6, 4.0 / 6, 4.0 / 6, 4.0 / 9, 2.0 / 9, 2.0 / 9};
  for (std::size_t j = 0; j < 6; ++j) {
    EXPECT_NEAR(fit.causes[0].points[j].estimate, relapse[j], 1e-15);
    EXPECT_NEAR(fit.causes[1].points[j].estimate, death[j], 1e-15);
    EXPECT_NEAR(fit.times[j].event_free, free[j], 1e-15);
    EXPECT_EQ(fit.times[j].n_risk, 6.0 - static_cast<double>(j));
  }
  // F_1(1) = h_1 and F_1(4) = h_1 + (1 - h_1)(1 - h_2) h_4, each hazard binomial:
  //   var = (1 - 4/5 1/3)^2 5/216 + (5/6 1/3)^2 4/125 + (4/6)^2 2/27 = 31/648
  EXPECT_NEAR(std::pow(fit.causes[0].points[0].std_error, 2), 5.0 / 216, 1e-15);
  EXPECT_NEAR(std::pow(fit.causes[0].points[3].std_error, 2), 31.0 / 648, 1e-15);
  // On the log scale: 7/18 exp(-+ z se / (7/18)).
  const double half = 1.959963984540054 * std::sqrt(31.0 / 648) / (7.0 / 18);
  EXPECT_NEAR(fit.causes[0].points[3].lower, 7.0 / 18 * std::exp(-half), 1e-14);
  EXPECT_EQ(fit.causes[0].points[3].upper, 1);  // cut off
}

TEST(CumulativeIncidenceByHand, ReadAtTimes) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 2, 0, 1, 2, 0}};
  const auto fits = cumulative_incidence(outcomes, {}, 1);
  ASSERT_TRUE(fits);
  const auto readings = at_times(fits->front(), 0, std::vector{0.5, 4.0, 4.5, 9.0});
  EXPECT_EQ(readings[0].point.estimate, 0);
  EXPECT_EQ(readings[0].n_risk, 6);
  EXPECT_TRUE(std::isnan(readings[0].point.lower));  // no logarithm of 0
  EXPECT_NEAR(readings[1].point.estimate, 7.0 / 18, 1e-15);
  EXPECT_EQ(readings[1].n_risk, 3);
  EXPECT_EQ(readings[1].point.n_event, 2);
  EXPECT_EQ(readings[2].n_risk, 2);
  EXPECT_EQ(readings[3].n_risk, 0);
  EXPECT_NEAR(readings[3].point.estimate, 7.0 / 18, 1e-15);
}

// Groups a: relapse at 1 and 3; b: death at 2, relapse at 4. Relapse compared, h = Y / S(t-):
//   t  h_a  h_b  R_a  R_b  d  z_a              dF_0   c_aa        c_ab
//   1  2    2    2    2    1  1 - 2/4 = 1/2    1/4    1/4         -1/4
//   2  2    2                 (death in b)
//   3  2    2    1    2    1  1 - 1/3 = 2/3    1/4    1/4 + 1/3   -7/12
//   4  -    2         2    1  0                1/2
// Variance of z_a, from a_aa = 1, a_ab = -1 at times 1 and 3, rest = c(end) - c(t) = 1/3 at time 1:
//   1, a: b = 3/4 / (1/2) = 3/2, (1 - 1/2 1/3)^2 / 8 = 25/288
//   1, b: b = 3/4 / 1,           (-1 - 1/4 1/3)^2 / 8 = 169/1152
//   2, b: b = 3/4 / (1/2) = 3/2, (3/2 1/3)^2 1/4 = 1/16
//   3, a and b: 1/8 each
TEST(GrayTestByHand, FourPatients) {
  const endpoint::Outcomes outcomes{{}, {1, 3, 2, 4}, {1, 1, 2, 1}};
  const auto test = gray_test(outcomes, std::vector<std::int32_t>{0, 0, 1, 1}, 2, 1);
  ASSERT_TRUE(test);
  const double variance = 25.0 / 288 + 169.0 / 1152 + 1.0 / 16 + 2.0 / 8;
  EXPECT_NEAR(test->score[0], 7.0 / 6, 1e-15);
  EXPECT_NEAR(test->score[1], -7.0 / 6, 1e-15);
  EXPECT_NEAR(test->variance(0, 0), variance, 1e-15);
  EXPECT_NEAR(test->variance(0, 1), -variance, 1e-15);
  EXPECT_NEAR(test->statistic, 49.0 / 36 / variance, 1e-14);
  EXPECT_EQ(test->df, 1);
}

TEST(GrayTestByHand, SaysWhatItCannotCompare) {
  const std::vector<std::int32_t> group{0, 0, 1, 1};
  const auto one = gray_test({{}, {1, 2}, {1, 2}}, std::vector<std::int32_t>{1, 1}, 2, 1);
  ASSERT_FALSE(one);
  EXPECT_EQ(one.error()[0].code, "survival.one_group");
  const auto late = gray_test({{0, 0, 0, 1}, {1, 3, 2, 4}, {1, 1, 2, 1}}, group, 2, 1);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error()[0].code, "survival.gray_delayed_entry");
  // No event of the cause at all: nothing to test, and no NaN in what is computed.
  const auto none = gray_test({{}, {1, 3, 2, 4}, {2, 2, 2, 0}}, group, 2, 1);
  ASSERT_TRUE(none);
  EXPECT_EQ(none->statistic, 0);
  EXPECT_EQ(none->df, 0);
  EXPECT_TRUE(std::isnan(none->p));
  EXPECT_EQ(none->warnings.size(), 1U);
}
