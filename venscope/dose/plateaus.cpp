#include "venscope/dose/plateaus.hpp"

#include <algorithm>
#include <cstddef>

namespace venscope::dose {

namespace {

struct Points {
  std::span<const double> v, y, w;
};

/// The upper plateau at `upper`, the lower one sought in [lowest, upper].
Plateaus with_upper(const Points& p, double upper, double lowest) {
  double drop = 0, length = 0;
  for (std::size_t j = 0; j < p.v.size(); ++j) {
    const double u = 1 - p.v[j];
    drop += p.w[j] * u * (upper - p.y[j]);
    length += p.w[j] * u * u;
  }
  const double best = length > 0 ? drop / length : 0.0;
  const double held = std::clamp(best, 0.0, std::max(0.0, upper - lowest));
  return {upper - held, upper, held == best && held > 0, false};
}

Plateaus with_lower(const Points& p, double lower, double highest) {
  double rise = 0, length = 0;
  for (std::size_t j = 0; j < p.v.size(); ++j) {
    rise += p.w[j] * p.v[j] * (p.y[j] - lower);
    length += p.w[j] * p.v[j] * p.v[j];
  }
  const double best = length > 0 ? rise / length : 0.0;
  const double held = std::clamp(best, 0.0, std::max(0.0, highest - lower));
  return {lower, lower + held, false, held == best && held > 0};
}

double squares(const Points& p, const Plateaus& at) {
  double sum = 0;
  for (std::size_t j = 0; j < p.v.size(); ++j) {
    const double r = p.y[j] - at.lower - (at.upper - at.lower) * p.v[j];
    sum += p.w[j] * r * r;
  }
  return sum;
}

Plateaus both_free(const Points& p, const PlateauLimits& limits) {
  double weight = 0, v_mean = 0, y_mean = 0;
  for (std::size_t j = 0; j < p.v.size(); ++j) {
    weight += p.w[j];
    v_mean += p.w[j] * p.v[j];
    y_mean += p.w[j] * p.y[j];
  }
  v_mean /= weight;
  y_mean /= weight;
  double vv = 0, vy = 0;
  for (std::size_t j = 0; j < p.v.size(); ++j) {
    const double dv = p.v[j] - v_mean;
    vv += p.w[j] * dv * dv;
    vy += p.w[j] * dv * (p.y[j] - y_mean);
  }
  const double slope = vv > 0 ? vy / vv : 0.0;
  Plateaus found;
  if (slope > 0) {
    const double lower = y_mean - slope * v_mean;
    found = {lower, lower + slope, true, true};
  } else {
    const double flat = std::clamp(y_mean, limits.lowest, limits.highest);
    found = {flat, flat, false, false};
  }
  if (found.lower >= limits.lowest && found.upper <= limits.highest) return found;
  // The problem is convex: its minimum under the limits lies on one that is passed.
  if (found.lower >= limits.lowest) return with_upper(p, limits.highest, limits.lowest);
  const Plateaus low = with_lower(p, limits.lowest, limits.highest);
  if (found.upper <= limits.highest) return low;
  const Plateaus high = with_upper(p, limits.highest, limits.lowest);
  return squares(p, high) < squares(p, low) ? high : low;
}

}  // namespace

Plateaus fit_plateaus(std::span<const double> v, std::span<const double> y,
                      std::span<const double> w, const PlateauLimits& limits) {
  const Points points{v, y, w};
  if (limits.lower && limits.upper) return {*limits.lower, *limits.upper, false, false};
  if (limits.upper) return with_upper(points, *limits.upper, limits.lowest);
  if (limits.lower) return with_lower(points, *limits.lower, limits.highest);
  return both_free(points, limits);
}

}  // namespace venscope::dose
