#include "venscope/enrichment/running_sum.hpp"

#include "support/random_sets.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

struct SumCase {
  std::vector<double> weights;
  std::vector<std::uint32_t> members;
};

template <class Check>
void for_each_sum_case(Check check) {
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    RandomStream stream(11, "running sum law", trial);
    const std::size_t n = 4 + stream.below(200);
    SumCase one;
    for (std::size_t i = 0; i < n; ++i) one.weights.push_back(std::abs(stream.normal()));
    one.members = test::random_members(stream, n, 1 + stream.below(n - 1));
    check(one);
  }
}

}  // namespace

TEST(RunningSumLaw, ReversingTheRankingTurnsTheSign) {
  for_each_sum_case([](const SumCase& one) {
    const auto n = static_cast<std::uint32_t>(one.weights.size());
    SumCase turned{{one.weights.rbegin(), one.weights.rend()}, {}};
    for (std::size_t i = one.members.size(); i-- > 0;)
      turned.members.push_back(n - 1 - one.members[i]);
    EXPECT_NEAR(running_sum(one.weights, one.members).score,
                -running_sum(turned.weights, turned.members).score, 1e-12);
    auto edge = leading_edge(one.weights, one.members);
    auto other = leading_edge(turned.weights, turned.members);
    for (std::uint32_t& gene : other) gene = n - 1 - gene;
    EXPECT_EQ(edge, other);
  });
}

TEST(RunningSumLaw, TheUnitOfTheStatisticDoesNotMatter) {
  for_each_sum_case([](const SumCase& one) {
    std::vector<double> scaled = one.weights;
    for (double& weight : scaled) weight *= 1000;
    EXPECT_NEAR(running_sum(one.weights, one.members).score, running_sum(scaled, one.members).score,
                1e-12);
  });
}

TEST(RunningSumLaw, ScoresLieBetweenMinusOneAndOne) {
  for_each_sum_case([](const SumCase& one) {
    const RunningSum sum = running_sum(one.weights, one.members);
    EXPECT_GE(sum.highest, -1e-12);
    EXPECT_LE(sum.highest, 1 + 1e-12);
    EXPECT_LE(sum.lowest, 1e-12);
    EXPECT_GE(sum.lowest, -1 - 1e-12);
  });
}

TEST(RunningSumLaw, TheFirstGenesOfTheRankingScoreOne) {
  for_each_sum_case([](SumCase one) {
    for (std::size_t i = 0; i < one.members.size(); ++i)
      one.members[i] = static_cast<std::uint32_t>(i);
    EXPECT_NEAR(running_sum(one.weights, one.members).score, 1, 1e-12);
  });
}
