// The sum of squares of a shape, and how it moves with the shape.
#include "venscope/dose/shape.hpp"

#include <cmath>

namespace venscope::dose {

/// As fit_plateaus without limits, from means that are centred already.
double ShapeSearch::unlimited_squares(std::span<const double> v, Plateaus* plateaus) const {
  const double *const w = points_.weight.data(), *const z = centred_.data();
  double middle = 0, vv = 0, vz = 0, sum = 0;
  for (std::size_t j = 0; j < v.size(); ++j) middle += w[j] * v[j];
  middle /= weight_;
  for (std::size_t j = 0; j < v.size(); ++j) {
    const double d = v[j] - middle;
    vv += w[j] * d * d;
    vz += w[j] * d * z[j];
  }
  const double span = vv > 0 && vz > 0 ? vz / vv : 0.0;
  for (std::size_t j = 0; j < v.size(); ++j) {
    const double r = z[j] - span * (v[j] - middle);
    sum += w[j] * r * r;
  }
  if (plateaus) {
    const double lower = span > 0 ? mean_ - span * middle : mean_;
    *plateaus = {lower, lower + span, span > 0, span > 0};
  }
  return sum;
}

ShapeSlope ShapeSearch::slope(const ShapeNode& at, const Plateaus& plateaus) const {
  const double steepness = std::exp(at.log_steepness), sign = at.sign,
               span = plateaus.upper - plateaus.lower;
  double g[2] = {}, h[3] = {}, linear[3] = {}, mixed[2][2] = {};
  const double use[2] = {plateaus.lower_free ? 1.0 : 0.0, plateaus.upper_free ? 1.0 : 0.0};
  for (std::size_t j = 0; j < v_.size(); ++j) {
    const double v = v_[j], w = points_.weight[j], r = points_.mean[j] - plateaus.lower - span * v;
    const double f_linear[2] = {use[0] * (1 - v), use[1] * v};
    linear[0] += w * f_linear[0] * f_linear[0];
    linear[1] += w * f_linear[0] * f_linear[1];
    linear[2] += w * f_linear[1] * f_linear[1];
    const double first = -v * (1 - v), second = v * (1 - v) * (1 - 2 * v);
    if (first == 0) continue;  // dose 0, or far out: it does not move with the shape
    const double d = points_.log_dose[j] - at.log_ic50;
    // Of t = sign steepness d, by ln steepness and by log IC50.
    const double t[2] = {sign * steepness * d, -sign * steepness};
    const double f[2] = {span * first * t[0], span * first * t[1]};
    const double f2[3] = {span * (second * t[0] * t[0] + first * t[0]),
                          span * (second * t[0] * t[1] + first * t[1]),
                          span * second * t[1] * t[1]};
    for (int a = 0; a < 2; ++a) {
      g[a] -= w * r * f[a];
      for (int b = 0; b < 2; ++b) {
        const double cross = (b == 0 ? -1 : 1) * use[b] * first * t[a];
        mixed[a][b] += w * (f[a] * f_linear[b] - r * cross);
      }
    }
    h[0] += w * (f[0] * f[0] - r * f2[0]);
    h[1] += w * (f[0] * f[1] - r * f2[1]);
    h[2] += w * (f[1] * f[1] - r * f2[2]);
  }
  // The plateaus follow the shape: the Schur complement of their block.
  double inverse[3] = {};
  if (use[0] * use[1] > 0) {
    const double determinant = linear[0] * linear[2] - linear[1] * linear[1];
    if (determinant > 0) {
      inverse[0] = linear[2] / determinant;
      inverse[1] = -linear[1] / determinant;
      inverse[2] = linear[0] / determinant;
    }
  } else {
    if (use[0] > 0 && linear[0] > 0) inverse[0] = 1 / linear[0];
    if (use[1] > 0 && linear[2] > 0) inverse[2] = 1 / linear[2];
  }
  const auto through = [&](int a, int b) {
    return mixed[a][0] * (inverse[0] * mixed[b][0] + inverse[1] * mixed[b][1]) +
           mixed[a][1] * (inverse[1] * mixed[b][0] + inverse[2] * mixed[b][1]);
  };
  return {
      steepness, {g[0], g[1]}, {h[0] - through(0, 0), h[1] - through(0, 1), h[2] - through(1, 1)}};
}

}  // namespace venscope::dose
