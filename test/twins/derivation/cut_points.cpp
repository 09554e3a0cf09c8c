// Searched cut points against a search through all of them by the definition.
#include "venscope/derivation/cut_points.hpp"

#include "support/random_derivation.hpp"
#include "venscope/derivation/log_rank_scores.hpp"
#include "venscope/survival/log_rank.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

/// (N - 1) / SS sum n_g (mean_g - mean)^2, the mean of log-rank scores being 0.
double chi_squared(const std::vector<double>& ranks, const std::vector<std::size_t>& group,
                   std::size_t k) {
  std::vector<double> sum(k), size(k);
  double squares = 0;
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    sum[group[i]] += ranks[i];
    size[group[i]] += 1;
    squares += ranks[i] * ranks[i];
  }
  double between = 0;
  for (std::size_t g = 0; g < k; ++g) between += size[g] > 0 ? sum[g] * sum[g] / size[g] : 0;
  return (static_cast<double>(ranks.size()) - 1) / squares * between;
}

struct Searched {
  RandomRegistry registry;
  Sample sample;
  std::vector<double> scores;
  explicit Searched(std::uint64_t seed) : registry(60, 5, seed) {
    const Deriver deriver = Deriver::make(registry.data(), {.selection = Selection::full}).value();
    sample = take(deriver.cohort(), everyone(60));
    scores = deriver.derive(sample).value().scores;
  }
  std::vector<std::size_t> groups(const std::vector<double>& cuts) const {
    std::vector<std::size_t> group(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i)
      for (const double cut : cuts) group[i] += scores[i] > cut;
    return group;
  }
};

}  // namespace

TEST(TwinsCutPoints, ScoresAddUpToObservedLessExpected) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const Searched s(500 + seed);
    const std::vector<double> ranks = log_rank_scores(s.sample);
    std::vector<std::int32_t> group(60);
    std::vector<double> sums(2);
    for (std::size_t i = 0; i < 60; ++i) {
      const bool high = s.scores[i] > 0.3;
      group[s.sample.from[i]] = high;
      sums[high] += ranks[i];
    }
    const auto test = survival::log_rank(s.registry.outcomes, group, 2).value();
    for (std::size_t g = 0; g < 2; ++g)
      EXPECT_NEAR(sums[g], test.groups[g].observed - test.groups[g].expected, 1e-10);
  }
}

TEST(TwinsCutPoints, BestOfAllOnesAndOfAllPairs) {
  for (std::uint64_t seed = 0; seed < 12; ++seed) {
    const Searched s(600 + seed);
    const std::vector<double> ranks = log_rank_scores(s.sample);
    std::vector<double> values = s.scores;
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    double best_one = 0, best_pair = 0;
    const auto large = [&](const std::vector<std::size_t>& group, std::size_t k, double fewest) {
      std::vector<double> size(k);
      for (const std::size_t g : group) size[g] += 1;
      return *std::min_element(size.begin(), size.end()) >= fewest;
    };
    for (std::size_t a = 0; a < values.size(); ++a) {
      const auto two = s.groups({values[a]});
      if (large(two, 2, 6)) best_one = std::max(best_one, chi_squared(ranks, two, 2));
      for (std::size_t b = a + 1; b < values.size(); ++b) {
        const auto three = s.groups({values[a], values[b]});
        if (large(three, 3, 6)) best_pair = std::max(best_pair, chi_squared(ranks, three, 3));
      }
    }
    CutPointOptions options{.by = CutPointOptions::By::searched, .given = {}, .groups = 2};
    const auto one = search_test(s.sample, s.scores, options, 99, 1, 1);
    ASSERT_TRUE(one);
    EXPECT_NEAR(one->statistic * one->statistic, best_one, 1e-9);
    options.groups = 3;
    const auto pair = search_test(s.sample, s.scores, options, 99, 1, 1);
    ASSERT_TRUE(pair);
    EXPECT_NEAR(pair->statistic, best_pair, 1e-9);
    std::vector<double> at;
    for (const Cut& cut : cut_points(s.sample, s.scores, options)) at.push_back(cut.at.value());
    EXPECT_NEAR(chi_squared(ranks, s.groups(at), 3), best_pair, 1e-9);
  }
}

TEST(TwinsCutPoints, NormalAndPermutationAgree) {
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    const RandomRegistry registry(150, 5, 700 + seed, {});
    const Deriver deriver = Deriver::make(registry.data(), {.selection = Selection::full}).value();
    const Sample sample = take(deriver.cohort(), everyone(150));
    // A marker that knows nothing: the number of the row.
    std::vector<double> marker(150);
    for (std::size_t i = 0; i < 150; ++i)
      marker[i] = static_cast<double>(sample.from[i] * 37 % 150);
    const CutPointOptions options{.by = CutPointOptions::By::searched, .given = {}, .groups = 2};
    const auto test = search_test(sample, marker, options, 2000, 1, 2);
    ASSERT_TRUE(test);
    // Five standard errors of 2,000 permutations, and what the limit leaves at n = 150.
    EXPECT_NEAR(*test->p_normal, test->p_permutation, 0.06);
    EXPECT_GT(test->p_permutation, test->p_uncorrected);
  }
}

TEST(TwinsCutPoints, QuantilesAreOfTypeOne) {
  const Searched s(900);
  std::vector<double> sorted = s.scores;
  std::sort(sorted.begin(), sorted.end());
  const auto cuts = cut_points(s.sample, s.scores, {});
  ASSERT_EQ(cuts.size(), 2u);
  EXPECT_NEAR(cuts[0].at.value(), sorted[19], 1e-6);
  EXPECT_NEAR(cuts[1].at.value(), sorted[39], 1e-6);
}
