/// The variance of a sum over patients of whom some belong together.
#pragma once

#include <cstdint>
#include <span>

namespace venscope::comparability {

/// g/(g - 1) sum_c (s_c - mean s)^2 over the g clusters, s_c the sum of `values` within one; each
/// row its own where `cluster` is empty. Rows of weight 0 are in no cluster. 0 for g < 2.
/// As R's survey::svytotal. Right by: reference/comparability/effects.
double variance_of_total(std::span<const double> values, std::span<const double> weights,
                         std::span<const std::int32_t> cluster);

}  // namespace venscope::comparability
