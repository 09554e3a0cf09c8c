// What holds for weighted estimates whatever the cohort.
#include "venscope/comparability/weighted_log_rank.hpp"
#include "venscope/comparability/weighted_risk.hpp"
#include "venscope/survival/log_rank.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

struct Cohort {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> treated, response;
  std::vector<double> weights;
};

Cohort random_cohort(std::uint32_t seed, bool delayed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> uniform;
  Cohort cohort;
  for (int i = 0; i < 120; ++i) {
    const double entry = delayed ? std::floor(4 * uniform(random)) : 0;
    if (delayed) cohort.outcomes.entry.push_back(entry);
    cohort.outcomes.time.push_back(entry + 1 + std::floor(15 * uniform(random)));
    cohort.outcomes.event.push_back(uniform(random) < 0.7 ? 1 : 0);
    cohort.treated.push_back(i % 2);
    cohort.response.push_back(uniform(random) < 0.4 ? 1 : 0);
    cohort.weights.push_back(0.2 + 2 * uniform(random));
  }
  return cohort;
}

TEST(WeightedLogRankLaw, WithoutWeightsObservedAndExpectedAreThoseOfTheOrdinaryTest) {
  for (const bool delayed : {false, true}) {
    const Cohort cohort = random_cohort(2, delayed);
    const std::vector<double> ones(120, 1.0);
    const auto weighted = weighted_log_rank(cohort.outcomes, cohort.treated, ones);
    const auto plain = survival::log_rank(cohort.outcomes, cohort.treated, 2);
    ASSERT_TRUE(weighted && plain);
    EXPECT_NEAR(weighted->observed, plain->groups[1].observed, 1e-11);
    EXPECT_NEAR(weighted->expected, plain->groups[1].expected, 1e-11);
  }
}

TEST(WeightedLogRankLaw, TheScaleOfTheWeightsAndTheNamesOfTheArmsDoNotMatter) {
  const Cohort cohort = random_cohort(3, true);
  std::vector<double> scaled = cohort.weights;
  for (double& w : scaled) w *= 8;
  std::vector<std::int32_t> swapped = cohort.treated;
  for (auto& z : swapped) z = 1 - z;
  const auto a = weighted_log_rank(cohort.outcomes, cohort.treated, cohort.weights);
  const auto b = weighted_log_rank(cohort.outcomes, cohort.treated, scaled);
  const auto c = weighted_log_rank(cohort.outcomes, swapped, cohort.weights);
  EXPECT_NEAR(a->z, b->z, 1e-11);
  EXPECT_NEAR(a->z, -c->z, 1e-11);
}

TEST(WeightedLogRankLaw, RowsOfWeightZeroAreNotThere) {
  Cohort cohort = random_cohort(4, false);
  for (std::size_t i = 0; i < 20; ++i) cohort.weights[i] = 0;
  Cohort rest = cohort;
  const auto drop = [](auto& values) { values.erase(values.begin(), values.begin() + 20); };
  drop(rest.outcomes.time), drop(rest.outcomes.event), drop(rest.treated), drop(rest.weights);
  drop(rest.response);
  EXPECT_NEAR(weighted_log_rank(cohort.outcomes, cohort.treated, cohort.weights)->z,
              weighted_log_rank(rest.outcomes, rest.treated, rest.weights)->z, 1e-12);
  EXPECT_NEAR(weighted_risk_difference(cohort.response, cohort.treated, cohort.weights)->std_error,
              weighted_risk_difference(rest.response, rest.treated, rest.weights)->std_error,
              1e-14);
}

TEST(WeightedRiskLaw, WithoutWeightsIsTheDifferenceOfTwoShares) {
  const Cohort cohort = random_cohort(5, false);
  const auto found =
      weighted_risk_difference(cohort.response, cohort.treated, std::vector<double>(120, 1.0));
  const double p0 = double(found->events[0]) / double(found->n[0]),
               p1 = double(found->events[1]) / double(found->n[1]);
  EXPECT_NEAR(found->difference, p1 - p0, 1e-14);
  const double variance = p0 * (1 - p0) / double(found->n[0]) + p1 * (1 - p1) / double(found->n[1]);
  EXPECT_NEAR(found->std_error, std::sqrt(variance * 120 / 119), 1e-14);
}

TEST(WeightedRiskLaw, ClustersOfOneAreNone) {
  const Cohort cohort = random_cohort(6, false);
  std::vector<std::int32_t> own(120);
  for (std::int32_t i = 0; i < 120; ++i) own[static_cast<std::size_t>(i)] = 500 - i;
  EXPECT_NEAR(
      weighted_risk_difference(cohort.response, cohort.treated, cohort.weights)->std_error,
      weighted_risk_difference(cohort.response, cohort.treated, cohort.weights, own)->std_error,
      1e-15);
}

TEST(WeightedEffectsLaw, NothingToSeeIsSaid) {
  const Cohort cohort = random_cohort(7, false);
  const std::vector<std::int32_t> nobody(120, 0);
  endpoint::Outcomes quiet = cohort.outcomes;
  quiet.event = nobody;
  EXPECT_EQ(weighted_log_rank(quiet, cohort.treated, cohort.weights).error()[0].code,
            "comparability.no_events");
  EXPECT_EQ(weighted_risk_difference(nobody, cohort.treated, cohort.weights).error()[0].code,
            "comparability.no_variance");
}

}  // namespace
