/// From ranks and shares to the values of a margin.
#pragma once

#include "venscope/simulation/declaration.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::simulation {

/// `n` things handed out in proportion to `weights`, by largest remainders; of equal remainders the
/// first. With n equal to a sum of whole weights, the weights themselves.
/// Right by: by_hand/simulation/margin.
std::vector<std::size_t> apportion(std::span<const double> weights, std::size_t n);

/// P(score <= x) of a patient drawn from all, for each: the mean over the patients' shifts of the
/// logistic distribution function. O(n k) for k different shifts.
std::vector<double> mixture_shares(std::span<const double> shifts, std::span<const double> scores);

/// The number at `share` in (0, 1), or [0, 1] for quantiles.
double number_at(const Margin& margin, double share);

/// Index of the level at `share`.
std::size_t level_at(const Margin& margin, double share);

}  // namespace venscope::simulation
