// Case-mix: by hand, and where nothing can be said.
#include "venscope/accuracy/case_mix.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

TEST(CaseMix, ExpectedConcordanceByHand) {
  // Hazards 1 and 3: the second comes first with probability 3 / (1 + 3).
  const std::vector<double> two{0, std::log(3.0)};
  EXPECT_NEAR(*expected_concordance(two), 0.75, 1e-15);
  // Hazards 1, 3, 3: pairs 0.75, 0.75 and a tie of 0.5.
  const std::vector<double> three{std::log(3.0), 0, std::log(3.0)};
  EXPECT_NEAR(*expected_concordance(three), 2.0 / 3, 1e-15);
  EXPECT_EQ(*expected_concordance(std::vector<double>{1, 1, 1}), 0.5);
  EXPECT_FALSE(expected_concordance(std::vector<double>{1}));
  EXPECT_FALSE(expected_concordance({}));
}

TEST(CaseMix, SpreadByHand) {
  const Spread found = spread(std::vector<double>{1, 2, 6});
  EXPECT_EQ(found.n, 3u);
  EXPECT_EQ(found.mean, 3);
  EXPECT_NEAR(*found.sd, std::sqrt(7.0), 1e-15);
  EXPECT_FALSE(spread(std::vector<double>{4}).sd);
}

TEST(CaseMix, CohortsAlikeAndCohortsApart) {
  Matrix first(4, 1), second(4, 1);
  first.values = second.values = {0, 1, 0, 1};
  EXPECT_NEAR(membership(first, second)->auc, 0.5, 1e-12);
  // By hand: two thirds against one third; AUC = (1 + 2/3 - 1/3) / 2.
  Matrix third(3, 1), other(3, 1);
  third.values = {1, 0, 0};
  other.values = {1, 1, 0};
  EXPECT_NEAR(membership(third, other)->auc, 2.0 / 3, 1e-12);
  // Apart: nobody has what everybody has. The coefficient grows without bound, the area is 1.
  first.values = {0, 0, 0, 0};
  second.values = {1, 1, 1, 1};
  const auto apart = membership(first, second);
  ASSERT_TRUE(apart);
  EXPECT_EQ(apart->auc, 1);
  EXPECT_EQ(apart->conf_high, 1);
}

TEST(CaseMix, SaysWhyThereIsNoMembershipModel) {
  const Matrix nobody(0, 2), some(3, 2, 1.0);
  EXPECT_EQ(membership(nobody, some).error().front().code, "accuracy.case_mix");
  EXPECT_EQ(membership(some, some).error().front().code, "accuracy.case_mix");
}
