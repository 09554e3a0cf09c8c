#include "venscope/survival/contrast.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/survival/curve_limits.hpp"

#include <cmath>
#include <limits>

namespace venscope::survival {

Contrast normal_contrast(double estimate, double std_error, double level) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  if (!std::isfinite(estimate)) return {nan, nan, nan, nan, nan};
  if (!std::isfinite(std_error) || std_error <= 0) return {estimate, nan, nan, nan, nan};
  const double half = two_sided_z(level) * std_error;
  return {estimate, std_error, estimate - half, estimate + half,
          normal_two_sided(estimate / std_error)};
}

Contrast ratio_contrast(double log_ratio, double std_error, double level) {
  Contrast contrast = normal_contrast(log_ratio, std_error, level);
  contrast.estimate = std::exp(contrast.estimate);
  contrast.lower = std::exp(contrast.lower);
  contrast.upper = std::exp(contrast.upper);
  return contrast;
}

}  // namespace venscope::survival
