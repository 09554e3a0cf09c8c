/// The distinct scores of a sample in order.
#pragma once

#include "venscope/derivation/sample.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::derivation {

struct RankedScores {
  std::vector<double> values;       ///< distinct, ascending
  std::vector<std::uint32_t> rank;  ///< by row: its place among them
};

/// Of any scores, O(n log n).
RankedScores ranked(std::span<const double> scores);
/// Of scores by `scores_of` a rule: one for each pattern, O(n + q log q) for q patterns.
/// Right by: twins/derivation/performance.
RankedScores ranked(const Sample& sample, std::span<const double> scores);

}  // namespace venscope::derivation
