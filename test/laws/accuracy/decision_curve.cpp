// What holds of net benefits whatever the data.
#include "venscope/accuracy/decision_curve.hpp"

#include "support/random_outcomes.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

template <class F>
void for_each_judged(F f) {
  CohortMaker maker(31);
  for (const std::size_t n : {5U, 30U, 200U})
    for (const Times times : {Times::few_values, Times::continuous})
      for (int repeat = 0; repeat < 5; ++repeat) {
        const endpoint::Outcomes outcomes = maker.make({n, 2, times, false, false}).outcomes;
        std::vector<double> risk;
        for (std::size_t i = 0; i < n; ++i) risk.push_back(maker.uniform());
        std::vector<double> sorted = outcomes.time;
        std::sort(sorted.begin(), sorted.end());
        f(outcomes, risk, sorted[n / 2]);
      }
}

}  // namespace

TEST(DecisionCurveLaw, BelowEveryRiskTheModelTreatsAll) {
  for_each_judged([](const endpoint::Outcomes& outcomes, std::vector<double> risk, double time) {
    for (double& value : risk) value = 0.4 + value / 2;
    const auto curve = decision_curve(outcomes, risk, time, std::vector<double>{0.1, 0.3});
    for (const DecisionPoint& point : curve->points) {
      EXPECT_EQ(point.model.estimate, point.treat_all.estimate);
      EXPECT_EQ(point.positive, outcomes.size());
    }
  });
}

TEST(DecisionCurveLaw, NoNetBenefitExceedsTheRiskOfTheEvent) {
  for_each_judged([](const endpoint::Outcomes& outcomes, const std::vector<double>& risk,
                     double time) {
    const auto curve = decision_curve(outcomes, risk, time, std::vector<double>{0.05, 0.5, 0.8});
    for (const DecisionPoint& point : curve->points) {
      const double share =
          static_cast<double>(point.positive) / static_cast<double>(outcomes.size());
      EXPECT_LE(point.model.estimate.value_or(0), share + 1e-12);
    }
  });
}

TEST(DecisionCurveLaw, OnlyTheOrderOfRisksAroundAThresholdCounts) {
  for_each_judged(
      [](const endpoint::Outcomes& outcomes, const std::vector<double>& risk, double time) {
        std::vector<double> coarse;
        for (const double value : risk) coarse.push_back(value >= 0.4 ? 0.9 : 0.1);
        const auto fine = decision_curve(outcomes, risk, time, std::vector<double>{0.4});
        const auto rough = decision_curve(outcomes, coarse, time, std::vector<double>{0.4});
        EXPECT_EQ(fine->points[0].model.estimate, rough->points[0].model.estimate);
      });
}
