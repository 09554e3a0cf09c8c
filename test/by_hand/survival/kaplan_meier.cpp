/// Curves small enough to be worked out on paper, and the textbook's.
#include "venscope/survival/kaplan_meier.hpp"

#include "support/csv.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

KaplanMeier curve(std::vector<double> time, std::vector<std::int32_t> event,
                  ConfidenceScale scale = ConfidenceScale::log) {
  const auto fit = kaplan_meier({{}, std::move(time), std::move(event)}, {}, {scale, 0.95, {}});
  EXPECT_TRUE(fit);
  return fit ? *fit : KaplanMeier{};
}

}  // namespace

// Six patients hold every case: two deaths at one time, a death with a censoring, a censoring
// alone, a death alone that ends the curve. 1+ is a censoring at 1.
//   time   at risk  deaths   S
//   1      6        2        4/6
//   2      4        1 (+1)   4/6 * 3/4 = 1/2
//   3      2        0        1/2
//   4      1        1        0
TEST(KaplanMeierByHand, SixPatients) {
  const KaplanMeier fit = curve({4, 1, 3, 2, 1, 2}, {1, 1, 0, 0, 1, 1});
  ASSERT_EQ(fit.curve.size(), 4U);
  const double survival[] = {2.0 / 3, 0.5, 0.5, 0}, at_risk[] = {6, 4, 2, 1};
  // Greenwood: 2/(6*4) = 1/12, then 1/(4*3) = 1/12 more.
  const double error[] = {2.0 / 3 * std::sqrt(1.0 / 12), 0.5 * std::sqrt(1.0 / 6),
                          0.5 * std::sqrt(1.0 / 6)};
  for (std::size_t j = 0; j < 4; ++j) {
    EXPECT_DOUBLE_EQ(fit.curve[j].survival, survival[j]);
    EXPECT_DOUBLE_EQ(fit.curve[j].n_risk, at_risk[j]);
    if (j < 3) {
      EXPECT_DOUBLE_EQ(fit.curve[j].std_error, error[j]);
    }
  }
  EXPECT_TRUE(std::isnan(fit.curve[3].std_error));
  EXPECT_TRUE(std::isnan(fit.curve[3].lower));
  EXPECT_EQ(fit.n, 6U);
  EXPECT_EQ(fit.events, 4);
  // S is 1/2 from 2 to 4: the median is the middle of that step.
  EXPECT_DOUBLE_EQ(*median(fit).time, 3);
  // Area: 1*1 + 2/3*1 + 1/2*2.
  EXPECT_DOUBLE_EQ(restricted_mean(fit).mean, 1 + 2.0 / 3 + 1);
  // Areas to the right of 1 and 2 are 5/3 and 1.
  EXPECT_DOUBLE_EQ(restricted_mean(fit).std_error, std::sqrt((25.0 / 9 + 1) / 12));
}

TEST(KaplanMeierByHand, LimitsOnEachScale) {
  // One death among four: S = 3/4, Greenwood sum 1/12.
  const double s = 0.75, r = std::sqrt(1.0 / 12), z = 1.959963984540054;
  const auto limits = [&](ConfidenceScale scale) {
    const KaplanMeierPoint point = curve({1, 2, 2, 2}, {1, 0, 0, 0}, scale).curve[0];
    return std::pair(point.lower, point.upper);
  };
  const auto [log_lower, log_upper] = limits(ConfidenceScale::log);
  EXPECT_DOUBLE_EQ(log_lower, s * std::exp(-z * r));
  EXPECT_EQ(log_upper, 1.0);  // 1.32 cut off
  const auto [plain_lower, plain_upper] = limits(ConfidenceScale::plain);
  EXPECT_DOUBLE_EQ(plain_lower, s - z * s * r);
  EXPECT_EQ(plain_upper, 1.0);
  const auto [double_lower, double_upper] = limits(ConfidenceScale::log_log);
  EXPECT_NEAR(double_lower, std::pow(s, std::exp(-z * r / std::log(s))), 1e-15);
  EXPECT_NEAR(double_upper, std::pow(s, std::exp(z * r / std::log(s))), 1e-15);
  EXPECT_TRUE(std::isnan(limits(ConfidenceScale::none).first));
}

// Klein & Moeschberger 2003, tables 4.1 and 4.2: remission under 6-MP, printed to three and four
// digits.
TEST(KaplanMeierByHand, Freireich) {
  const test::Csv data = test::data_set("drug6mp");
  const KaplanMeier fit = curve(data.number("t2"), data.integer("relapse"));
  const double book[][3] = {{6, 0.857, 0.0764},  {7, 0.807, 0.0869},  {10, 0.753, 0.0963},
                            {13, 0.690, 0.1068}, {16, 0.627, 0.1141}, {22, 0.538, 0.1282},
                            {23, 0.448, 0.1346}};
  for (const auto& [time, survival, error] : book) {
    const KaplanMeierPoint point = at_times(fit, std::vector{time})[0];
    EXPECT_NEAR(point.survival, survival, 0.0005) << time;
    EXPECT_NEAR(point.std_error, error, 0.00005) << time;
  }
  EXPECT_EQ(*median(fit).time, 23);
  EXPECT_EQ(*median(curve(data.number("t1"), std::vector<std::int32_t>(21, 1))).time, 8);
}

TEST(KaplanMeierByHand, LateEntryCountsFromAfterItsTime) {
  // The second patient enters at 1, after the death at 1: at risk 1, then 2.
  const auto fit = kaplan_meier({{0, 1, 0}, {1, 3, 2}, {1, 0, 1}});
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->curve[0].n_risk, 2);
  EXPECT_EQ(fit->curve[1].n_risk, 2);
  EXPECT_DOUBLE_EQ(fit->curve[1].survival, 0.25);
}

TEST(KaplanMeierByHand, ACurveThatEndsAtOneHalf) {
  const KaplanMeier fit = curve({1, 5}, {1, 0});
  EXPECT_EQ(*median(fit).time, 1);         // as print(fit)
  EXPECT_EQ(*quantile(fit, 0.5).time, 3);  // as quantile(fit): the middle of the last step
  EXPECT_FALSE(quantile(fit, 0.6).time);
}

// A limit that is missing: not reached by a curve that has limits to its end, unknown otherwise.
TEST(KaplanMeierByHand, LimitsOfAMedianThatAreNotReachedOrNotKnown) {
  const SurvivalQuantile one = median(curve({25.7}, {1}));
  EXPECT_EQ(*one.time, 25.7);
  EXPECT_FALSE(one.lower || one.upper || one.limits_known);
  // Two of five die: the curve ends at 3/5, whose lower limit is below 1/2.
  const SurvivalQuantile some = median(curve({1, 2, 3, 4, 5}, {1, 1, 0, 0, 0}));
  EXPECT_FALSE(some.time);
  EXPECT_EQ(*some.lower, 2);
  EXPECT_TRUE(!some.upper && some.limits_known);
  EXPECT_TRUE(median(curve({1, 2}, {0, 0})).limits_known);  // 1 all along, with its limits
  // All die: beyond the last death there is no limit.
  const SurvivalQuantile all = median(curve({1, 2, 3, 4, 5}, {1, 1, 1, 1, 1}));
  EXPECT_EQ(*all.lower, 2);
  EXPECT_TRUE(!all.upper && !all.limits_known);
  const auto without =
      kaplan_meier({{}, {1, 2, 3}, {1, 0, 0}}, {}, {.scale = ConfidenceScale::none});
  EXPECT_FALSE(median(*without).limits_known);
}

TEST(KaplanMeierByHand, ReadAtTimes) {
  const KaplanMeier fit = curve({2, 4, 6}, {1, 0, 1});
  const auto points = at_times(fit, std::vector<double>{7, 1, 4, 5});
  EXPECT_EQ(points[1].survival, 1);  // before the first time
  EXPECT_EQ(points[1].n_risk, 3);
  EXPECT_EQ(points[1].n_event, 0);
  EXPECT_DOUBLE_EQ(points[2].survival, 2.0 / 3);
  EXPECT_EQ(points[2].n_risk, 2);  // just before 4
  EXPECT_EQ(points[2].n_event, 1);
  EXPECT_EQ(points[2].n_censor, 1);
  EXPECT_EQ(points[3].n_risk, 1);
  EXPECT_EQ(points[3].n_censor, 0);  // counted at 4 already
  EXPECT_EQ(points[0].n_risk, 0);    // carried on beyond the last time
  EXPECT_EQ(points[0].survival, 0);
}

TEST(KaplanMeierByHand, NothingToEstimateFrom) {
  const auto fit = kaplan_meier({});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error()[0].code, "survival.no_rows");
  EXPECT_EQ(fit.error()[0].fault, Fault::analysis);
  const auto negative = kaplan_meier({{}, {1, 2}, {1, 1}}, std::vector<double>{1, -1});
  ASSERT_FALSE(negative);
  EXPECT_EQ(negative.error()[0].code, "survival.bad_weight");
}
