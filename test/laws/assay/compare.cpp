#include "venscope/assay/compare.hpp"

#include "support/from_r.hpp"
#include "support/replicates.hpp"
#include "venscope/assay/factorial.hpp"
#include "venscope/assay/scale.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;
using test::agrees;

namespace {

std::vector<std::vector<double>> random_groups(std::uint64_t seed, std::size_t groups,
                                               bool equal_sizes) {
  RandomStream random(seed, "groups");
  std::vector<std::vector<double>> values(groups);
  for (auto& group : values) {
    const std::size_t n = equal_sizes ? 4 : 2 + random.below(5);
    for (std::size_t i = 0; i < n; ++i) group.push_back(10 + random.normal());
  }
  return values;
}

}  // namespace

TEST(CompareLaws, ShiftAndScaleChangeNoP) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const Method method : {Method::welch, Method::tukey, Method::dunnett, Method::holm}) {
      auto groups = random_groups(seed, 4, false);
      const auto before = compare_means(test::independent(groups), {method, 0});
      for (auto& group : groups)
        for (double& v : group) v = 3.0 * v - 7.0;
      const auto after = compare_means(test::independent(groups), {method, 0});
      ASSERT_TRUE(before && after);
      for (std::size_t i = 0; i < before->pairs.size(); ++i) {
        EXPECT_TRUE(agrees(after->pairs[i].p_adjusted, before->pairs[i].p_adjusted, 1e-9, 1e-12));
        EXPECT_TRUE(agrees(after->pairs[i].interval.low, 3 * before->pairs[i].interval.low, 1e-8));
        EXPECT_TRUE(agrees(after->pairs[i].hedges->g, before->pairs[i].hedges->g, 1e-9));
      }
    }
}

TEST(CompareLaws, IntervalsExcludeZeroWhereTheAdjustedPIsSmall) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed)
    for (const Method method : {Method::tukey, Method::dunnett}) {
      auto groups = random_groups(seed, 4, false);
      for (double& v : groups[2]) v += 2.0;
      const auto result = compare_means(test::independent(groups), {method, 0});
      ASSERT_TRUE(result);
      for (const PairComparison& pair : result->pairs)
        EXPECT_EQ(pair.p_adjusted<0.05, pair.interval.low> 0 || pair.interval.high < 0);
    }
}

TEST(CompareLaws, AdjustmentNeverMakesPSmaller) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
    for (const Method method : {Method::welch, Method::tukey, Method::dunnett, Method::holm}) {
      const auto result =
          compare_means(test::independent(random_groups(seed, 5, false)), {method, 1});
      ASSERT_TRUE(result);
      for (const PairComparison& pair : result->pairs)
        EXPECT_GE(pair.p_adjusted, pair.p * (1 - 1e-12));
    }
}

TEST(CompareLaws, TheControlIsTheReferenceWhereverItStands) {
  for (std::size_t control = 0; control < 4; ++control) {
    const auto groups = random_groups(3, 4, false);
    const auto dunnett = compare_means(test::independent(groups), {Method::dunnett, control});
    const auto tukey = compare_means(test::independent(groups), {Method::tukey, control});
    ASSERT_TRUE(dunnett && tukey);
    EXPECT_EQ(dunnett->pairs.size(), 3u);
    EXPECT_EQ(tukey->pairs.size(), 6u);
    for (const PairComparison& pair : dunnett->pairs) EXPECT_EQ(pair.reference, control);
    for (const PairComparison& pair : tukey->pairs) EXPECT_NE(pair.cell, control);
  }
}

TEST(CompareLaws, TwoConditionsAreOneTestByEveryPooledMethod) {
  const auto groups = random_groups(8, 2, false);
  const auto t = compare_means(test::independent(groups), {Method::t, 0});
  for (const Method method : {Method::anova, Method::tukey, Method::dunnett, Method::holm}) {
    const auto other = compare_means(test::independent(groups), {method, 0});
    ASSERT_TRUE(other);
    EXPECT_TRUE(agrees(other->pairs[0].p_adjusted, t->pairs[0].p, 1e-9));
    EXPECT_TRUE(agrees(other->pairs[0].interval.low, t->pairs[0].interval.low, 1e-8));
  }
}

TEST(CompareLaws, WhatIsCommonToABlockDropsOut) {
  auto groups = random_groups(4, 3, true);
  const auto before = compare_means(test::in_blocks(groups), {Method::tukey, {}});
  for (auto& group : groups)
    for (std::size_t i = 0; i < group.size(); ++i) group[i] += 100.0 * static_cast<double>(i);
  const auto after = compare_means(test::in_blocks(groups), {Method::tukey, {}});
  ASSERT_TRUE(before && after);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(agrees(after->pairs[i].p_adjusted, before->pairs[i].p_adjusted, 1e-8));
}

TEST(CompareLaws, OrderOfRowsDoesNotMatter) {
  std::vector<double> value{3, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8, 9.7, 9, 3};
  std::vector<std::int32_t> condition{0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};
  const auto before =
      compare_means(biological_replicates({value, condition, 3}, false), {Method::tukey, {}});
  std::reverse(value.begin(), value.end());
  std::reverse(condition.begin(), condition.end());
  const auto after =
      compare_means(biological_replicates({value, condition, 3}, false), {Method::tukey, {}});
  ASSERT_TRUE(before && after);
  for (std::size_t i = 0; i < 3; ++i)
    EXPECT_TRUE(agrees(after->pairs[i].p_adjusted, before->pairs[i].p_adjusted, 1e-12));
}

TEST(FactorialLaws, TypesAgreeInABalancedDesignAndSumUp) {
  RandomStream random(6, "factorial");
  std::vector<double> value;
  std::vector<std::int32_t> a, b;
  double total = 0.0, mean = 0.0;
  for (std::int32_t i = 0; i < 24; ++i) {
    a.push_back(i % 2);
    b.push_back(i / 2 % 4);
    value.push_back(random.normal() + a.back());
    mean += value.back() / 24;
  }
  for (const double v : value) total += (v - mean) * (v - mean);
  const auto result = two_way_anova(biological_replicates({value, a, 2, b, 4}, false));
  ASSERT_TRUE(result);
  const FactorialTable &two = result->type_2, &three = *result->type_3;
  EXPECT_TRUE(agrees(two.condition.squares, three.condition.squares, 1e-10));
  EXPECT_TRUE(agrees(two.dose.squares, three.dose.squares, 1e-10));
  EXPECT_TRUE(agrees(
      two.condition.squares + two.dose.squares + two.interaction.squares + result->residual_squares,
      total, 1e-10));
}

TEST(FactorialLaws, AnEmptyCellLeavesNoTypeThree) {
  const std::vector<double> value{1, 2, 3, 5, 4, 7};
  const std::vector<std::int32_t> a{0, 0, 1, 1, 0, 0}, b{0, 0, 0, 0, 1, 1};
  const auto result = two_way_anova(biological_replicates({value, a, 2, b, 2}, false));
  ASSERT_TRUE(result);
  EXPECT_EQ(result->empty_cells, 1u);
  EXPECT_FALSE(result->type_3);
  EXPECT_EQ(result->type_2.interaction.df, 0);
  EXPECT_FALSE(result->type_2.interaction.p);
  EXPECT_TRUE(result->type_2.condition.p);
}

TEST(FactorialLaws, WhatCannotBeAnalysed) {
  const auto code = [](const Result<Factorial>& result) {
    return result ? std::string("fitted") : result.error()[0].code;
  };
  const std::vector<double> value{1, 2, 3, 5}, flat{1, 1, 2, 2, 3, 3, 4, 4};
  const std::vector<std::int32_t> a{0, 0, 1, 1}, b{0, 1, 0, 1}, none{0, 0, 0, 0};
  EXPECT_EQ(code(two_way_anova(biological_replicates({value, a, 2, b, 2}, false))),
            "assay.one_replicate");
  EXPECT_EQ(code(two_way_anova(biological_replicates({value, a, 2, none, 1}, false))),
            "assay.one_dose");
  EXPECT_EQ(code(two_way_anova(biological_replicates({value, none, 1, b, 2}, false))),
            "assay.one_group");
  const std::vector<std::int32_t> two_a{0, 0, 0, 0, 1, 1, 1, 1}, two_b{0, 0, 1, 1, 0, 0, 1, 1};
  EXPECT_EQ(code(two_way_anova(biological_replicates({flat, two_a, 2, two_b, 2}, false))),
            "assay.constant");
}

TEST(ScaleLaws, ThereAndBack) {
  for (const double value : {0.001, 1.0, 37.0, 99.99})
    for (const Scale scale : {Scale::identity, Scale::log, Scale::logit})
      EXPECT_TRUE(agrees(from_scale(on_scale(value, scale, 100), scale, 100), value, 1e-12));
}
