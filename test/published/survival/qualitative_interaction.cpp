/// Gail M, Simon R. Biometrics 1985;41:361-372: the critical values of the test, and their example:
/// proportions free of disease at three years in four groups by age and progesterone receptor.
#include "venscope/survival/qualitative_interaction.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace {

using namespace venscope;

TEST(GailSimon1985, CriticalValues) {
  const std::vector<std::pair<std::size_t, double>> critical{
      {2, 2.71}, {3, 4.23}, {4, 5.43}, {5, 6.50}};
  for (const auto& [groups, value] : critical) {
    // One group below 0, far enough; the others above: the smaller sum is the critical value.
    const auto p_at = [k = groups](double q) {
      std::vector<survival::GroupEffect> effects(k, {10.0, 1.0});
      effects[0] = {-std::sqrt(q), 1.0};
      return survival::qualitative_interaction(effects)->p;
    };
    EXPECT_GT(p_at(value - 0.006), 0.05) << groups;
    EXPECT_LT(p_at(value + 0.006), 0.05) << groups;
  }
}

TEST(GailSimon1985, BreastCancerTrial) {
  // Difference of the arms' proportions, each with its standard error.
  const auto effect = [](double p1, double s1, double p2, double s2) {
    return survival::GroupEffect{p1 - p2, std::hypot(s1, s2)};
  };
  const std::vector<survival::GroupEffect> effects{
      effect(0.599, 0.0542, 0.436, 0.0572), effect(0.526, 0.0510, 0.639, 0.0463),
      effect(0.651, 0.0431, 0.698, 0.0438), effect(0.639, 0.0386, 0.790, 0.0387)};
  const auto test = survival::qualitative_interaction(effects);
  ASSERT_TRUE(test);
  EXPECT_NEAR(test->positive, 4.28, 0.005);
  EXPECT_NEAR(test->negative, 10.9, 0.05);
  EXPECT_NEAR(test->p, 0.0877, 0.0005);
}

}  // namespace
