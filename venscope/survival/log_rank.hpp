/// Log-rank test and the G-rho family of Harrington and Fleming.
#pragma once

#include "venscope/base/adjust.hpp"
#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::survival {

struct TimeGrid;
using venscope::Adjustment;

struct LogRankGroup {
  double n = 0, observed = 0, expected = 0;
};

/// A test of k groups. Where nothing can be tested (df = 0: fewer than two groups with expected
/// events, or no variance at all) chi_squared is 0 and p is NaN, undefined.
struct LogRank {
  std::vector<LogRankGroup> groups;  ///< summed over strata; weighted by S(t-)^rho where rho != 0
  Matrix variance;                   ///< of observed - expected, k x k
  double chi_squared = 0;
  double df = 0;
  double p = 1;
  std::vector<std::string> warnings;
};

/// Compares k groups. At each distinct event time t of a stratum, with d events among n at risk,
/// r_g of them in group g, and weight w = S(t-)^rho (S the stratum's Kaplan-Meier curve):
///   O_g += w d_g,   E_g += w d r_g / n,
///   V_gh += w^2 d (n - d) / (n - 1) [1(g = h) r_g / n - r_g r_h / n^2]     (nothing if n = 1)
///   chi_squared = (O - E)' V^- (O - E), df = number of groups with E_g > 0, less one.
/// rho = 0: log-rank; rho = 1: Peto & Peto's modification of the Gehan-Wilcoxon test. As R's
/// survdiff. group[i] in 0 … k-1; `strata` is empty or one code per row; `weights` (frequencies)
/// empty or one per row, finite and >= 0. With delayed entry, r_g counts those with entry < t <=
/// time (R refuses). A group without a row, or without expected events, is listed but not compared.
/// Where V has a lower rank than that, df is its rank and a warning says so (R stops). Problems:
/// survival.no_rows, survival.one_group, survival.bad_weight, outcomes.interval_vanishes. Cost: O(n
/// + T k^2), T distinct event times.   Source: [Mantel1966], [Peto1972], [Harrington1982];
/// docs/methods/log-rank.md.
/// Right by: by_hand/survival/log_rank, twins/survival/log_rank, laws/survival/curves,
/// reference/survival/log_rank (R).
Result<LogRank> log_rank(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
                         std::size_t k, std::span<const std::int32_t> strata = {}, double rho = 0,
                         std::span<const double> weights = {});

/// The same on times that are sorted already, for curves and tests of the same cohort.
Result<LogRank> log_rank(const TimeGrid& grid, std::span<const std::int32_t> group, std::size_t k,
                         std::span<const std::int32_t> strata = {}, double rho = 0,
                         std::span<const double> weights = {});

/// Test for trend across ordered groups with scores s_g (0, 1, 2, … if empty):
///   chi_squared = (sum_g s_g (O_g - E_g))^2 / (s' V s), df = 1.
/// The same for s and any a + b s. Source: [Tarone1975]; Klein & Moeschberger 2003, section 7.4.
/// Right by: by_hand/survival/log_rank (larynx cancer of the book), reference/survival/log_rank (R:
/// score test of coxph with the exact method).
Result<LogRank> log_rank_trend(const endpoint::Outcomes& outcomes,
                               std::span<const std::int32_t> group, std::size_t k,
                               std::span<const double> scores = {},
                               std::span<const std::int32_t> strata = {}, double rho = 0,
                               std::span<const double> weights = {});

struct PairwiseLogRank {
  std::size_t first, second;  ///< groups compared, first < second
  double chi_squared, p, p_adjusted;
};

/// Every pair of groups that have rows, each on the rows of the two groups alone; p values adjusted
/// over the pairs (base/adjust.hpp).
Result<std::vector<PairwiseLogRank>> log_rank_pairwise(const endpoint::Outcomes& outcomes,
                                                       std::span<const std::int32_t> group,
                                                       std::size_t k, Adjustment adjustment,
                                                       std::span<const std::int32_t> strata = {},
                                                       double rho = 0,
                                                       std::span<const double> weights = {});

}  // namespace venscope::survival
