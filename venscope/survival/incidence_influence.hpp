/// The infinitesimal jackknife variance of cumulative incidence, row by row.
#pragma once

#include "venscope/survival/cumulative_incidence.hpp"
#include "venscope/survival/time_grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// Standard errors of fits[g].causes[c] at each of its times, [g][c][time]. Of row i, while at
/// risk, let u_i be the influence on log S and f_i that on F_k. At a time with n at risk, d events,
/// d_k of them of cause k and n - d survivors,
///   f_i += S(t-) d_k / n (u_i - 1 / n) + S(t-) / n 1(i has an event of cause k here)
///   u_i += d / (n (n - d)) - 1 / (n - d) 1(i has an event here)
/// After its end, f_i += u_i S(t-) d_k / n. Influences are multiplied by the row's weight, summed
/// within clusters, squared and summed; once S = 0 they stay.
/// Cost O(n log n) per cause: only sums over clusters of the products of u, f and the weight at
/// risk are moved on from time to time, and single clusters when one of their rows comes or goes.
/// Right by: twins/survival/competing (derivatives by the definition),
/// reference/survival/competing (R's survfit).
std::vector<std::vector<std::vector<double>>> jackknife_errors(
    const TimeGrid& grid, std::span<const std::int32_t> group,
    const std::vector<CumulativeIncidence>& fits, std::span<const double> weights,
    std::span<const std::int32_t> cluster);

}  // namespace venscope::survival
