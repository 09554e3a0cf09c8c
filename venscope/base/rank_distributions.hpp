/// Exact null distributions of the two Wilcoxon statistics, without ties.
/// Right by: reference/base/discrete (R pwilcox, psignrank), twins/response/rank_test (all
/// arrangements).
#pragma once

#include <cstddef>

namespace venscope {

/// A statistic's two tails at w, each including w itself.
struct Tails {
  double lower = 0, upper = 0;
};

/// Mann-Whitney's W, the number of pairs of m and n observations in which the first is the larger.
/// Counts by c(m, n, w) = c(m - 1, n, w - n) + c(m, n - 1, w); O(m n min(m, n) (m + n)) at worst,
/// 0.01 s for m = n = 49. Counts are doubles: sums of positive terms, good to about 1e-14.
Tails mann_whitney_tails(std::size_t m, std::size_t n, double w);

/// Wilcoxon's signed-rank V, the sum of the ranks 1..n with a positive sign. O(n^3).
Tails signed_rank_tails(std::size_t n, double v);

}  // namespace venscope
