#include "venscope/assay/compare.hpp"

#include "support/replicates.hpp"
#include "venscope/assay/factorial.hpp"
#include "venscope/assay/scale.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;

// Wells 10 and 14 of culture 0 are one replicate of 12, not two: with cultures 0 and 1 (15, 17: 16)
// of condition 0 and cultures 2 (20) and 3 (24) of condition 1 the means are 14 and 22, the pooled
// variance (8 + 8) / 2 = 8 on 2 df, t = 8 / sqrt(8 (1/2 + 1/2)) = sqrt 8. Six wells taken for six
// replicates would have 4 df.
TEST(ReplicatesByHand, WellsOfOneCultureAreOneReplicate) {
  const std::vector<double> value{10, 14, 15, 17, 20, 24};
  const std::vector<std::int32_t> condition{0, 0, 0, 0, 1, 1}, unit{0, 0, 1, 1, 2, 3};
  const MeasuredRows rows{value, condition, 2, {}, 1, unit};
  const Replicates replicates = biological_replicates(rows, false);
  EXPECT_EQ(replicates.value, (std::vector<double>{12, 16, 20, 24}));
  EXPECT_EQ(replicates.rows, (std::vector<std::size_t>{2, 2, 1, 1}));
  EXPECT_TRUE(units_across_cells(rows).empty());
  const auto result = compare_means(replicates, {.method = Method::t});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->residual_df, 2);
  EXPECT_NEAR(result->pairs[0].difference, 8, 1e-14);
  EXPECT_NEAR(result->pairs[0].statistic, std::sqrt(8.0), 1e-14);
  // Two of two: 6 ways to choose, so that ranks never get below 2 / 6.
  EXPECT_NEAR(*result->smallest_rank_p, 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(result->ranks->p, 1.0 / 3.0, 1e-12);
}

// Differences 1, 2, 3: mean 2, SD 1, t = 2 sqrt 3 on 2 df. J(2) = Gamma(1) / (1 Gamma(1/2)) =
// 1 / sqrt(pi), g = 2 / sqrt(pi).
TEST(ReplicatesByHand, PairedUnits) {
  const auto result =
      compare_means(test::in_blocks({{5, 9, 1}, {6, 11, 4}}), {.method = Method::t});
  ASSERT_TRUE(result);
  EXPECT_NEAR(result->pairs[0].statistic, 2 * std::sqrt(3.0), 1e-12);
  EXPECT_EQ(result->pairs[0].df, 2);
  EXPECT_NEAR(result->pairs[0].hedges->g, 2 / std::sqrt(std::acos(-1.0)), 1e-12);
}

// A unit of a paired design without a value in one condition is left out, and named.
TEST(ReplicatesByHand, IncompleteUnitsAreListed) {
  const std::vector<double> value{1, 2, 3, 4, 5};
  const std::vector<std::int32_t> condition{0, 1, 0, 1, 0}, unit{0, 0, 1, 1, 2};
  const MeasuredRows rows{value, condition, 2, {}, 1, unit};
  EXPECT_EQ(units_across_cells(rows), (std::vector<std::int32_t>{0, 1}));
  const Replicates replicates = biological_replicates(rows, true);
  EXPECT_EQ(replicates.incomplete, (std::vector<std::int32_t>{2}));
  EXPECT_EQ(replicates.value.size(), 4u);
}

// Cells (0, 0): 1, 3; (1, 0): 3, 5; (0, 1): 5, 7; (1, 1): 11, 13. Means 2, 4, 6, 12, grand 6.
// Conditions 4 and 8: 4 (4 + 4) = 32. Doses 3 and 9: 4 (9 + 9) = 72. Interaction: deviations
// of +-1 in eight values: 8. Within: 8 (1) = 8 on 4 df, mean square 2. F = 16, 36, 4.
TEST(ReplicatesByHand, TwoFactors) {
  const std::vector<double> value{1, 3, 3, 5, 5, 7, 11, 13};
  const std::vector<std::int32_t> condition{0, 0, 1, 1, 0, 0, 1, 1}, dose{0, 0, 0, 0, 1, 1, 1, 1};
  const auto result = two_way_anova(biological_replicates({value, condition, 2, dose, 2}, false));
  ASSERT_TRUE(result);
  for (const FactorialTable& table : {result->type_2, *result->type_3}) {
    EXPECT_NEAR(*table.condition.f, 16, 1e-10);
    EXPECT_NEAR(*table.dose.f, 36, 1e-10);
    EXPECT_NEAR(*table.interaction.f, 4, 1e-10);
  }
  EXPECT_EQ(result->residual_df, 4);
}

TEST(ReplicatesByHand, WhatCannotBeCompared) {
  const auto code = [](const Result<MeanComparison>& result) {
    return result ? std::string("fitted") : result.error()[0].code;
  };
  using test::independent;
  EXPECT_EQ(code(compare_means(independent({{1, 2}}), {})), "assay.one_group");
  EXPECT_EQ(code(compare_means(independent({{1, 2}, {}}), {})), "assay.one_group");
  EXPECT_EQ(code(compare_means(independent({{1}, {2}}), {})), "assay.one_replicate");
  EXPECT_EQ(code(compare_means(independent({{1}, {2}}), {Method::t})), "assay.one_replicate");
  EXPECT_EQ(code(compare_means(independent({{1}, {2, 3}}), {})), "assay.one_replicate");
  EXPECT_EQ(code(compare_means(independent({{1}, {2, 3}}), {Method::t})), "fitted");
  EXPECT_EQ(code(compare_means(independent({{1, 1}, {2, 2}}), {})), "assay.constant");
  EXPECT_EQ(code(compare_means(independent({{.1, .1}, {.2, .2}}), {Method::tukey})),
            "assay.constant");
  EXPECT_EQ(code(compare_means(independent({{1, 2}, {2, 3}, {1, 4}}), {Method::t})),
            "assay.two_conditions");
  EXPECT_EQ(code(compare_means(independent({{1, 2}, {2, 3}}), {Method::dunnett})),
            "assay.no_control");
  EXPECT_EQ(code(compare_means(test::in_blocks({{1, 2}, {2, 3}}), {Method::t})), "assay.constant");
  EXPECT_EQ(code(compare_means(test::in_blocks({{1}, {2}}), {Method::t})), "assay.one_replicate");
}

TEST(ReplicatesByHand, Scales) {
  EXPECT_TRUE(std::isnan(on_scale(0, Scale::log)));
  EXPECT_TRUE(std::isnan(on_scale(-1, Scale::log)));
  EXPECT_TRUE(std::isnan(on_scale(100, Scale::logit, 100)));
  EXPECT_TRUE(std::isnan(on_scale(0, Scale::logit, 100)));
  EXPECT_NEAR(on_scale(75, Scale::logit, 100), std::log(3.0), 1e-15);
  EXPECT_NEAR(from_scale(std::log(3.0), Scale::logit, 100), 75, 1e-12);
}
