#include "venscope/survival/median_by_density.hpp"

#include "venscope/survival/curve_limits.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

namespace venscope::survival {

MedianByDensity median_by_density(const KaplanMeier& fit, double level) {
  // S is a product of fractions: 0.5, 0.55 and 0.45 are met but for the last bits.
  constexpr double rounding = 1e-9, epsilon = 0.05;
  std::optional<KaplanMeierPoint> median, before, after;
  for (const KaplanMeierPoint& point : fit.curve) {
    if (point.n_event <= 0) continue;
    if (point.survival >= 0.5 + epsilon - rounding) before = point;
    if (!median && point.survival <= 0.5 + rounding) median = point;
    if (!after && point.survival <= 0.5 - epsilon + rounding) after = point;
  }
  MedianByDensity result;
  if (!median) return result;
  result.time = median->time;
  if (!after || !(median->std_error > 0)) return result;
  const double begin = before ? before->time : std::min(0.0, fit.curve.front().time);
  const double drop = (before ? before->survival : 1.0) - after->survival;
  if (!(after->time > begin)) return result;
  result.std_error = median->std_error * (after->time - begin) / drop;
  const double half = two_sided_z(level) * *result.std_error;
  result.lower = std::max(0.0, *result.time - half);
  result.upper = *result.time + half;
  return result;
}

}  // namespace venscope::survival
