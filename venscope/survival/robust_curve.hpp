/// The infinitesimal jackknife variance of the Kaplan-Meier curve.
#pragma once

#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/time_grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// se(S(t)) / S(t) at every point of every curve. With A(t) = sum_{t_j <= t} d_j / (n_j (n_j -
/// d_j)), the influence of row i on log S(t) is
///   w_i [A(min(t, time_i)) - A(entry_i) - event_i 1(time_i <= t) / (n - d at time_i)];
/// it is summed within clusters (each row its own where `cluster` is empty), then squared and
/// summed. 0 once S = 0: then nobody's weight can move the curve. Cost: O(n log n): each cluster is
/// kept as B + W A(t), and only sums over clusters of B B, B W and W W are needed. Source: R
/// survival, vignette "methods"; docs/methods/kaplan-meier.md. Right by:
/// twins/survival/kaplan_meier (influence by definition), reference/survival/kaplan_meier (R).
std::vector<std::vector<double>> robust_relative_errors(const TimeGrid& grid,
                                                        std::span<const std::int32_t> group,
                                                        const std::vector<KaplanMeier>& fits,
                                                        std::span<const double> weights,
                                                        std::span<const std::int32_t> cluster);

}  // namespace venscope::survival
