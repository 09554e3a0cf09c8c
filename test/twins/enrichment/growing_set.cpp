// Sets that grow gene by gene against the running sum of each size, with every kernel.
#include "venscope/enrichment/growing_set.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

TEST(GrowingSetTwin, RunningSumOfEverySize) {
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    RandomStream stream(41, "growing set", trial);
    const std::size_t genes = 2 + stream.below(300);
    std::vector<double> weights(genes);
    std::vector<std::uint32_t> order(genes);
    for (std::uint32_t g = 0; g < genes; ++g) {
      order[g] = g;
      weights[g] = trial % 4 == 0   ? 1.0
                   : trial % 4 == 1 ? (stream.chance(0.2) ? 1.0 : 0.0)
                                    : std::fabs(stream.normal());
    }
    stream.shuffle(std::span(order));
    const ScoreTail tail =
        std::array{ScoreTail::both, ScoreTail::positive, ScoreTail::negative}[stream.below(3)];
    std::vector<GrowingSet> sets;
    for (const GrowingKernels& kernels : all_growing_kernels())
      sets.emplace_back(genes, genes, kernels);
    std::vector<std::uint32_t> members;
    for (std::size_t size = 1; size < genes; ++size) {
      const std::uint32_t gene = order[size - 1];
      members.insert(std::lower_bound(members.begin(), members.end(), gene), gene);
      const double want = running_sum(weights, members, tail).score;
      for (GrowingSet& set : sets) {
        set.insert(gene, weights[gene]);
        ASSERT_NEAR(set.score(tail), want, 1e-13) << trial << ' ' << size;
        ASSERT_EQ(set.score(tail), sets[0].score(tail)) << trial << ' ' << size;
      }
    }
  }
}
