/// Log-rank test and the G-rho family of Harrington and Fleming.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::survival {

struct LogRankGroup {
  double n = 0, observed = 0, expected = 0;
};

struct LogRank {
  std::vector<LogRankGroup> groups;
  Matrix variance;  ///< of observed - expected, k x k
  double chi_squared = 0;
  double df = 0;
  double p = 1;
};

/// Compares k groups. group[i] in 0..k-1; `strata` is empty or one code per row.
/// rho = 0: log-rank; rho = 1: Peto & Peto's modification of the Gehan-Wilcoxon test.
Result<LogRank> log_rank(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
                         std::size_t k, std::span<const std::int32_t> strata = {}, double rho = 0);

/// Test for trend across ordered groups with the given scores (1, 2, … if empty).
Result<LogRank> log_rank_trend(const endpoint::Outcomes& outcomes,
                               std::span<const std::int32_t> group, std::size_t k,
                               std::span<const double> scores = {},
                               std::span<const std::int32_t> strata = {}, double rho = 0);

struct PairwiseLogRank {
  std::size_t first, second;  ///< groups compared
  double chi_squared, p, p_adjusted;
};

enum class Adjustment { none, holm, benjamini_hochberg };

/// Every pair of groups, each on the rows of the two groups alone.
Result<std::vector<PairwiseLogRank>> log_rank_pairwise(const endpoint::Outcomes& outcomes,
                                                       std::span<const std::int32_t> group,
                                                       std::size_t k, Adjustment adjustment,
                                                       std::span<const std::int32_t> strata = {},
                                                       double rho = 0);

}  // namespace venscope::survival
