/// A quantile of values in order.
#pragma once

#include <span>

namespace venscope {

/// Quantile of ascending values, R's type 7: linear between the order statistics around
/// 1 + (n - 1) probability, to the last digit as R computes it. NaN if there are none.
/// Source: [Hyndman1996]. Right by: unit/base/quantile (R's quantile).
double sorted_quantile(std::span<const double> ascending, double probability);

}  // namespace venscope
