#include "venscope/derivation/ranked_scores.hpp"

#include <algorithm>
#include <utility>

namespace venscope::derivation {

RankedScores ranked(std::span<const double> scores) {
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
