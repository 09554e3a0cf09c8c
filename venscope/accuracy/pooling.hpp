/// One effect from several cohorts: meta-analysis of estimates with standard errors.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::accuracy {

/// Where the variance between cohorts comes from; `fixed` takes it as 0.
enum class BetweenVariance { fixed, der_simonian_laird, restricted_likelihood, paule_mandel };

/// "fixed effect", "random effects (REML)" …
std::string words(BetweenVariance method);

struct PoolingOptions {
  BetweenVariance method = BetweenVariance::restricted_likelihood;
  /// Hartung and Knapp's standard error, with t of k - 1 degrees of freedom; not for `fixed`.
  bool hartung_knapp = false;
  double level = 0.95;
};

/// An estimate of one cohort, on a scale on which it is about normal: a log hazard ratio, not a
/// hazard ratio.
struct CohortEstimate {
  std::string label;
  double estimate = 0, std_error = 0;
};

struct PooledCohort {
  double low = 0, high = 0;  ///< of the cohort's own interval
  double weight = 0;         ///< share of the whole, summing to 1
};

/// How much the cohorts differ beyond chance. Limits are by the profile of Q.
struct CohortHeterogeneity {
  double q = 0, df = 0, p = 1;
  double tau2 = 0;  ///< variance between cohorts, by the method; DerSimonian-Laird for `fixed`
  double tau2_low = 0, tau2_high = 0;
  double i2 = 0, i2_low = 0, i2_high = 0;  ///< shares of 1: tau^2 / (tau^2 + typical variance)
};

struct PooledEstimate {
  PoolingOptions options;
  double estimate = 0, std_error = 0, low = 0, high = 0;
  double statistic = 0, p = 1;
  std::optional<double> df;  ///< of t; without it the normal
  std::vector<PooledCohort> cohorts;
  /// None with one cohort.
  std::optional<CohortHeterogeneity> heterogeneity;
  /// Where the effect of a further cohort is expected; none with fewer than three cohorts or a
  /// fixed effect.
  std::optional<double> prediction_low, prediction_high;
  std::vector<std::string> warnings;
};

/// With w_i = 1 / (s_i^2 + tau^2):
///
///   estimate   mu = sum w y / sum w,   variance 1 / sum w
///   Hartung-Knapp variance  sum w (y - mu)^2 / ((k - 1) sum w)
///   Q          sum of (y - mu)^2 / s^2 with tau^2 = 0, chi-squared with k - 1
///   tau^2      DerSimonian-Laird max(0, (Q - (k-1)) / (sum w - sum w^2 / sum w)), w = 1 / s^2
///              Paule-Mandel: sum w (y - mu)^2 = k - 1
///              REML: the maximum of the restricted likelihood by Fisher's scoring
///   limits of tau^2: sum w (y - mu)^2 equals the quantiles of chi-squared with k - 1
///   I^2        tau^2 / (tau^2 + v), v = (k - 1) / (sum w - sum w^2 / sum w), w = 1 / s^2
///   prediction mu +- z sqrt(tau^2 + variance), or t of k - 1 with Hartung and Knapp's variance
///
/// Problems: pooling.* for no cohort, an estimate that is not finite, a standard error that is not
/// above 0, a level outside (0, 1), each by its label. One cohort is given back as it is, and a
/// warning says that nothing can be said of heterogeneity.
/// Cost O(k) per iteration.
/// Source: [DerSimonian1986], [Paule1982], [Viechtbauer2005] (REML), [Hartung2001], [Higgins2002],
/// [Viechtbauer2007] (limits), [Higgins2009] (prediction).
/// Right by: by_hand/accuracy/pooling, laws/accuracy/pooling, reference/accuracy/pooling (metafor
/// 3.8).
Result<PooledEstimate> pooled(std::span<const CohortEstimate> cohorts,
                              const PoolingOptions& options = {});

}  // namespace venscope::accuracy
