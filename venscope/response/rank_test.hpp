/// Tests by ranks: two groups, one sample of differences, several groups.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/alternative.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::response {

/// Midranks from 1; tied values share the mean of their ranks. O(n log n).
struct Ranks {
  std::vector<double> rank;
  double tie_sum = 0;  ///< sum of t^3 - t over groups of t tied values; 0 without ties
};
Ranks midranks(std::span<const double> values);

enum class RankP {
  automatic,  ///< exact for fewer than 50 in each group and no ties, else normal: R's rule
  exact,      ///< refused with ties (response.ties)
  normal,
};

struct RankOptions {
  Alternative alternative = Alternative::two_sided;
  RankP method = RankP::automatic;
  bool continuity = true;  ///< correction of 0.5 in the normal approximation
};

struct RankTest {
  double statistic = 0;
  double p = 1;
  bool exact = false;
};

/// Wilcoxon's rank-sum test in Mann and Whitney's form. W = (rank sum of x) - m (m + 1) / 2, the
/// number of pairs with x > y, ties half. Normal approximation:
///   z = (W - m n / 2 -+ 0.5) / sqrt(m n / 12 (N + 1 - sum(t^3 - t) / (N (N - 1)))).
/// Two-sided p is twice the smaller tail, at most 1. Exact cost: base/rank_distributions.hpp;
/// otherwise O(N log N).
/// Problems: response.no_observations (a group is empty), response.missing_value (NaN),
/// response.constant (all values equal), response.ties.
/// Source: [Wilcoxon1945], [Mann1947]. Right by: reference/response/values (R wilcox.test),
/// twins/response/rank_test, laws/response.
Result<RankTest> mann_whitney(std::span<const double> x, std::span<const double> y,
                              const RankOptions& options = {});

/// Wilcoxon's signed-rank test of paired differences: V = sum of the ranks of |d| over d > 0, zeros
/// left out. Exact as above, where no zero and no tie occurs.
///   z = (V - n (n + 1) / 4 -+ 0.5) / sqrt(n (n + 1) (2 n + 1) / 24 - sum(t^3 - t) / 48).
/// Problems: response.no_observations (no difference but zero), response.missing_value,
/// response.ties.
Result<RankTest> signed_rank(std::span<const double> differences, const RankOptions& options = {});

struct GroupTest {
  double statistic = 0;
  double df = 0;   ///< numerator's, for F
  double df2 = 0;  ///< denominator's; 0 where there is none
  double p = 1;
};

/// Kruskal and Wallis' test. group[i] in 0..k-1, negative: left out; groups without a value are
/// left out too. With mean ranks R_g:
///   H = 12 / (N (N + 1)) sum n_g (R_g - (N + 1) / 2)^2 / (1 - sum(t^3 - t) / (N^3 - N)),
/// chi-squared with (groups - 1) df. O(N log N).
/// Problems: response.one_group, response.missing_value, response.constant.
/// Source: [Kruskal1952]. Right by: reference/response/values (R kruskal.test).
Result<GroupTest> kruskal_wallis(std::span<const double> values,
                                 std::span<const std::int32_t> group, std::size_t k);

}  // namespace venscope::response
