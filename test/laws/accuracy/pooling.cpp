// What holds of pooled estimates whatever the cohorts.
#include "venscope/accuracy/pooling.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

namespace {

constexpr BetweenVariance methods[] = {BetweenVariance::fixed, BetweenVariance::der_simonian_laird,
                                       BetweenVariance::restricted_likelihood,
                                       BetweenVariance::paule_mandel};

std::vector<CohortEstimate> random_cohorts(std::uint64_t seed) {
  RandomStream random(seed, "cohorts");
  std::vector<CohortEstimate> cohorts(2 + random.below(12));
  for (CohortEstimate& cohort : cohorts)
    cohort = {"c", random.normal(), 0.05 + random.exponential() * 0.4};
  return cohorts;
}

}  // namespace

TEST(PoolingLaw, UnitsAndOriginMoveTheEstimateAndNothingElse) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (const BetweenVariance method : methods) {
      const std::vector<CohortEstimate> cohorts = random_cohorts(seed);
      std::vector<CohortEstimate> moved = cohorts;
      for (CohortEstimate& cohort : moved)
        cohort = {"c", 1000 * cohort.estimate - 70, 1000 * cohort.std_error};
      const PooledEstimate a = pooled(cohorts, {.method = method}).value();
      const PooledEstimate b = pooled(moved, {.method = method}).value();
      EXPECT_NEAR(b.estimate, 1000 * a.estimate - 70, 1e-6);
      EXPECT_NEAR(b.std_error, 1000 * a.std_error, 1e-6);
      EXPECT_NEAR(b.heterogeneity->i2, a.heterogeneity->i2, 1e-8);
      EXPECT_NEAR(b.heterogeneity->i2_high, a.heterogeneity->i2_high, 1e-8);
    }
}

TEST(PoolingLaw, TheOrderOfCohortsDoesNotMatter) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed)
    for (const BetweenVariance method : methods) {
      std::vector<CohortEstimate> cohorts = random_cohorts(seed);
      const PooledEstimate a = pooled(cohorts, {.method = method}).value();
      std::reverse(cohorts.begin(), cohorts.end());
      const PooledEstimate b = pooled(cohorts, {.method = method}).value();
      EXPECT_NEAR(a.estimate, b.estimate, 1e-10);
      EXPECT_NEAR(a.heterogeneity->tau2, b.heterogeneity->tau2, 1e-10);
      EXPECT_NEAR(a.cohorts.front().weight, b.cohorts.back().weight, 1e-10);
    }
}

TEST(PoolingLaw, TheMeanLiesWithinTheCohortsAndLimitsEncloseIt) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed)
    for (const BetweenVariance method : methods) {
      const std::vector<CohortEstimate> cohorts = random_cohorts(seed);
      const PooledEstimate fit = pooled(cohorts, {.method = method}).value();
      const auto [low, high] =
          std::minmax_element(cohorts.begin(), cohorts.end(),
                              [](const auto& a, const auto& b) { return a.estimate < b.estimate; });
      EXPECT_GE(fit.estimate, low->estimate);
      EXPECT_LE(fit.estimate, high->estimate);
      EXPECT_LT(fit.low, fit.estimate);
      double sum = 0;
      for (const PooledCohort& cohort : fit.cohorts) sum += cohort.weight;
      EXPECT_NEAR(sum, 1, 1e-12);
      EXPECT_LE(fit.heterogeneity->tau2_low, fit.heterogeneity->tau2_high);
      if (fit.prediction_low) {
        EXPECT_LE(*fit.prediction_low, fit.low);
      }
    }
}

// No variance between cohorts is as likely as REML's, by a search over a grid.
TEST(PoolingLaw, RestrictedLikelihoodIsLargestAtItsEstimate) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const std::vector<CohortEstimate> cohorts = random_cohorts(seed);
    const auto loglik = [&](double tau2) {
      double sum = 0, mean = 0, logs = 0, spread = 0;
      for (const CohortEstimate& c : cohorts) {
        const double w = 1 / (c.std_error * c.std_error + tau2);
        sum += w;
        mean += w * c.estimate;
        logs += std::log(w);
      }
      mean /= sum;
      for (const CohortEstimate& c : cohorts)
        spread += std::pow(c.estimate - mean, 2) / (c.std_error * c.std_error + tau2);
      return 0.5 * (logs - std::log(sum) - spread);
    };
    const double tau2 = pooled(cohorts).value().heterogeneity->tau2;
    const double best = loglik(tau2);
    for (double other = 0; other < 4; other += 0.01)
      EXPECT_GE(best, loglik(other) - 1e-10) << seed << " " << other;
  }
}
