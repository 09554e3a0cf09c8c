// What holds for weights whatever the cohort.
#include "venscope/comparability/weights.hpp"

#include "venscope/comparability/balance.hpp"

#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

struct Arms {
  std::vector<std::int32_t> treated;
  std::vector<double> propensity;
};

Arms random_arms(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform(0.05, 0.95);
  Arms arms;
  for (int i = 0; i < 200; ++i) {
    arms.propensity.push_back(uniform(random));
    arms.treated.push_back(uniform(random) < arms.propensity.back() ? 1 : 0);
  }
  return arms;
}

Arms swapped(Arms arms) {
  for (auto& z : arms.treated) z = 1 - z;
  for (auto& e : arms.propensity) e = 1 - e;
  return arms;
}

TEST(WeightsLaw, SwappedArmsHaveTheSameWeightsWhereEveryoneOrTheOverlapIsMeant) {
  for (std::uint32_t seed = 0; seed < 10; ++seed)
    for (const Estimand estimand : {Estimand::ate, Estimand::overlap}) {
      const Arms arms = random_arms(seed), other = swapped(arms);
      const auto a = weights_of(arms.treated, arms.propensity, {.estimand = estimand});
      const auto b = weights_of(other.treated, other.propensity, {.estimand = estimand});
      ASSERT_TRUE(a && b);
      for (std::size_t i = 0; i < a->weight.size(); ++i)
        EXPECT_NEAR(a->weight[i], b->weight[i], 1e-12 * a->weight[i]);
      EXPECT_NEAR(a->arm[1].effective, b->arm[0].effective, 1e-9);
    }
}

TEST(WeightsLaw, SwappedArmsTurnTheSignOfADifference) {
  const Arms arms = random_arms(3), other = swapped(arms);
  cohort::Column column;
  column.name = "x";
  column.number = arms.propensity;
  const auto w = weights_of(arms.treated, arms.propensity)->weight;
  EXPECT_NEAR(*covariate_balance(column, arms.treated, w)->difference,
              -*covariate_balance(column, other.treated, w)->difference, 1e-14);
}

TEST(WeightsLaw, EqualWeightsAreNone) {
  const Arms arms = random_arms(4);
  const std::vector<double> equal(arms.treated.size(), 2.5);
  EXPECT_NEAR(effective_sample_size(equal), 200, 1e-9);
  cohort::Column column;
  column.name = "x";
  column.number = arms.propensity;
  for (const Spread spread : {Spread::crude, Spread::weighted})
    EXPECT_NEAR(*covariate_balance(column, arms.treated)->difference,
                *covariate_balance(column, arms.treated, equal, spread)->difference, 1e-12);
}

TEST(WeightsLaw, TheEffectiveSizeIsNeverMoreThanThePatients) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const Arms arms = random_arms(seed);
    const auto found = weights_of(arms.treated, arms.propensity);
    for (const ArmWeights& arm : found->arm) {
      EXPECT_LE(arm.effective, static_cast<double>(arm.n));
      EXPECT_GE(arm.effective, 1);
    }
  }
}

}  // namespace
