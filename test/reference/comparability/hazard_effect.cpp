// Propensity (glm) and hazard ratios (coxph) of R by each method.
#include "support/two_arms_of_r.hpp"
#include "venscope/comparability/arm_comparison.hpp"
#include "venscope/comparability/weighted_risk.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;
using nlohmann::json;
using test::agrees;
using test::number;

namespace {

struct HazardEffectOfR : test::TwoArmsOfR {
  std::vector<std::int32_t> centre = codes("centre");
  std::vector<std::string> names{"age", "lwbc", "sex", "e1", "e2"};
  Matrix covariates = design();
  TwoArms arms{outcomes, treated, covariates, names, centre};

  Matrix design() const {
    Matrix matrix(treated.size(), names.size());
    for (std::size_t j = 0; j < names.size(); ++j)
      for (std::size_t i = 0; i < treated.size(); ++i)
        matrix(i, j) = number(r["data"][names[j]][i]);
    return matrix;
  }
};

TEST_F(HazardEffectOfR, PropensityIsThatOfGlm) {
  const auto found = propensity(covariates, treated, names);
  ASSERT_TRUE(found) << to_text(found.error());
  for (std::size_t i = 0; i < treated.size(); ++i) {
    EXPECT_TRUE(agrees(found->probability[i], number(r["propensity"][i]), 1e-10));
    EXPECT_TRUE(agrees(found->logit[i], number(r["logit"][i]), 1e-9, 1e-11));
  }
}

TEST_F(HazardEffectOfR, EveryMethodIsCoxph) {
  ComparisonOptions options;
  options.methods = {Method::crude, Method::adjusted, Method::stratified, Method::matched,
                     Method::ate,   Method::att,      Method::overlap};
  const ArmComparison found = compare_arms(arms, options);
  ASSERT_EQ(found.methods.size(), 7u);
  const auto expected = [&](Method method) -> const json& {
    if (method == Method::matched) return r["matched"]["cox"];
    if (method == Method::ate) return r["estimates"]["stabilised"]["cox"];
    if (needs_propensity(method)) return r["estimates"][std::string(name_of(method))]["cox"];
    return r[std::string(name_of(method))];
  };
  for (const MethodResult& one : found.methods) {
    SCOPED_TRACE(std::string(name_of(one.method)));
    ASSERT_TRUE(one.effect) << to_text(one.problems);
    EXPECT_TRUE(agrees(one.effect->log_ratio, number(expected(one.method)["coef"]), 1e-8));
    EXPECT_TRUE(agrees(one.effect->std_error, number(expected(one.method)["se"]), 1e-7));
  }
  EXPECT_EQ(found.methods[3].weighting->matching->sets.size(), r["matched"]["pairs"]);
}

TEST_F(HazardEffectOfR, RiskDifferenceOfPairsIsSvyglmOverPairs) {
  const ArmComparison found = compare_arms(arms, {.methods = {Method::matched}});
  const Weighting& pairs = *found.methods[0].weighting;
  const auto response = r["data"]["response"].get<std::vector<std::int32_t>>();
  const auto risk = weighted_risk_difference(response, treated, pairs.weight, pairs.cluster);
  ASSERT_TRUE(risk);
  EXPECT_TRUE(agrees(risk->difference, number(r["matched"]["risk"]["difference"]), 1e-10));
  EXPECT_TRUE(agrees(risk->std_error, number(r["matched"]["risk"]["se"]), 1e-9));
}

}  // namespace
