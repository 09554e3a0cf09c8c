// The running sum taken gene by gene over the whole ranking, as it is defined.
#include "venscope/enrichment/running_sum.hpp"

#include "support/random_sets.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

TEST(RunningSumTwin, GeneByGene) {
  for (std::uint64_t trial = 0; trial < 400; ++trial) {
    RandomStream stream(7, "running sum twin", trial);
    const std::size_t n = 3 + stream.below(60), m = 1 + stream.below(n - 1);
    std::vector<double> values(n);
    for (double& value : values)
      value = trial % 3 == 0 ? std::round(stream.normal()) : stream.normal();
    std::sort(values.rbegin(), values.rend());
    const std::vector<std::uint32_t> members = test::random_members(stream, n, m);
    const double power = static_cast<double>(trial % 3);

    double total = 0;
    for (const std::uint32_t i : members)
      total += power == 0 ? 1 : std::pow(std::abs(values[i]), power);
    double sum = 0, highest = -2, lowest = 2;
    std::vector<double> path;
    for (std::size_t i = 0; i < n; ++i) {
      const bool member = std::binary_search(members.begin(), members.end(), i);
      const double weight = power == 0 ? 1 : std::pow(std::abs(values[i]), power);
      sum += !member     ? -1.0 / static_cast<double>(n - m)
             : total > 0 ? weight / total
                         : 1.0 / static_cast<double>(m);
      path.push_back(sum);
      highest = std::max(highest, sum);
      lowest = std::min(lowest, sum);
    }
    // The lowest point may be the beginning, where the sum is 0, and so may the end.
    const RunningSum got = running_sum(step_weights(values, power), members);
    EXPECT_NEAR(std::max(got.highest, 0.0), std::max(highest, 0.0), 1e-12);
    EXPECT_NEAR(std::min(got.lowest, 0.0), std::min(lowest, 0.0), 1e-12);
    const double score = std::abs(highest + lowest) < 1e-10 ? 0
                         : highest > -lowest                ? highest
                                                            : lowest;
    EXPECT_NEAR(got.score, score, 1e-12);
    // The edge ends where the path is at its extreme.
    const auto edge = leading_edge(step_weights(values, power), members);
    if (score > 0) {
      EXPECT_NEAR(path[edge.back()], score, 1e-12);
    } else if (score < 0) {
      EXPECT_NEAR(edge.back() == 0 ? 0.0 : path[edge.back() - 1], score, 1e-12);
    }
  }
}
