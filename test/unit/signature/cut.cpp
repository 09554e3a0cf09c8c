// Cut points of a score.
#include "venscope/signature/cut.hpp"

#include "venscope/survival/log_rank.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace venscope::signature {
namespace {

const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6, 7, 8}, {1, 1, 1, 1, 0, 1, 0, 0}};
const std::vector<double> scores{9, 8, 7, 6, 2, 3, 1, 0};

TEST(SignatureCut, MedianAndTertilesAreNumbers) {
  EXPECT_EQ(cut_points(scores, outcomes, {CutKind::median}).at, std::vector<double>{4.5});
  const Cut thirds = cut_points(scores, outcomes, {CutKind::tertiles});
  ASSERT_EQ(thirds.at.size(), 2u);
  EXPECT_NEAR(thirds.at[0], 2 + 1.0 / 3, 1e-12);
  EXPECT_NEAR(thirds.at[1], 6 + 2.0 / 3, 1e-12);
  EXPECT_EQ(groups_of(scores, thirds)[2], 2u);
  EXPECT_EQ(groups_of(scores, thirds)[3], 1u);
  EXPECT_EQ(group_names(3)[1], "intermediate");
}

TEST(SignatureCut, IsCarriedOverOrIsOfTheCohort) {
  const std::vector<double> others{10, 20, 30};
  EXPECT_EQ(cut_for(cut_points(scores, outcomes, {CutKind::median}), others).at[0], 4.5);
  EXPECT_EQ(cut_for(cut_points(scores, outcomes, {CutKind::cohort_median}), others).at[0], 20);
  const std::vector<double> one{7};
  EXPECT_TRUE(cut_for(cut_points(scores, outcomes, {CutKind::cohort_median}), one).at.empty());
}

TEST(SignatureCut, SearchedIsTheLargestLogRankAndHasItsPrice) {
  const Cut cut = cut_points(scores, outcomes, {CutKind::searched, 0.25});
  ASSERT_EQ(cut.at.size(), 1u);
  // Of all cuts that leave two or more in each group, the one with the largest |O - E| for its
  // permutation variance.
  double best = -1, at = 0;
  for (const double candidate : {1.0, 2.0, 3.0, 6.0, 7.0}) {
    std::vector<std::int32_t> group;
    double m = 0;
    for (const double score : scores) {
      group.push_back(score > candidate ? 1 : 0);
      m += score <= candidate;
    }
    const auto test = survival::log_rank(outcomes, group, 2);
    const double away = std::abs(test->groups[0].observed - test->groups[0].expected);
    const double size = away / std::sqrt(m * (8 - m));
    if (size > best) best = size, at = candidate;
  }
  EXPECT_EQ(cut.at[0], at);
  EXPECT_GT(*cut.p, *cut.p_uncorrected);
  EXPECT_LE(*cut.p, 1);
}

TEST(SignatureCut, OfEqualScoresThereIsNone) {
  const std::vector<double> same(8, 2.0);
  for (const CutKind kind :
       {CutKind::median, CutKind::cohort_median, CutKind::tertiles, CutKind::searched})
    EXPECT_TRUE(cut_points(same, outcomes, {kind}).at.empty());
  EXPECT_EQ(groups_of(same, {})[0], std::nullopt);
}

TEST(SignatureCut, QuantilesAreThoseOfR) {
  const std::vector<double> values{3, 1, 2, 10};
  EXPECT_DOUBLE_EQ(quantile_7(values, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile_7(values, 1), 10);
  EXPECT_DOUBLE_EQ(quantile_7(values, 0), 1);
}

}  // namespace
}  // namespace venscope::signature
