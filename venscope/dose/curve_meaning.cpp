#include "venscope/dose/curve_meaning.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::dose {

namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

using Square = std::array<std::array<double, 4>, 4>;

Square no_square() {
  Square square;
  for (auto& row : square) row.fill(undefined);
  return square;
}

/// The inverse of a symmetric n x n matrix (n <= 4), brought to a diagonal of ones
/// first; NaN where it has none.
Square inverse_of(Square a, std::size_t n) {
  std::array<double, 4> size{};
  Square result = no_square();
  for (std::size_t i = 0; i < n; ++i) {
    size[i] = std::sqrt(a[i][i]);
    if (!(size[i] > 0)) return result;
  }
  Square inverse{};
  for (std::size_t i = 0; i < n; ++i) {
    inverse[i][i] = 1;
    for (std::size_t j = 0; j < n; ++j) a[i][j] /= size[i] * size[j];
  }
  for (std::size_t k = 0; k < n; ++k) {
    const double pivot = a[k][k];
    if (!(pivot > 1e-14)) return result;
    for (std::size_t j = 0; j < n; ++j) {
      a[k][j] /= pivot;
      inverse[k][j] /= pivot;
    }
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = a[i][k];
      for (std::size_t j = 0; j < n; ++j) {
        a[i][j] -= factor * a[k][j];
        inverse[i][j] -= factor * inverse[k][j];
      }
    }
  }
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) result[i][j] = inverse[i][j] / (size[i] * size[j]);
  return result;
}

/// df / d (lower, upper, hill, log_ic50).
std::array<double, 4> gradient_at(const CurveParameters& c, double log_dose) {
  const double d = log_dose - c.log_ic50, v = 1 / (1 + std::exp(c.hill * d));
  const double bend = -(c.upper - c.lower) * v * (1 - v);
  return {1 - v, v, bend == 0 ? 0 : bend * d, -bend * c.hill};
}

void set_errors(CurveFit& fit, const DosePoints& points, const ShapeFit& shape) {
  const CurveParameters& c = fit.curve;
  Square information{};
  std::array<std::size_t, 4> used{};
  std::size_t free = 0;
  if (shape.plateaus.lower_free) used[free++] = 0;
  if (shape.plateaus.upper_free) used[free++] = 1;
  used[free++] = 2;
  used[free++] = 3;
  for (std::size_t j = 0; j < points.size(); ++j) {
    const std::array<double, 4> f = gradient_at(c, points.log_dose[j]);
    for (std::size_t a = 0; a < free; ++a) {
      const double weighted = points.weight[j] * f[used[a]];
      for (std::size_t b = 0; b <= a; ++b) information[a][b] += weighted * f[used[b]];
    }
  }
  for (std::size_t a = 0; a < free; ++a)
    for (std::size_t b = 0; b < a; ++b) information[b][a] = information[a][b];
  const Square inverse = inverse_of(information, free);
  double* const target[] = {&fit.errors.lower, &fit.errors.upper, &fit.errors.hill,
                            &fit.errors.log_ic50};
  for (auto& row : fit.covariance) row.fill(0);
  for (std::size_t a = 0; a < free; ++a) {
    *target[used[a]] = fit.sigma * std::sqrt(inverse[a][a]);
    for (std::size_t b = 0; b < free; ++b)
      fit.covariance[used[a]][used[b]] = fit.sigma * fit.sigma * inverse[a][b];
  }
}

Concentration at_log_dose(double x, const DosePoints& points) {
  if (x > points.highest()) return {points.dose.back(), Censoring::above};
  if (x < points.lowest()) return {points.dose[points.zero()], Censoring::below};
  return {std::exp(x), Censoring::none};
}

Concentration relative_ic50(const CurveFit& fit, const DosePoints& points, const ShapeFit& shape,
                            const PlateauLimits& limits) {
  const Concentration above{fit.highest, Censoring::above}, below{fit.lowest, Censoring::below},
      none{undefined, Censoring::undefined};
  switch (fit.state) {
    case CurveState::beyond_high:
      return above;
    case CurveState::beyond_low:
      return below;
    case CurveState::flat:
      // With a plateau fixed, a constant says on which side of the bend all doses are.
      if (!limits.lower && !limits.upper) return none;
      return shape.on_upper ? above : below;
    case CurveState::step:
      // The limit of ever steeper curves through a dose is that dose.
      if (shape.step_from == shape.step_to) return {shape.step_dose, Censoring::none};
      return at_log_dose(fit.curve.log_ic50, points);
    case CurveState::fitted:
      return at_log_dose(fit.curve.log_ic50, points);
    case CurveState::line:
    case CurveState::not_fitted:
      break;
  }
  return none;
}

/// The plateau of untreated wells as the data have it.
double control_of(const CurveFit& fit, const DosePoints& points) {
  if (points.zero() > 0) return points.mean.front();
  return fit.curve.hill > 0 ? fit.upper : fit.lower;
}

Concentration absolute_ic50(const CurveFit& fit, const DosePoints& points) {
  const double half = fit.control / 2;
  if (!std::isfinite(half)) return {undefined, Censoring::undefined};
  const double first = response_at(fit.curve, points.lowest()),
               last = response_at(fit.curve, points.highest());
  if (std::min(first, last) > half) return {fit.highest, Censoring::above};
  if (std::max(first, last) <= half) return {fit.lowest, Censoring::below};
  const CurveParameters& c = fit.curve;
  return at_log_dose(c.log_ic50 + std::log((c.upper - half) / (half - c.lower)) / c.hill, points);
}

}  // namespace

std::optional<ResponseInterval> response_interval(const CurveFit& fit, double log_dose,
                                                  double level) {
  if (fit.state != CurveState::fitted || !(fit.df > 0)) return {};
  const std::array<double, 4> g = gradient_at(fit.curve, log_dose);
  double variance = 0;
  for (std::size_t a = 0; a < 4; ++a)
    for (std::size_t b = 0; b < 4; ++b) variance += g[a] * fit.covariance[a][b] * g[b];
  // Rounding may leave a little below 0 where all but one parameter have no say.
  const double half =
      student_t_quantile((1 + level) / 2, fit.df) * std::sqrt(std::max(variance, 0.0));
  if (!std::isfinite(variance) || !std::isfinite(half)) return {};
  const double mean = response_at(fit.curve, log_dose);
  return ResponseInterval{mean - half, mean + half};
}

void set_parameters(CurveFit& fit, const DosePoints& points, const ShapeFit& shape) {
  const CurveState state = fit.state;
  // Next to the other plateau rounding is all that is left of a 0.
  const double scale = std::max(std::abs(fit.curve.lower), std::abs(fit.curve.upper));
  if (shape.plateaus.lower_free && is_rounding(fit.curve.lower, scale)) fit.curve.lower = 0;
  if (shape.plateaus.upper_free && is_rounding(fit.curve.upper, scale)) fit.curve.upper = 0;
  fit.lower = fit.curve.lower;
  fit.upper = fit.curve.upper;
  if (state == CurveState::flat) return;
  const bool falling = fit.curve.hill > 0;
  const bool low_doses = state != CurveState::beyond_low && state != CurveState::line,
             high_doses = state != CurveState::beyond_high && state != CurveState::line;
  if (shape.plateaus.upper_free && !(falling ? low_doses : high_doses)) fit.upper = undefined;
  if (shape.plateaus.lower_free && !(falling ? high_doses : low_doses)) fit.lower = undefined;
  if (state == CurveState::fitted) {
    fit.hill = fit.curve.hill;
    if (fit.sigma != 0) set_errors(fit, points, shape);
  }
  if (state == CurveState::fitted) fit.ic50_fitted = std::exp(fit.curve.log_ic50);
}

void set_concentrations(CurveFit& fit, const DosePoints& points, const ShapeFit& shape,
                        const PlateauLimits& limits) {
  fit.ic50 = relative_ic50(fit, points, shape, limits);
  if (std::isnan(fit.control)) fit.control = control_of(fit, points);
  fit.ic50_absolute = absolute_ic50(fit, points);
}

}  // namespace venscope::dose
