#include "venscope/derivation/ranked_scores.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace venscope::derivation {

namespace {

/// As many scores are sooner compared with each other, all with all, than sorted: nothing is left
/// to guess.
constexpr std::size_t few = 160;

/// How many of `count` values are below each of `values`.
void count_below(const double* values, std::size_t count, std::uint32_t* below) {
  using Two = double __attribute__((vector_size(16)));
  using Bits = std::int64_t __attribute__((vector_size(16)));
  constexpr std::size_t lanes = 4;
  for (std::size_t begin = 0; begin < count; begin += 2 * lanes) {
    Two mine[lanes];
    std::memcpy(mine, values + begin, sizeof mine);
    Bits found[lanes] = {};
    for (std::size_t k = 0; k < count; ++k)
#pragma GCC unroll 4
      for (std::size_t l = 0; l < lanes; ++l) found[l] -= values[k] < mine[l];
    for (std::size_t i = 0; i < 2 * lanes && begin + i < count; ++i)
      below[begin + i] = static_cast<std::uint32_t>(found[i / 2][i % 2]);
  }
}

/// By their number below, which equal scores share.
RankedScores ranked_few(std::span<const double> scores) {
  const std::size_t n = scores.size();
  double values[few + 8] = {}, sorted[few];
  std::uint32_t below[few];
  std::uint32_t place[few] = {};
  std::copy(scores.begin(), scores.end(), values);
  count_below(values, n, below);
  for (std::size_t i = 0; i < n; ++i) {
    sorted[below[i]] = values[i];
    place[below[i]] = 1;
  }
  RankedScores result;
  result.values.resize(n);
  std::uint32_t distinct = 0;
  for (std::size_t k = 0; k < n; ++k) {
    const std::uint32_t occurs = place[k];
    place[k] = distinct;
    if (occurs != 0) result.values[distinct] = sorted[k];
    distinct += occurs;
  }
  result.values.resize(distinct);
  result.rank.resize(n);
  for (std::size_t i = 0; i < n; ++i) result.rank[i] = place[below[i]];
  return result;
}

}  // namespace

RankedScores ranked(std::span<const double> scores) {
  if (scores.size() <= few) return ranked_few(scores);
  std::vector<std::pair<double, std::uint32_t>> sorted;
  sorted.reserve(scores.size());
  for (const double score : scores)
    sorted.emplace_back(score, static_cast<std::uint32_t>(sorted.size()));
  std::sort(sorted.begin(), sorted.end());
  RankedScores result;
  result.rank.resize(scores.size());
  for (const auto& [score, row] : sorted) {
    if (result.values.empty() || score != result.values.back()) result.values.push_back(score);
    result.rank[row] = static_cast<std::uint32_t>(result.values.size() - 1);
  }
  return result;
}

RankedScores ranked(const Sample& sample, std::span<const double> scores) {
  std::vector<double> of_pattern;
  of_pattern.reserve(sample.first_of.size());
  for (const std::uint32_t row : sample.first_of) of_pattern.push_back(scores[row]);
  RankedScores result = ranked(of_pattern);
  std::vector<std::uint32_t> rank(sample.rows);
  for (std::size_t i = 0; i < sample.rows; ++i) rank[i] = result.rank[sample.pattern[i]];
  result.rank = std::move(rank);
  return result;
}

}  // namespace venscope::derivation
