#include "venscope/enrichment/running_sum.hpp"

#include <gtest/gtest.h>

using namespace venscope::enrichment;

namespace {

// Six genes with the statistic 5, 3, 1, -1, -2, -4.
const std::vector<double> six{5, 3, 1, -1, -2, -4};

void expect_edge(const std::vector<std::uint32_t>& edge, const std::vector<std::uint32_t>& want) {
  EXPECT_EQ(edge, want);
}

}  // namespace

// Members 1, 3, 6 of weights 5, 1, 4, NR = 10; each other gene costs 1/3.
//   rank 1: 5/10 = 0.5;  rank 2: 0.5 - 1/3;  rank 3: 0.6 - 1/3;  rank 4: 0.6 - 2/3;  rank 5: 0.6 -
//   1; rank 6: 0. Highest 0.5, lowest -0.4: the score is 0.5, and the first gene makes the edge.
TEST(RunningSumByHand, PositiveScore) {
  const std::vector<std::uint32_t> members{0, 2, 5};
  const std::vector<double> weights = step_weights(six, 1);
  const RunningSum sum = running_sum(weights, members);
  EXPECT_NEAR(sum.score, 0.5, 1e-15);
  EXPECT_NEAR(sum.highest, 0.5, 1e-15);
  EXPECT_NEAR(sum.lowest, -0.4, 1e-15);
  expect_edge(leading_edge(weights, members), {0});
  EXPECT_NEAR(running_sum(weights, members, ScoreTail::negative).score, -0.4, 1e-15);
  expect_edge(leading_edge(weights, members, ScoreTail::negative), {5});
}

// Members 4 and 6, weights 1 and 4, NR = 5; each other gene costs 1/4: -3/4 before rank 4,
// -0.75 + 0.2, then -0.8 before rank 6: the score is -0.8 and its edge the last gene alone.
TEST(RunningSumByHand, NegativeScore) {
  const std::vector<std::uint32_t> members{3, 5};
  const std::vector<double> weights = step_weights(six, 1);
  EXPECT_NEAR(running_sum(weights, members).score, -0.8, 1e-15);
  expect_edge(leading_edge(weights, members), {5});
}

// Without weights (power 0) members 2 and 5 of six: 1/2 - 1/4 = 0.25 at rank 2, 0.5 - 0.75 = -0.25
// before rank 5: as far down as up, so the score is 0 and there is no edge.
TEST(RunningSumByHand, EquallyFar) {
  const std::vector<std::uint32_t> members{1, 4};
  const std::vector<double> weights = step_weights(six, 0);
  EXPECT_EQ(running_sum(weights, members).score, 0);
  EXPECT_TRUE(leading_edge(weights, members).empty());
}

// Power 2 of members 1 and 2: weights 25 and 9; the sum rises to 1 at once.
TEST(RunningSumByHand, SquaredWeights) {
  const std::vector<double> weights = step_weights(six, 2);
  EXPECT_EQ(weights[1], 9);
  const std::vector<std::uint32_t> members{0, 1};
  EXPECT_NEAR(running_sum(weights, members).score, 1, 1e-15);
  expect_edge(leading_edge(weights, members), {0, 1});
}

// Members that weigh nothing count alike: ranks 2 and 3 of four, statistic 1, 0, 0, -1.
//   before rank 2: -1/2; at rank 3: 1 - 1/2.  As far down as up: 0.
TEST(RunningSumByHand, WeightlessMembers) {
  const std::vector<double> weights = step_weights(std::vector<double>{1, 0, 0, -1}, 1);
  const RunningSum sum = running_sum(weights, std::vector<std::uint32_t>{1, 2});
  EXPECT_EQ(sum.highest, 0.5);
  EXPECT_EQ(sum.lowest, -0.5);
  EXPECT_EQ(sum.score, 0);
}

TEST(RunningSumByHand, CurvePassesTheScore) {
  const std::vector<std::uint32_t> members{0, 2, 5};
  const RunningCurve curve = running_curve(step_weights(six, 1), members);
  ASSERT_EQ(curve.rank.size(), 8u);
  EXPECT_EQ(curve.rank.front(), 0);
  EXPECT_EQ(curve.rank.back(), 6);
  EXPECT_NEAR(curve.height[2], 0.5, 1e-15);   // at rank 1
  EXPECT_NEAR(curve.height[5], -0.4, 1e-15);  // before rank 6
  EXPECT_EQ(curve.height.back(), 0);
}
