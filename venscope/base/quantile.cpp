#include "venscope/base/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope {

double sorted_quantile(std::span<const double> ascending, double probability) {
  if (ascending.empty()) return std::numeric_limits<double>::quiet_NaN();
  // From 1, as R counts: its rounding decides where a product misses a whole number.
  const double index = 1 + static_cast<double>(ascending.size() - 1) * probability;
  const double below = std::clamp(std::floor(index), 1.0, static_cast<double>(ascending.size()));
  const auto at = static_cast<std::size_t>(below);
  const double low = ascending[at - 1], part = index - below;
  // Two infinities have no difference.
  if (part <= 0 || at == ascending.size() || ascending[at] == low) return low;
  return (1 - part) * low + part * ascending[at];
}

}  // namespace venscope
