/// Log-rank test and its weighted kin: Fleming-Harrington, Gehan-Breslow, Tarone-Ware.
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

struct GroupedTimes;
using venscope::Adjustment;

/// How much an event time counts, S the Kaplan-Meier curve of its stratum, n those at risk there.
struct RankWeight {
  enum class Kind {
    fleming_harrington,  ///< S(t-)^rho (1 - S(t-))^gamma
    gehan,               ///< n, as Gehan and Breslow: follows the pattern of censoring
    tarone_ware,         ///< sqrt(n)
  };
  Kind kind = Kind::fleming_harrington;
  double rho = 0, gamma = 0;  ///< of fleming_harrington; 0, 0: every event counts the same

  RankWeight(double early = 0, double late = 0)  // NOLINT: a number is rho, the G-rho family
      : rho(early), gamma(late) {}
  RankWeight(Kind by) : kind(by) {}  // NOLINT

  bool constant() const { return kind == Kind::fleming_harrington && rho == 0 && gamma == 0; }
};

struct LogRankGroup {
  double n = 0, observed = 0, expected = 0;
};

/// A test of k groups. Where nothing can be tested (df = 0: fewer than two groups with expected
/// events, or no variance at all) chi_squared is 0 and p is NaN, undefined.
struct LogRank {
  std::vector<LogRankGroup> groups;  ///< summed over strata, each event by its weight
  Matrix variance;                   ///< of observed - expected, k x k
  double chi_squared = 0;
  double df = 0;
  double p = 1;
  std::vector<std::string> warnings;
};

/// Compares k groups. At each distinct event time t of a stratum, with d events among n at risk,
/// r_g of them in group g, and a weight w (RankWeight):
///   O_g += w d_g,   E_g += w d r_g / n,
///   V_gh += w^2 d (n - d) / (n - 1) [1(g = h) r_g / n - r_g r_h / n^2]     (nothing if n = 1)
///   chi_squared = (O - E)' V^- (O - E), df = number of groups with E_g > 0, less one.
/// w = 1: log-rank; w = S(t-): Peto & Peto's modification of the Gehan-Wilcoxon test. As R's
/// survdiff. group[i] in 0 … k-1; `strata` is empty or one code per row; `weights` (frequencies)
/// empty or one per row, finite and >= 0. With delayed entry, r_g counts those with entry < t <=
/// time (R refuses). A group without a row, or without expected events, is listed but not compared.
/// Where V has a lower rank than that, df is its rank and a warning says so (R stops). Problems:
/// survival.no_rows, survival.one_group, survival.bad_weight, outcomes.interval_vanishes. Cost: O(n
/// + T k^2), T distinct event times.   Source: [Mantel1966], [Peto1972], [Gehan1965],
/// [Tarone1977], [Harrington1982], [Fleming1991]; docs/methods/log-rank.md.
/// Right by: by_hand/survival/log_rank, twins/survival/log_rank, laws/survival/curves,
/// reference/survival/log_rank (R), reference/survival/arms (weights against R's coin).
Result<LogRank> log_rank(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
                         std::size_t k, std::span<const std::int32_t> strata = {},
                         const RankWeight& weight = {}, std::span<const double> weights = {});

/// The same on times that are sorted and counted already, for curves and tests of one cohort
/// (whole_counts.hpp).
Result<LogRank> log_rank(const GroupedTimes& times, std::span<const std::int32_t> strata = {},
                         const RankWeight& weight = {}, std::span<const double> weights = {});

/// Test for trend across ordered groups with scores s_g (0, 1, 2, … if empty):
///   chi_squared = (sum_g s_g (O_g - E_g))^2 / (s' V s), df = 1.
/// The same for s and any a + b s. Source: [Tarone1975]; Klein & Moeschberger 2003, section 7.4.
/// Right by: by_hand/survival/log_rank (larynx cancer of the book), reference/survival/log_rank (R:
/// score test of coxph with the exact method).
Result<LogRank> log_rank_trend(const endpoint::Outcomes& outcomes,
                               std::span<const std::int32_t> group, std::size_t k,
                               std::span<const double> scores = {},
                               std::span<const std::int32_t> strata = {},
                               const RankWeight& weight = {}, std::span<const double> weights = {});

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
                                                       const RankWeight& weight = {},
                                                       std::span<const double> weights = {});

}  // namespace venscope::survival
