/// Breslow's and Efron's sums over the deaths of one time.
#pragma once

#include <cstddef>

namespace venscope::survival {

/// Sums over the d tied deaths of one time, k = 0 … d-1, f = k/d for Efron and 0 for Breslow, with
/// w = (sum of the deaths' weights) / d and D_k = S0 - f D0:
struct TiedSums {
  double hazard = 0;           ///< sum w / D_k: the jump of the baseline hazard
  double hazard_dead = 0;      ///< sum w f / D_k: what the dying are spared
  double inverse_square = 0;   ///< sum w / D_k^2
  double cross = 0;            ///< sum w f / D_k^2
  double square = 0;           ///< sum w f^2 / D_k^2
  double log_denominator = 0;  ///< sum w log D_k
};
/// Cost: O(d). Source: [Efron1977]. Right by: unit/survival/risk_kernels, twins/survival/cox_rows.
/// `risk` is S0, the sum of weight * exp(eta) over the risk set, `risk_dead` that over the dying.
TiedSums tied_sums(double risk, double risk_dead, double weight_dead, std::size_t deaths,
                   bool efron);
/// From here on the deaths of one time are taken in lanes.
inline constexpr std::size_t many_deaths = 6;

}  // namespace venscope::survival
