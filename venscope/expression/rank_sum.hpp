/// Wilcoxon's rank-sum test for every gene.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::expression {

struct RankSum {
  std::size_t first = 0, second = 0;  ///< samples with a value, of group 0 and of group 1
  double w = 0;                       ///< pairs in which group 1 is higher, ties half
  double probability = 0;             ///< w over all pairs: that group 1 is higher
  double difference = 0;              ///< median of group 1 less that of group 0
  double p = 1;                       ///< two-sided; NaN where a group is empty or nothing varies
  bool exact = false;
};

/// As R's wilcox.test(group 1, group 0): exact below 50 in each group without ties, else normal
/// with the correction for ties and continuity. `group` holds 0 and 1. Missing values are left out.
/// Problem: expression.one_group. Cost O(G n log n).
/// Source: [Wilcoxon1945]. Right by: reference/expression/association (R wilcox.test),
/// laws/expression/association.
Result<std::vector<RankSum>> rank_sums(const Matrix& expression,
                                       std::span<const std::uint8_t> group, unsigned threads = 1);

}  // namespace venscope::expression
