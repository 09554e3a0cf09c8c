/// Subgroups worked with a pencil: rates of two arms in two groups.
#include "venscope/study/subgroup_analysis.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using namespace venscope::study;

/// A row for each patient: x of n with the outcome in each arm of each group.
struct Cells {
  int x, n;
};

cohort::Table table_of(const std::vector<std::pair<Cells, Cells>>& groups) {
  cohort::Table table;
  cohort::Column arm, group, outcome;
  arm.name = "arm";
  group.name = "group";
  outcome.name = "y";
  for (cohort::Column* column : {&arm, &group, &outcome})
    column->type = cohort::ColumnType::category;
  arm.levels = {"old", "new"};
  outcome.levels = {"no", "yes"};
  for (std::size_t g = 0; g < groups.size(); ++g) {
    group.levels.push_back("g" + std::to_string(g));
    const Cells cells[2] = {groups[g].first, groups[g].second};
    for (std::int32_t a = 0; a < 2; ++a)
      for (int i = 0; i < cells[a].n; ++i) {
        arm.code.push_back(a);
        group.code.push_back(static_cast<std::int32_t>(g));
        outcome.code.push_back(i < cells[a].x);
        ++table.rows;
      }
  }
  table.columns = {arm, group, outcome};
  return table;
}

SubgroupOptions of(SubgroupMeasure measure) {
  SubgroupOptions options;
  options.measure = measure;
  options.outcome = "y";
  options.by = "arm";
  options.factors = {{"group"}};
  return options;
}

// old 4/10, new 8/10: difference 0.4, variance 0.24/10 + 0.16/10 = 0.04.
// old 5/20, new 5/20: difference 0, variance 2 * 0.1875/20 = 0.01875.
// Weights 25 and 53.333; mean 0.4 * 25 / 78.333 = 0.127660;
// heterogeneity 25 * 0.272340^2 + 53.333 * 0.127660^2 = 1.854228 + 0.869169 = 2.723404.
TEST(SubgroupsByHand, HeterogeneityOfDifferences) {
  const auto analysis = analyse_subgroups(table_of({{{4, 10}, {8, 10}}, {{5, 20}, {5, 20}}}),
                                          of(SubgroupMeasure::risk_difference));
  ASSERT_TRUE(analysis) << to_text(analysis.error());
  EXPECT_EQ(analysis->reference, "old");
  EXPECT_EQ(analysis->compared, "new");
  const FactorEffects& factor = analysis->factors[0];
  EXPECT_NEAR(factor.levels[0].effect->estimate, 0.4, 1e-12);
  EXPECT_NEAR(factor.levels[0].effect->std_error, 0.2, 1e-12);
  EXPECT_NEAR(factor.interaction->statistic, 2.723404, 1e-6);
  EXPECT_EQ(factor.interaction->df, 1);
  EXPECT_EQ(analysis->tests, 1u);
  // Nobody under the new arm has less: all effects of one sign.
  EXPECT_EQ(factor.qualitative->p, 1);
}

// Odds ratio (8 * 6) / (2 * 4) = 6 with se sqrt(1/8 + 1/2 + 1/4 + 1/6) = 1.0206;
// reversed in the other group 1/6: Q+ = Q- = (ln 6 / 1.0206)^2 = 3.0820, p = P(chi2_1 > 3.0820)/2.
TEST(SubgroupsByHand, OddsRatiosOfBothSigns) {
  const auto analysis = analyse_subgroups(table_of({{{4, 10}, {8, 10}}, {{8, 10}, {4, 10}}}),
                                          of(SubgroupMeasure::odds_ratio));
  ASSERT_TRUE(analysis) << to_text(analysis.error());
  const FactorEffects& factor = analysis->factors[0];
  EXPECT_NEAR(factor.levels[0].effect->estimate, 6, 1e-6);
  EXPECT_NEAR(factor.levels[1].effect->estimate, 1 / 6.0, 1e-6);
  EXPECT_NEAR(factor.levels[0].effect->std_error, std::sqrt(25 / 24.0), 1e-6);
  EXPECT_NEAR(factor.qualitative->statistic, 3.0820, 1e-3);
  EXPECT_NEAR(factor.qualitative->p, 0.0396, 1e-4);
  // Both arms have 12 of 20 over all: without interaction nothing is left of either effect.
  EXPECT_NEAR(analysis->overall.effect->estimate, 1, 1e-9);
}

TEST(SubgroupsByHand, WhatIsTooSmallSaysWhy) {
  const auto analysis = analyse_subgroups(
      table_of({{{4, 10}, {8, 10}}, {{2, 4}, {5, 20}}, {{1, 10}, {2, 10}}, {{0, 10}, {7, 10}}}),
      of(SubgroupMeasure::odds_ratio));
  ASSERT_TRUE(analysis) << to_text(analysis.error());
  const FactorEffects& factor = analysis->factors[0];
  EXPECT_TRUE(factor.levels[0].effect);
  EXPECT_EQ(factor.levels[1].why_not, "fewer than 5 patients in an arm");
  EXPECT_EQ(factor.levels[2].why_not, "fewer than 5 events");
  EXPECT_EQ(factor.levels[3].why_not, "no event in an arm");
  EXPECT_FALSE(factor.interaction);
  EXPECT_EQ(factor.why_not, "fewer than two subgroups with an estimate");
  EXPECT_EQ(analysis->tests, 0u);
}

TEST(SubgroupsByHand, ThreeArmsOrOneOutcomeAreNoQuestion) {
  cohort::Table table = table_of({{{4, 10}, {8, 10}}});
  table.columns[0].levels.push_back("other");
  table.columns[0].code[0] = 2;
  EXPECT_EQ(analyse_subgroups(table, of(SubgroupMeasure::odds_ratio)).error()[0].code,
            "study.not_two_arms");
  const auto none =
      analyse_subgroups(table_of({{{0, 10}, {0, 10}}}), of(SubgroupMeasure::odds_ratio));
  EXPECT_EQ(none.error()[0].code, "study.one_outcome");
}

}  // namespace
