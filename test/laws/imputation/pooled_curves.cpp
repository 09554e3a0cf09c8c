// What holds of pooled curves whatever the data.
#include "venscope/imputation/pooled_curves.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::imputation;

namespace {

struct Patients {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> group;
};

Patients patients(std::uint32_t seed) {
  std::mt19937 engine(seed);
  Patients result;
  for (int i = 0; i < 120; ++i) {
    result.outcomes.time.push_back(1 + static_cast<double>(engine() % 40));
    result.outcomes.event.push_back(engine() % 3 != 0);
    result.group.push_back(static_cast<std::int32_t>(engine() % 3));
  }
  return result;
}

}  // namespace

TEST(PooledCurveLaws, ImputationsThatAgreeGiveTheKaplanMeierCurveWithLogLogLimits) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const Patients p = patients(seed);
    const std::vector<std::vector<std::int32_t>> same(4, p.group);
    const auto pooled = pooled_kaplan_meier(p.outcomes, same, 3).value();
    const auto plain = survival::kaplan_meier_groups(p.outcomes, p.group, 3, {}, {},
                                                     {.scale = survival::ConfidenceScale::log_log})
                           .value();
    for (std::size_t g = 0; g < 3; ++g) {
      EXPECT_EQ(pooled[g].n, plain[g].n);
      for (const survival::KaplanMeierPoint& point : plain[g].curve) {
        const auto at = survival::at_times(pooled[g], std::vector{point.time}).front();
        EXPECT_NEAR(at.survival, point.survival, 1e-14);
        EXPECT_EQ(at.n_risk, point.n_risk);
        if (!(point.survival > 0 && point.survival < 1)) continue;
        EXPECT_NEAR(at.std_error, point.std_error, 1e-14);
        EXPECT_NEAR(at.lower, point.lower, 1e-6);  // t with 3e8 degrees of freedom against normal
        EXPECT_NEAR(at.upper, point.upper, 1e-6);
      }
    }
  }
}

TEST(PooledCurveLaws, ACurveDescendsLiesWithinItsLimitsAndTheyWidenWithDisagreement) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    const Patients p = patients(seed);
    std::vector<std::vector<std::int32_t>> differing(6, p.group);
    for (std::size_t k = 0; k < differing.size(); ++k)
      for (std::size_t i = 0; i < p.group.size(); i += 4)
        differing[k][i] = static_cast<std::int32_t>((i / 4 * (k + 1)) % 3);
    const auto pooled = pooled_kaplan_meier(p.outcomes, differing, 3).value();
    for (const survival::KaplanMeier& fit : pooled) {
      double last = 1;
      ASSERT_FALSE(fit.curve.empty());
      for (const survival::KaplanMeierPoint& point : fit.curve) {
        EXPECT_LE(point.survival, last + 1e-15);
        last = point.survival;
        if (!(point.survival > 0 && point.survival < 1)) continue;
        EXPECT_LT(point.lower, point.survival);
        EXPECT_GT(point.upper, point.survival);
        EXPECT_GE(point.lower, 0);
        EXPECT_LE(point.upper, 1);
      }
    }
  }
}

TEST(PooledCurveLaws, AGroupThatAnImputationLeavesEmptyHasNoCurveAndOneImputationIsTooFew) {
  const Patients p = patients(3);
  std::vector<std::vector<std::int32_t>> groups(2, p.group);
  for (std::int32_t& g : groups[1])
    if (g == 2) g = 1;
  const auto pooled = pooled_kaplan_meier(p.outcomes, groups, 3).value();
  EXPECT_TRUE(pooled[2].curve.empty());
  EXPECT_FALSE(pooled[0].curve.empty());
  groups.resize(1);
  EXPECT_FALSE(pooled_kaplan_meier(p.outcomes, groups, 3));
}
