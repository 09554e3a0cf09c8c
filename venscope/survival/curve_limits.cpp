#include "venscope/survival/curve_limits.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// min and max that keep an undefined value undefined.
double at_most(double value, double bound) {
  return value > bound ? bound : value;
}
double at_least(double value, double bound) {
  return value < bound ? bound : value;
}

}  // namespace

Limits curve_limits(double survival, double relative_error, ConfidenceScale scale, double z) {
  const double half = z * relative_error;
  switch (scale) {
    case ConfidenceScale::plain:
      return {at_least(survival - half * survival, 0.0), at_most(survival + half * survival, 1.0)};
    case ConfidenceScale::log: {
      if (survival == 0.0) return {nan, nan};
      const double factor = std::exp(half);  // exp(log S -+ half) without taking the logarithm
      return {survival / factor, at_most(survival * factor, 1.0)};
    }
    case ConfidenceScale::log_log: {
      if (survival == 0.0 || survival == 1.0) return {nan, nan};
      const double log_survival = std::log(survival);
      const double middle = std::log(-log_survival);
      return {std::exp(-std::exp(middle - half / log_survival)),
              std::exp(-std::exp(middle + half / log_survival))};
    }
    case ConfidenceScale::none:
      break;
  }
  return {nan, nan};
}

double two_sided_z(double level) {
  return normal_quantile(1.0 - (1.0 - level) / 2.0);
}

}  // namespace venscope::survival
