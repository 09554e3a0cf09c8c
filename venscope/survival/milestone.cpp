#include "venscope/survival/milestone.hpp"

#include <cmath>
#include <limits>

namespace venscope::survival {
namespace {

constexpr double not_known = std::numeric_limits<double>::quiet_NaN();

KaplanMeierPoint point_at(const KaplanMeier& fit, double time) {
  KaplanMeierPoint point = at_times(fit, {&time, 1}).front();
  if (time > fit.curve.back().time && fit.curve.back().survival > 0)
    point.survival = point.std_error = point.lower = point.upper = not_known;
  return point;
}

/// Greenwood's error is undefined at 0, and nothing is known there but that all have died.
double error_of(const KaplanMeierPoint& point) {
  return point.survival == 0 ? 0 : point.std_error;
}

}  // namespace

Milestone compare_at(const KaplanMeier& reference, const KaplanMeier& compared, double time,
                     double level) {
  Milestone milestone{time, point_at(reference, time), point_at(compared, time), {}, {}};
  const KaplanMeierPoint &a = milestone.reference, &b = milestone.compared;
  milestone.difference =
      normal_contrast(b.survival - a.survival, std::hypot(error_of(a), error_of(b)), level);
  const auto inside = [](double survival) { return survival > 0 && survival < 1; };
  if (!inside(a.survival) || !inside(b.survival)) {
    milestone.hazard_ratio = normal_contrast(not_known, not_known, level);
    return milestone;
  }
  const auto transformed_error = [](const KaplanMeierPoint& point) {
    return point.std_error / (point.survival * std::log(point.survival));
  };
  milestone.hazard_ratio =
      ratio_contrast(std::log(std::log(b.survival) / std::log(a.survival)),
                     std::hypot(transformed_error(a), transformed_error(b)), level);
  return milestone;
}

}  // namespace venscope::survival
