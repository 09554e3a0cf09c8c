// All methods at once: what can be done is done, and the rest says why.
#include "venscope/comparability/arm_comparison.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

const std::vector<Method> all_methods{Method::crude,   Method::adjusted, Method::stratified,
                                      Method::matched, Method::ate,      Method::att,
                                      Method::overlap};

struct Cohort {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> treated, centre;
  Matrix covariates;
  std::vector<std::string> names{"x", "y"};

  explicit Cohort(std::size_t n, std::uint32_t seed = 1) : covariates(n, 2) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    std::exponential_distribution<double> exponential;
    for (std::size_t i = 0; i < n; ++i) {
      covariates(i, 0) = normal(random);
      covariates(i, 1) = i % 3 == 0 ? 1 : 0;
      treated.push_back(normal(random) < 0.6 * covariates(i, 0) ? 1 : 0);
      outcomes.time.push_back(exponential(random) * std::exp(-0.5 * covariates(i, 0)));
      outcomes.event.push_back(i % 4 == 0 ? 0 : 1);
      centre.push_back(static_cast<std::int32_t>(i % 3));
    }
  }
  TwoArms arms() const { return {outcomes, treated, covariates, names, centre}; }
};

std::string code_of(const MethodResult& result) {
  return result.problems.empty() ? "" : result.problems[0].code;
}

TEST(CompareArms, SeparationLeavesTheMethodsThatNeedNoPropensity) {
  Cohort cohort(120);
  for (std::size_t i = 0; i < 120; ++i) cohort.covariates(i, 1) = cohort.treated[i];
  const ArmComparison found = compare_arms(cohort.arms(), {.methods = all_methods});
  EXPECT_FALSE(found.propensity);
  for (const MethodResult& one : found.methods)
    if (needs_propensity(one.method)) {
      EXPECT_FALSE(one.effect);
      EXPECT_EQ(code_of(one), "comparability.separation");
    }
  EXPECT_TRUE(found.methods[0].effect);
  EXPECT_TRUE(found.methods[2].effect);
}

TEST(CompareArms, AnArmWithoutEventsHasNoRatio) {
  Cohort cohort(120);
  for (std::size_t i = 0; i < 120; ++i)
    if (cohort.treated[i] == 1) cohort.outcomes.event[i] = 0;
  const ArmComparison found = compare_arms(cohort.arms(), {.methods = all_methods});
  for (const MethodResult& one : found.methods) {
    EXPECT_FALSE(one.effect);
    EXPECT_EQ(code_of(one), "comparability.no_events");
    EXPECT_TRUE(one.weighting);
  }
  EXPECT_NE(found.methods[0].problems[0].what.find("the treated arm: the hazard ratio is 0"),
            std::string::npos);
}

TEST(CompareArms, AnArmOfOnePatientIsComparedWhereThatCanBeDone) {
  Cohort cohort(60);
  for (auto& z : cohort.treated) z = 0;
  cohort.treated[30] = 1;
  cohort.outcomes.event[30] = 1;
  const ArmComparison found =
      compare_arms(cohort.arms(), {.methods = {Method::crude, Method::matched}});
  EXPECT_TRUE(found.methods[0].effect);
  EXPECT_EQ(found.methods[0].effect->n[1], 1u);
}

TEST(CompareArms, OneCentreCannotBeAStratum) {
  Cohort cohort(60);
  for (auto& code : cohort.centre) code = 4;
  const ArmComparison found = compare_arms(cohort.arms(), {.methods = {Method::stratified}});
  EXPECT_EQ(code_of(found.methods[0]), "comparability.one_centre");
  EXPECT_TRUE(without_each_centre(cohort.arms(), Method::crude, {}).empty());
}

TEST(CompareArms, WithoutACentreIsTheOthersAlone) {
  const Cohort cohort(90);
  const auto without = without_each_centre(cohort.arms(), Method::overlap, {});
  ASSERT_EQ(without.size(), 3u);
  EXPECT_EQ(without[1].centre, 1);
  EXPECT_EQ(without[1].left_out, 30u);
  Cohort others(90);
  endpoint::Outcomes kept;
  std::vector<std::int32_t> treated;
  Matrix covariates(60, 2);
  for (std::size_t i = 0; i < 90; ++i) {
    if (cohort.centre[i] == 1) continue;
    for (std::size_t j = 0; j < 2; ++j) covariates(treated.size(), j) = cohort.covariates(i, j);
    kept.time.push_back(cohort.outcomes.time[i]);
    kept.event.push_back(cohort.outcomes.event[i]);
    treated.push_back(cohort.treated[i]);
  }
  const TwoArms arms{kept, treated, covariates, cohort.names};
  const ArmComparison expected = compare_arms(arms, {.methods = {Method::overlap}});
  ASSERT_TRUE(expected.methods[0].effect && without[1].effect);
  EXPECT_EQ(without[1].effect->log_ratio, expected.methods[0].effect->log_ratio);
  EXPECT_EQ(without[1].effect->std_error, expected.methods[0].effect->std_error);
}

TEST(CompareArms, TheBootstrapIsTheSameOnAnyNumberOfThreads) {
  const Cohort cohort(120);
  ComparisonOptions options{.methods = {Method::crude, Method::ate, Method::overlap}};
  options.resamples = 60;
  const ArmComparison robust =
      compare_arms(cohort.arms(), {.methods = options.methods, .effect = options.effect});
  const ArmComparison one = compare_arms(cohort.arms(), options);
  options.threads = 3;
  const ArmComparison three = compare_arms(cohort.arms(), options);
  EXPECT_FALSE(one.methods[0].resampled);
  for (const std::size_t m : {1u, 2u}) {
    ASSERT_TRUE(one.methods[m].resampled);
    EXPECT_EQ(one.methods[m].resampled->done + one.methods[m].resampled->failed, 60u);
    EXPECT_EQ(one.methods[m].effect->std_error, three.methods[m].effect->std_error);
    // The same estimate, and an error of the same size as the sandwich's.
    EXPECT_EQ(one.methods[m].effect->log_ratio, robust.methods[m].effect->log_ratio);
    EXPECT_NEAR(one.methods[m].effect->std_error / robust.methods[m].effect->std_error, 1, 0.35);
  }
  options.seed = 2;
  EXPECT_NE(compare_arms(cohort.arms(), options).methods[1].effect->std_error,
            one.methods[1].effect->std_error);
}

}  // namespace
