// The whole analysis against slow copies: a permutation for each set of its own, and long runs.
#include "venscope/enrichment/gsea.hpp"

#include "support/random_sets.hpp"
#include "venscope/enrichment/permutation_null.hpp"
#include "venscope/enrichment/splitting.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

// The shared null drawn once more: the same streams, each size measured from scratch.
TEST(GseaTwin, OnePermutationAtATime) {
  RandomStream stream(21, "gsea twin");
  const Ranking ranking = test::random_ranking(stream, 120, 0.2);
  const std::vector<double> weights = step_weights(ranking.value, 1);
  const std::vector<ObservedScore> observed{{5, 0.6}, {17, -0.4}, {40, 0.3}, {17, 0.2}, {119, 0.1}};
  const NullOptions options{ScoreTail::both, 1500, 9, 2};
  const std::vector<NullCounts> got = permutation_null(weights, observed, options);
  for (std::size_t i = 0; i < observed.size(); ++i) {
    NullCounts want;
    for (std::uint64_t b = 0; b < options.permutations; ++b) {
      RandomStream draws(options.seed, "gsea.permutation", b);
      std::vector<std::uint32_t> order(weights.size());
      std::iota(order.begin(), order.end(), 0u);
      for (std::size_t k = 0; k < observed[i].size; ++k)
        std::swap(order[k], order[k + draws.below(order.size() - k)]);
      order.resize(observed[i].size);
      std::sort(order.begin(), order.end());
      const double score = running_sum(weights, order).score;
      if (observed[i].score >= 0 ? score < 0 : score > 0) continue;
      ++want.same_side;
      want.same_side_sum += score;
      want.beyond += std::abs(score) >= std::abs(observed[i].score);
    }
    EXPECT_EQ(got[i].beyond, want.beyond) << i;
    EXPECT_EQ(got[i].same_side, want.same_side) << i;
    EXPECT_NEAR(got[i].same_side_sum, want.same_side_sum, 1e-9) << i;
  }
}

// A set of 40 among 2,000 genes, moved up so far that p is some 1e-4: 200,000 permutations know it
// to about 15 %, splitting to about 40 % a run; the mean of ln p over 20 runs to 0.1.
TEST(GseaTwin, SplittingAgainstALongRun) {
  RandomStream stream(22, "gsea long");
  const Ranking ranking = test::random_ranking(stream, 2000);
  std::vector<std::uint32_t> places;
  for (std::uint32_t i = 0; i < 40; ++i) places.push_back(i % 2 == 0 ? 22 * i + 5 : 48 * i);
  std::sort(places.begin(), places.end());
  const std::vector<GeneSet> sets{test::set_at(ranking, "moved", places)};
  GseaOptions options;
  options.multilevel = false;
  options.permutations = 200'000;
  options.threads = 2;
  const auto brute = gsea(ranking, sets, options);
  ASSERT_TRUE(brute);
  options.multilevel = true;
  options.permutations = 1000;
  double sum = 0;
  constexpr int runs = 20;
  for (int run = 0; run < runs; ++run) {
    options.seed = 100 + static_cast<std::uint64_t>(run);
    const auto one = gsea(ranking, sets, options);
    ASSERT_TRUE(one);
    EXPECT_TRUE(one->sets[0].multilevel);
    sum += std::log(*one->sets[0].p);
  }
  EXPECT_NEAR(sum / runs, std::log(*brute->sets[0].p),
              0.3 + 3 / std::sqrt(static_cast<double>(brute->sets[0].beyond) + 1))
      << *brute->sets[0].p;
}

// The k best of N genes: P(highest = 1 and alone on its side) is 1 / C(N, k), and the expected
// share of positive scores is known from the permutations. C(100, 10) = 1.73e13.
TEST(GseaTwin, TheBestPossibleSet) {
  RandomStream stream(23, "gsea best");
  const Ranking ranking = test::random_ranking(stream, 100);
  std::vector<std::uint32_t> best(10);
  std::iota(best.begin(), best.end(), 0u);
  const std::vector<GeneSet> sets{test::set_at(ranking, "best", best)};
  double sum = 0;
  constexpr int runs = 20;
  for (int run = 0; run < runs; ++run) {
    GseaOptions options;
    options.least = 1;
    options.seed = static_cast<std::uint64_t>(run);
    const auto one = gsea(ranking, sets, options);
    ASSERT_TRUE(one);
    EXPECT_NEAR(one->sets[0].score, 1, 1e-12);
    sum += std::log(*one->sets[0].p);
  }
  // Half of the random sets, nearly, lie above.
  EXPECT_NEAR(sum / runs, -std::log(17310309456440.0 * 0.5), 0.7);
}

// The deviation of log2 p over 200 seeds is known to 5 %.
TEST(GseaTwin, TheErrorOfSplittingIsTheOneStated) {
  RandomStream stream(24, "gsea error");
  std::vector<double> weights = step_weights(test::random_ranking(stream, 1000).value, 1);
  constexpr int seeds = 200;
  for (const auto& [size, height] : {std::pair<std::size_t, double>{20, 0.7}, {80, 0.4}}) {
    double sum = 0, squares = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      Splitting splitting(weights, size, 101, RandomStream(seed, "error"));
      splitting.extend(height, -100);
      const double log2_p = splitting.tail(height).log_p / std::log(2.0);
      sum += log2_p;
      squares += log2_p * log2_p;
    }
    const double mean = sum / seeds, deviation = std::sqrt(squares / seeds - mean * mean);
    EXPECT_LT(mean, -8);
    EXPECT_NEAR(deviation / splitting_log2_error(std::exp2(mean), 101), 1, 0.2) << mean;
  }
}
