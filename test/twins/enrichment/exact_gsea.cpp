// P values against the exact ones, from all subsets of the same size.
#include "support/random_sets.hpp"
#include "venscope/enrichment/gsea.hpp"
#include "venscope/enrichment/splitting.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

/// P(score as far out | on its side of zero, 0 included), over all subsets.
double exact_p(const Ranking& ranking, const std::vector<std::uint32_t>& set, double power,
               ScoreTail tail = ScoreTail::both) {
  const std::vector<double> weights = step_weights(ranking.value, power);
  const double observed = running_sum(weights, set, tail).score;
  double beyond = 0, side = 0;
  test::for_each_subset(static_cast<std::uint32_t>(weights.size()),
                        static_cast<std::uint32_t>(set.size()),
                        [&](const std::vector<std::uint32_t>& members) {
                          const double score = running_sum(weights, members, tail).score;
                          if (observed >= 0 ? score < 0 : score > 0) return;
                          side += 1;
                          beyond += std::abs(score) >= std::abs(observed) - 1e-10;
                        });
  return beyond / side;
}

GseaOptions options_of(double power, std::uint64_t seed) {
  GseaOptions options;
  options.weight = power;
  options.least = 1;
  options.seed = seed;
  return options;
}

double p_of(const Ranking& ranking, const std::vector<std::uint32_t>& set,
            const GseaOptions& options) {
  const auto result = gsea(ranking, std::vector{test::set_at(ranking, "set", set)}, options);
  return result && !result->sets.empty() ? result->sets[0].p.value_or(-1) : -1;
}

}  // namespace

// Within five standard errors of the count of 20,000 permutations.
TEST(ExactGsea, Permutations) {
  for (std::uint64_t trial = 0; trial < 12; ++trial) {
    RandomStream stream(3, "exact permutations", trial);
    const Ranking ranking = test::random_ranking(stream, 14, trial % 4 == 3 ? 0.7 : 0.0);
    const auto set = test::random_members(stream, 14, 2 + trial % 4);
    const double power = static_cast<double>(trial % 3);
    GseaOptions options = options_of(power, trial);
    options.multilevel = false;
    options.permutations = 20'000;
    const double exact = exact_p(ranking, set, power);
    const double error = std::sqrt(exact * (1 - exact) / 4000) + 1e-3;
    EXPECT_NEAR(p_of(ranking, set, options), exact, 5 * error) << trial;
  }
}

TEST(ExactGsea, OneTail) {
  RandomStream stream(4, "exact tails");
  const Ranking ranking = test::random_ranking(stream, 13);
  const std::vector<std::uint32_t> set{0, 2, 9};
  for (const ScoreTail tail : {ScoreTail::positive, ScoreTail::negative}) {
    GseaOptions options = options_of(1, 5);
    options.tail = tail;
    options.multilevel = false;
    options.permutations = 20'000;
    EXPECT_NEAR(p_of(ranking, set, options), exact_p(ranking, set, 1, tail), 0.015);
  }
}

// Splitting: the mean of ln p over 60 seeds against the exact ln p. The estimate is of a
// probability of 1e-3 to 1e-5; its expected error is 0.3 to 0.5 in ln p for one seed, so that the
// mean is known to 0.07. An atom (power 0: many subsets of one score) is hit exactly.
TEST(ExactGsea, Splitting) {
  struct Case {
    std::uint32_t n;
    std::vector<std::uint32_t> set;
    double power, centre;
  };
  const std::vector<Case> cases{{20, {0, 1, 2, 4, 5}, 1, 0},   {20, {0, 1, 2, 3, 6}, 0, 0},
                                {22, {0, 1, 3, 4}, 2, 0},      {20, {15, 16, 18, 19}, 1, 0},
                                {21, {0, 1, 2, 3, 5}, 1, 0.8}, {18, {13, 14, 15, 16, 17}, 0, 0},
                                {19, {0, 1, 2, 3, 4, 7}, 1, 0}};
  for (std::size_t c = 0; c < cases.size(); ++c) {
    const auto& [n, set, power, centre] = cases[c];
    RandomStream stream(8, "exact splitting", c);
    const Ranking ranking = test::random_ranking(stream, n, centre);
    const double exact = exact_p(ranking, set, power);
    constexpr std::size_t seeds = 60;
    double sum = 0, squares = 0;
    for (std::uint64_t seed = 0; seed < seeds; ++seed) {
      const double log_p = std::log(p_of(ranking, set, options_of(power, seed)));
      sum += log_p;
      squares += log_p * log_p;
    }
    const double mean = sum / seeds;
    const double spread = std::sqrt(std::max(0.0, squares / seeds - mean * mean));
    EXPECT_NEAR(mean, std::log(exact), 0.05 + 4 * spread / std::sqrt(double(seeds)))
        << "case " << c << ", exact " << exact;
    EXPECT_LT(spread, 0.75) << "case " << c;
  }
}
