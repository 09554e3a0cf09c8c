// Two and three cohorts with a pencil.
#include "venscope/accuracy/pooling.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

// Weights 1/0.25 = 4 and 1/1 = 1: mean (4 * 1 + 1 * 6) / 5 = 2, variance 1/5. Q = 4 * 1 + 1 * 16 =
// 20. tau^2 = (20 - 1) / (5 - 17/5) = 19 / 1.6 = 11.875; typical variance 1 / 1.6 = 0.625, so that
// I^2 = 11.875 / 12.5 = 0.95 = (Q - 1) / Q.
TEST(PoolingByHand, TwoCohorts) {
  const std::vector<CohortEstimate> cohorts = {{"a", 1, 0.5}, {"b", 6, 1}};
  const PooledEstimate fixed = pooled(cohorts, {.method = BetweenVariance::fixed}).value();
  EXPECT_DOUBLE_EQ(fixed.estimate, 2);
  EXPECT_DOUBLE_EQ(fixed.std_error, std::sqrt(0.2));
  EXPECT_DOUBLE_EQ(fixed.heterogeneity->q, 20);
  EXPECT_DOUBLE_EQ(fixed.cohorts[0].weight, 0.8);
  EXPECT_FALSE(fixed.prediction_low);
  const PooledEstimate random =
      pooled(cohorts, {.method = BetweenVariance::der_simonian_laird}).value();
  EXPECT_DOUBLE_EQ(random.heterogeneity->tau2, 11.875);
  EXPECT_DOUBLE_EQ(random.heterogeneity->i2, 0.95);
  // w = 1/12.125 and 1/12.875: mean (12.875 * 1 + 12.125 * 6) / 25 = 3.425.
  EXPECT_DOUBLE_EQ(random.estimate, 3.425);
}

// Cohorts of variance 1 and estimates 0, 3, 6: mean 3, Q = 18, tau^2 = 9 - 1 = 8 by every method.
// Variance (8 + 1) / 3 = 3, and Hartung and Knapp's is 9 / 3 = 3 too.
TEST(PoolingByHand, CohortsOfEqualVarianceAgreeInAllMethods) {
  const std::vector<CohortEstimate> cohorts = {{"a", 0, 1}, {"b", 3, 1}, {"c", 6, 1}};
  for (const BetweenVariance method :
       {BetweenVariance::der_simonian_laird, BetweenVariance::restricted_likelihood,
        BetweenVariance::paule_mandel})
    for (const bool hartung_knapp : {false, true}) {
      const PooledEstimate fit =
          pooled(cohorts, {.method = method, .hartung_knapp = hartung_knapp}).value();
      EXPECT_NEAR(fit.heterogeneity->tau2, 8, 1e-10);
      EXPECT_NEAR(fit.estimate, 3, 1e-12);
      EXPECT_NEAR(fit.std_error, std::sqrt(3), 1e-11);
      EXPECT_EQ(fit.df.has_value(), hartung_knapp);
      EXPECT_NEAR(*fit.prediction_high - 3, (fit.high - 3) * std::sqrt(11.0 / 3), 1e-9);
    }
}

TEST(PoolingByHand, OneCohortIsGivenBackAndSaidToBeAlone) {
  const std::vector<CohortEstimate> cohorts = {{"only", 0.4, 0.2}};
  const PooledEstimate fit = pooled(cohorts).value();
  EXPECT_DOUBLE_EQ(fit.estimate, 0.4);
  EXPECT_DOUBLE_EQ(fit.std_error, 0.2);
  EXPECT_FALSE(fit.heterogeneity);
  ASSERT_EQ(fit.warnings.size(), 1u);
  EXPECT_NE(fit.warnings[0].find("one cohort"), std::string::npos);
}

TEST(PoolingByHand, EveryCohortThatCannotBeWeighedIsNamed) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<CohortEstimate> cohorts = {
      {"zero", 0.4, 0}, {"lost", nan, 0.2}, {"unknown", 0.1, nan}, {"good", 0.2, 0.1}};
  const auto fit = pooled(cohorts);
  ASSERT_FALSE(fit);
  ASSERT_EQ(fit.error().size(), 3u);
  EXPECT_EQ(fit.error()[0].what, "zero: the standard error is 0");
  EXPECT_EQ(fit.error()[1].code, "pooling.estimate");
  EXPECT_EQ(fit.error()[2].what, "unknown: the standard error is not a finite number");
  EXPECT_FALSE(pooled({}));
  const std::vector<CohortEstimate> two = {{"a", 0, 1}, {"b", 1, 1}};
  EXPECT_FALSE(pooled(two, {.method = BetweenVariance::fixed, .hartung_knapp = true}));
}
