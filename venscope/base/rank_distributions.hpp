/// Exact null distributions of the two Wilcoxon statistics, without ties.
/// Right by: reference/base/discrete (R pwilcox, psignrank), twins/response/rank_test (all
/// arrangements).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace venscope {

/// A statistic's two tails at w, each including w itself.
struct Tails {
  double lower = 0, upper = 0;
};

/// The tails at `at` of a distribution that is symmetric on 0 … largest, from its probabilities at
/// 0, 1, … up to the middle (rounded down).
Tails symmetric_tails(std::span<const double> probability, double largest, double at);

/// P(W = w) of Mann-Whitney's W for w = 0 … m n / 2, to ask for many tails of the same sizes.
std::vector<double> mann_whitney_probabilities(std::size_t m, std::size_t n);

/// Mann-Whitney's W, the number of pairs of m and n observations in which the first is the larger.
/// Counts by c(m, n, w) = c(m - 1, n, w - n) + c(m, n - 1, w); O(m n min(m, n) (m + n)) at worst,
/// 0.01 s for m = n = 49. Counts are doubles: sums of positive terms, good to about 1e-14.
Tails mann_whitney_tails(std::size_t m, std::size_t n, double w);

/// Kendall's number of concordant pairs of n observations without ties, P for 0 … n (n - 1) / 4.
/// O(n^3). Right by: reference/expression/association (R cor.test).
std::vector<double> kendall_probabilities(std::size_t n);

/// Spearman's sum of squared differences of ranks, P for 0 … (n^3 - n) / 6, over all n!
/// arrangements: n up to 10. Right by: reference/expression/association (R cor.test).
std::vector<double> spearman_probabilities(std::size_t n);

/// Wilcoxon's signed-rank V, the sum of the ranks 1..n with a positive sign. O(n^3).
Tails signed_rank_tails(std::size_t n, double v);

}  // namespace venscope
