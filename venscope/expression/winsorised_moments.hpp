/// Moments of the logarithm of a winsorised F.
#pragma once

namespace venscope::expression {

/// Shares set to the quantile below and above.
struct WinsorShares {
  double below = 0.05, above = 0.1;
};

struct LogMoments {
  double mean = 0, variance = 0;
};

/// Mean and variance of log F, F with df1 and df2 (may be infinite) degrees of freedom, winsorised:
/// Gauss-Legendre quadrature with 128 nodes in F / (1 + F) between the two quantiles.
/// Right by: twins/expression/moderated_t (a fine sum over quantiles).
LogMoments winsorised_moments(double df1, double df2, const WinsorShares& shares = {});

}  // namespace venscope::expression
