/// The log-rank test of two arms with weights that are not counts of patients.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <span>

namespace venscope::comparability {

struct WeightedLogRank {
  double observed = 0, expected = 0;  ///< weighted events of the treated
  double variance = 0;                ///< of observed - expected
  double z = 0;                       ///< negative: fewer events in the treated than expected
  double p = 1;
};

/// With Y_i(t) whether row i is at risk, z_i its arm and w_i its weight, sums over all rows,
///   zbar(t) = sum w Y z / sum w Y,  dL(t) = sum w dN / sum w Y
///   u_i = event_i (z_i - zbar(time_i)) - sum_{t} Y_i(t) (z_i - zbar(t)) dL(t)
///   U = sum w_i u_i  (= observed - expected),  V = g/(g - 1) sum_c (s_c - U/g)^2,  z = U / sqrt(V)
/// s_c the sum of w_i u_i in one of the g clusters (each row its own where `cluster` is empty; rows
/// of weight 0 are none). Tied events all have the same risk set. With all weights 1, U is that of
/// the ordinary test; the variance is not, and holds where weights or clusters make that one wrong.
/// Problems: comparability.unequal_lengths, comparability.one_arm, survival.bad_weight,
/// comparability.no_events, outcomes.interval_vanishes, comparability.no_variance.
/// Cost O(n log n). Source: [Lin1989], as R's survey::svylogrank; docs/methods/weights.md.
/// Right by: reference/comparability/effects (svylogrank), laws/comparability/effects.
Result<WeightedLogRank> weighted_log_rank(const endpoint::Outcomes& outcomes,
                                          std::span<const std::int32_t> treated,
                                          std::span<const double> weights,
                                          std::span<const std::int32_t> cluster = {});

}  // namespace venscope::comparability
