// What a logistic propensity does whatever the cohort.
#include "venscope/comparability/propensity.hpp"

#include "venscope/comparability/balance.hpp"
#include "venscope/comparability/weights.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

struct Cohort {
  Matrix design{150, 3};
  std::vector<std::int32_t> treated;
  std::vector<std::string> names{"a", "b", "c"};
};

Cohort random_cohort(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Cohort cohort;
  for (std::size_t i = 0; i < 150; ++i) {
    for (std::size_t j = 0; j < 3; ++j) cohort.design(i, j) = normal(random);
    const double eta = 0.7 * cohort.design(i, 0) - 0.5 * cohort.design(i, 1);
    cohort.treated.push_back(normal(random) < eta ? 1 : 0);
  }
  return cohort;
}

TEST(PropensityLaw, OverlapWeightsBalanceEveryColumnExactly) {
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    const Cohort cohort = random_cohort(seed);
    const auto found = propensity(cohort.design, cohort.treated, cohort.names);
    ASSERT_TRUE(found);
    const auto weights =
        weights_of(cohort.treated, found->probability, {.estimand = Estimand::overlap});
    for (std::size_t j = 0; j < 3; ++j) {
      cohort::Column column;
      column.name = cohort.names[j];
      const auto values = cohort.design.column(j);
      column.number.assign(values.begin(), values.end());
      const auto after = covariate_balance(column, cohort.treated, weights->weight);
      EXPECT_NEAR(*after->difference, 0, 1e-9) << seed;
    }
    // The score equation of the intercept: as many treated as the propensities say.
    double expected = 0, treated = 0;
    for (std::size_t i = 0; i < 150; ++i) {
      expected += found->probability[i];
      treated += cohort.treated[i];
    }
    EXPECT_NEAR(expected, treated, 1e-8);
    // Both arms then have the same sum of weights.
    EXPECT_NEAR(weights->arm[0].sum, weights->arm[1].sum, 1e-8);
  }
}

TEST(PropensityLaw, SwappedArmsHaveTheOtherProbability) {
  const Cohort cohort = random_cohort(4);
  std::vector<std::int32_t> swapped = cohort.treated;
  for (auto& z : swapped) z = 1 - z;
  const auto a = propensity(cohort.design, cohort.treated, cohort.names),
             b = propensity(cohort.design, swapped, cohort.names);
  for (std::size_t i = 0; i < 150; ++i) EXPECT_NEAR(a->probability[i], 1 - b->probability[i], 1e-9);
  EXPECT_EQ(a->arm[0].outside, b->arm[1].outside);
}

TEST(PropensityLaw, TheScaleOfAColumnDoesNotMatter) {
  const Cohort cohort = random_cohort(5);
  Cohort other = cohort;
  for (double& x : other.design.column(1)) x = 1000 * x + 7;
  const auto a = propensity(cohort.design, cohort.treated, cohort.names),
             b = propensity(other.design, other.treated, other.names);
  for (std::size_t i = 0; i < 150; ++i) EXPECT_NEAR(a->probability[i], b->probability[i], 1e-9);
}

}  // namespace
