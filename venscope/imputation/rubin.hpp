/// Rubin's rules: one estimate from those of several completed data sets.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <limits>
#include <span>

namespace venscope::imputation {

/// A quantity estimated on m completed data sets.
struct Pooled {
  std::size_t imputations = 0;
  double estimate = 0;             ///< Q, the mean of the estimates
  double within = 0;               ///< U, the mean of their variances
  double between = 0;              ///< B, the variance of the estimates (divisor m - 1)
  double variance = 0;             ///< T = U + (1 + 1/m) B
  double df = 0;                   ///< of Student's t, Barnard and Rubin
  double relative_increase = 0;    ///< r = (1 + 1/m) B / U
  double lambda = 0;               ///< (1 + 1/m) B / T: share of T that is due to missing values
  double missing_information = 0;  ///< (r + 2 / (df + 3)) / (r + 1)

  double std_error() const;
  /// P(|t| >= |Q| / se) with df degrees of freedom.
  double p() const;
  struct Interval {
    double low = 0, high = 0;
  };
  Interval interval(double level = 0.95) const;
};

/// Pools estimates and their variances. `complete_df` are the degrees of freedom that the analysis
/// would have without missing values (infinite: a large sample). With lambda, at least 1e-4,
///   df_old = (m - 1) / lambda^2,  df_obs = (c + 1) / (c + 3) c (1 - lambda),
///   df = df_old df_obs / (df_old + df_obs).
/// Problem imputation.too_few: fewer than 2 estimates, or not as many variances.
/// Source: [Rubin1987], [Barnard1999]. Right by: unit/imputation/rubin, reference/imputation/rubin
/// (mice::pool.scalar).
Result<Pooled> pool(std::span<const double> estimates, std::span<const double> variances,
                    double complete_df = std::numeric_limits<double>::infinity());

}  // namespace venscope::imputation
