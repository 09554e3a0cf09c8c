#include "venscope/expression/smoothing_spline.hpp"

#include "venscope/base/cholesky.hpp"
#include "venscope/base/matrix.hpp"

#include <array>
#include <cmath>

namespace venscope::expression {
namespace {

/// Cubic B-splines on knots at `x`, the outer ones four-fold, with `x` moved to [0, 1].
class SplineBasis {
public:
  explicit SplineBasis(std::span<const double> x) : points_(x.size()) {
    const double range = x.back() - x.front();
    knots_.assign(3, 0.0);
    for (const double value : x) knots_.push_back((value - x.front()) / range);
    knots_.insert(knots_.end(), 3, 1.0);
  }
  std::size_t points() const { return points_; }
  std::size_t count() const { return points_ + 2; }

  /// X: the values of each spline at the points.
  Matrix values() const {
    Matrix values(points_, count());
    for (std::size_t i = 0; i < points_; ++i)
      for (std::size_t j = 0; j < count(); ++j) values(i, j) = value(j, 4, knots_[i + 3], i);
    return values;
  }

  /// The integrals of the products of second derivatives, with R's 0.333 for a third.
  Matrix roughness() const {
    Matrix roughness(count(), count());
    for (std::size_t k = 0; k + 1 < points_; ++k) {
      const double width = knots_[k + 4] - knots_[k + 3];
      std::array<double, 4> start{}, change{};
      for (std::size_t a = 0; a < 4; ++a) {
        start[a] = second(k + a, knots_[k + 3], k);
        change[a] = second(k + a, knots_[k + 4], k) - start[a];
      }
      for (std::size_t a = 0; a < 4; ++a)
        for (std::size_t b = 0; b < 4; ++b)
          roughness(k + a, k + b) +=
              width * (start[a] * start[b] + 0.5 * (start[a] * change[b] + start[b] * change[a]) +
                       0.333 * change[a] * change[b]);
    }
    return roughness;
  }

private:
  /// Spline j of the given order at x, taken as a point of the interval after point `interval`.
  double value(std::size_t j, std::size_t order, double x, std::size_t interval) const {
    if (order == 1) return j == std::min(interval, points_ - 2) + 3 ? 1.0 : 0.0;
    double sum = 0.0;
    const double left = knots_[j + order - 1] - knots_[j];
    const double right = knots_[j + order] - knots_[j + 1];
    if (left > 0.0) sum += (x - knots_[j]) / left * value(j, order - 1, x, interval);
    if (right > 0.0) sum += (knots_[j + order] - x) / right * value(j + 1, order - 1, x, interval);
    return sum;
  }
  /// The second derivative of the cubic spline j.
  double second(std::size_t j, double x, std::size_t interval) const {
    const auto first = [&](std::size_t i) {  // of the quadratic spline i
      double sum = 0.0;
      const double left = knots_[i + 2] - knots_[i], right = knots_[i + 3] - knots_[i + 1];
      if (left > 0.0) sum += 2.0 / left * value(i, 2, x, interval);
      if (right > 0.0) sum -= 2.0 / right * value(i + 1, 2, x, interval);
      return sum;
    };
    double sum = 0.0;
    const double left = knots_[j + 3] - knots_[j], right = knots_[j + 4] - knots_[j + 1];
    if (left > 0.0) sum += 3.0 / left * first(j);
    if (right > 0.0) sum -= 3.0 / right * first(j + 1);
    return sum;
  }

  std::size_t points_;
  std::vector<double> knots_;
};

Matrix cross_product(const Matrix& x) {
  Matrix product(x.columns, x.columns);
  for (std::size_t a = 0; a < x.columns; ++a)
    for (std::size_t b = 0; b < x.columns; ++b)
      for (std::size_t i = 0; i < x.rows; ++i) product(a, b) += x(i, a) * x(i, b);
  return product;
}

/// The penalised least squares for one lambda after another.
class Smoother {
public:
  Smoother(std::span<const double> x, std::span<const double> y)
      : values_(SplineBasis(x).values()),
        roughness_(SplineBasis(x).roughness()),
        products_(cross_product(values_)),
        y_(y) {
    double fit = 0.0, bend = 0.0;
    for (std::size_t j = 2; j + 3 < values_.columns; ++j) {
      fit += products_(j, j);
      bend += roughness_(j, j);
    }
    ratio_ = fit / bend;
  }

  /// Fits with s and gives the degrees of freedom.
  double fit(double s) {
    const double lambda = ratio_ * std::pow(16.0, 6.0 * s - 2.0);
    Matrix system = products_;
    for (std::size_t k = 0; k < system.values.size(); ++k)
      system.values[k] += lambda * roughness_.values[k];
    const Cholesky factor = factorise(system, 0.0);
    std::vector<double> coefficients(values_.columns, 0.0);
    for (std::size_t j = 0; j < values_.columns; ++j)
      for (std::size_t i = 0; i < values_.rows; ++i) coefficients[j] += values_(i, j) * y_[i];
    factor.solve(coefficients);
    fitted_.assign(values_.rows, 0.0);
    double trace = 0.0;
    std::vector<double> row(values_.columns);
    for (std::size_t i = 0; i < values_.rows; ++i) {
      for (std::size_t j = 0; j < row.size(); ++j) row[j] = values_(i, j);
      factor.solve(row);
      for (std::size_t j = 0; j < row.size(); ++j) {
        fitted_[i] += values_(i, j) * coefficients[j];
        trace += values_(i, j) * row[j];
      }
    }
    return trace;
  }
  const std::vector<double>& fitted() const { return fitted_; }

private:
  Matrix values_, roughness_, products_;
  std::span<const double> y_;
  double ratio_ = 0;
  std::vector<double> fitted_;
};

/// Brent's minimum of `f` on [a, b] [Brent1973], chapter 5, with the stopping rule of R's
/// smooth.spline. What counts here is the point that f was asked last.
template <class Function>
void brent_minimum(Function&& f, double a, double b) {
  constexpr double golden = 0.381966011250105151795, relative = 2e-8, tolerance = 1e-4;
  double x = a + golden * (b - a), w = x, v = x;
  double at_x = f(x), at_w = at_x, at_v = at_x, step = 0.0, before = 0.0;
  for (int iteration = 0; iteration < 500; ++iteration) {
    const double middle = (a + b) / 2.0;
    const double near = relative * std::fabs(x) + tolerance / 3.0;
    if (std::fabs(x - middle) <= 2.0 * near - (b - a) / 2.0) return;
    double p = 0.0, q = 0.0, last = 0.0;
    if (std::fabs(before) > near) {
      const double r = (x - w) * (at_x - at_v);
      q = (x - v) * (at_x - at_w);
      p = (x - v) * q - (x - w) * r;
      q = 2.0 * (q - r);
      if (q > 0.0) p = -p;
      q = std::fabs(q);
      last = before;
      before = step;
    }
    if (std::fabs(p) >= std::fabs(0.5 * q * last) || q == 0.0 || p <= q * (a - x) ||
        p >= q * (b - x)) {
      before = x >= middle ? a - x : b - x;
      step = golden * before;
    } else {
      step = p / q;
      const double u = x + step;
      if (u - a < 2.0 * near || b - u < 2.0 * near) step = std::copysign(near, middle - x);
    }
    const double u = x + (std::fabs(step) >= near ? step : std::copysign(near, step));
    const double at_u = f(u);
    if (at_u <= at_x) {
      (u >= x ? a : b) = x;
      v = w, at_v = at_w, w = x, at_w = at_x, x = u, at_x = at_u;
    } else {
      (u < x ? a : b) = u;
      if (at_u <= at_w || w == x)
        v = w, at_v = at_w, w = u, at_w = at_u;
      else if (at_u <= at_v || v == x || v == w)
        v = u, at_v = at_u;
    }
  }
}

}  // namespace

std::vector<double> smoothing_spline(std::span<const double> x, std::span<const double> y,
                                     double df) {
  Smoother smoother(x, y);
  brent_minimum([&](double s) { return 3.0 + std::pow(df - smoother.fit(s), 2); }, -1.5, 1.5);
  return smoother.fitted();
}

}  // namespace venscope::expression
