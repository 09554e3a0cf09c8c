#include "venscope/derivation/cut_points.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/derivation/log_rank_scores.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace venscope::derivation {
namespace {

/// A decimal that is not below the score and above no larger score that differs by a millionth.
risk::Decimal decimal_of(double score) {
  const double scaled = score * static_cast<double>(risk::Decimal::one);
  const double nearest = std::round(scaled);
  // Scores of decimals are decimals but for the last bit.
  const bool whole = std::abs(scaled - nearest) < 1e-4;
  return risk::Decimal::of_millionths(
      static_cast<std::int64_t>(whole ? nearest : std::ceil(scaled)));
}

struct Graded {
  std::vector<ScoredValue> values;
  std::span<const std::uint32_t> value_of;  ///< by row of the sample, in the ranked scores
  double squares = 0;                       ///< of the rank scores, less their mean (which is 0)
};

Graded graded(const Sample& sample, const RankedScores& scores, std::span<const double> ranks) {
  Graded result;
  result.values.reserve(scores.values.size());
  for (const double value : scores.values) result.values.push_back({value, 0, 0});
  for (std::size_t i = 0; i < sample.rows; ++i) {
    ScoredValue& grade = result.values[scores.rank[i]];
    grade.patients += sample.copies[i];
    grade.score += sample.copies[i] * ranks[i];
    result.squares += sample.copies[i] * ranks[i] * ranks[i];
  }
  result.value_of = scores.rank;
  return result;
}

std::vector<Cut> quantiles(const Graded& grades, double patients, std::size_t groups) {
  std::vector<Cut> cuts;
  double up_to = 0;
  for (std::size_t k = 0; k + 1 < grades.values.size() && cuts.size() + 1 < groups; ++k) {
    up_to += grades.values[k].patients;
    const double wanted =
        patients * static_cast<double>(cuts.size() + 1) / static_cast<double>(groups);
    if (up_to >= wanted - 1e-9) cuts.push_back({decimal_of(grades.values[k].value), true});
  }
  return cuts.size() + 1 == groups ? cuts : std::vector<Cut>{};
}

/// Three groups: the largest chi-squared; two: the largest |T|, squared.
double best_statistic(std::span<const ScoredValue> values, double squares,
                      const CutPointOptions& options) {
  if (options.groups == 3) return maximal_pair(values, squares, options.least_share).statistic;
  const double t = maximal_rank(values, squares, options.least_share).statistic;
  return t * t;
}

/// Rank scores dealt out anew.
double permuted(const Sample& sample, const Graded& grades, std::span<const double> ranks,
                const CutPointOptions& options, std::uint64_t seed, std::size_t index) {
  RandomStream random(seed, "cut points", index);
  std::vector<double> dealt(ranks.begin(), ranks.end());
  random.shuffle(std::span(dealt));
  std::vector<ScoredValue> values = grades.values;
  for (ScoredValue& one : values) one.score = 0;
  for (std::size_t i = 0; i < sample.rows; ++i) values[grades.value_of[i]].score += dealt[i];
  return best_statistic(values, grades.squares, options);
}

}  // namespace

std::vector<Cut> cut_points(const Sample& sample, const RankedScores& scores,
                            const CutPointOptions& options) {
  if (options.by == CutPointOptions::By::given) return options.given;
  const Graded grades = graded(sample, scores, log_rank_scores(sample));
  if (options.by == CutPointOptions::By::quantiles)
    return quantiles(grades, sample.patients, options.groups);
  if (options.groups == 3) {
    const MaximalPair best = maximal_pair(grades.values, grades.squares, options.least_share);
    if (!best.found) return {};
    return {{decimal_of(best.low), true}, {decimal_of(best.high), true}};
  }
  const MaximalRank best = maximal_rank(grades.values, grades.squares, options.least_share);
  if (best.below.empty()) return {};
  return {{decimal_of(best.cut), true}};
}

std::vector<Cut> cut_points(const Sample& sample, std::span<const double> scores,
                            const CutPointOptions& options) {
  return cut_points(sample, ranked(scores), options);
}

std::optional<SearchTest> search_test(const Sample& sample, std::span<const double> scores,
                                      const CutPointOptions& options, std::size_t permutations,
                                      std::uint64_t seed, unsigned threads) {
  const std::vector<double> ranks = log_rank_scores(sample);
  const RankedScores by_rank = ranked(scores);
  const Graded grades = graded(sample, by_rank, ranks);
  SearchTest test;
  if (options.groups == 3) {
    const MaximalPair best = maximal_pair(grades.values, grades.squares, options.least_share);
    if (!best.found) return std::nullopt;
    test.statistic = best.statistic;
    test.p_uncorrected = chi_squared_upper(best.statistic, 2);
  } else {
    const MaximalRank best = maximal_rank(grades.values, grades.squares, options.least_share);
    if (best.below.empty()) return std::nullopt;
    test.statistic = best.statistic;
    test.p_uncorrected = normal_two_sided(best.statistic);
    test.p_normal = p_of_normal(best.statistic, sample.patients, best.below);
    test.p_bridge = p_of_bridge(best.statistic, options.least_share);
    test.p_pairs = p_by_pairs(best.statistic, sample.patients, best.below);
  }
  const double observed = best_statistic(grades.values, grades.squares, options);
  std::vector<double> drawn(permutations);
  parallel_for(permutations, threads, [&](std::size_t i) {
    drawn[i] = permuted(sample, grades, ranks, options, seed, i);
  });
  // Sums in another order differ in their last digits.
  const auto as_good = std::count_if(drawn.begin(), drawn.end(),
                                     [&](double x) { return x >= observed * (1 - 1e-12); });
  test.permutations = permutations;
  test.p_permutation = static_cast<double>(1 + as_good) / static_cast<double>(1 + permutations);
  return test;
}

}  // namespace venscope::derivation
