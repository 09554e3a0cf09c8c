#include "venscope/base/f_tails.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace venscope {
namespace {

/// H (1 + bend z), z = sqrt(df2 y), as a function of 1 / (1 + bend z) is nearly constant, from the
/// middle of the distribution to its end: with this bend 30 coefficients give all digits.
constexpr double bend = 0.4;
constexpr std::size_t nodes = 40;
/// Values worked out side by side.
constexpr std::size_t together = 16;

/// Gamma(a + 1/2) / Gamma(a), by its asymptotic series from 30 on.
double gamma_ratio(double a) {
  double down = 1;
  for (; a < 30; ++a) down *= a / (a + 0.5);
  const double u = 1 / (8 * a), v = u * u;
  return down * std::sqrt(a) *
         (1 - u + v / 2 + 5 * u * v / 2 - 21 * v * v / 8 - 399 * u * v * v / 8 +
          869 * v * v * v / 16 + 39325 * u * v * v * v / 16);
}

/// H by the continued fraction of [Didonato1992] (9), y = w^2, in a form without 1 - x; Lentz'
/// method.
double by_fraction(double w, double a) {
  constexpr double b = 0.5;
  const double y = w * w, x = (1 - w) * (1 + w);
  const auto denominator = [&](double m) {
    const double second = m == 0 ? 0 : m * (b - m) * x / (a + 2 * m - 1);
    return m + second + (a + m) * (a * y - b * x + 1 + m * (1 + y)) / (a + 2 * m + 1);
  };
  double value = denominator(0), c = value, d = 0;
  for (int k = 1; k < 100000; ++k) {
    const double m = k, share = x / (a + 2 * m - 1);
    const double numerator = (a + m - 1) * (a + b + m - 1) * m * (b - m) * share * share;
    d = 1 / (denominator(m) + numerator * d);
    c = denominator(m) + numerator / c;
    value *= c * d;
    if (std::fabs(c * d - 1) < 1e-16) break;
  }
  return a * w / value;
}

/// 1 - I_x(a, 1/2) = I_y(1/2, a) by its series of positive terms, y = w^2.
double by_series(double w, double x_to_a, double a, double a_beta) {
  double sum = 1, term = 1;
  for (int k = 0; term > 1e-17 * sum; ++k) sum += term *= (a + 0.5 + k) / (1.5 + k) * w * w;
  return 1 - 2 * a / a_beta * w * x_to_a * sum;
}

/// H at sqrt(y) = w: near the middle, where the fraction is slow, from the tail itself.
double slow_h(double w, double a, double a_beta) {
  const double x = (1 - w) * (1 + w);
  const double log_x = w < 0.7 ? std::log1p(-w * w) : std::log(x);
  if (-a * log_x > 1) return by_fraction(w, a);
  const double x_to_a = std::exp(a * log_x);
  return by_series(w, x_to_a, a, a_beta) / x_to_a * a_beta;
}

/// Coefficients of Chebyshev's polynomials, those that matter, from the values at their nodes.
std::vector<double> chebyshev(const std::vector<double>& value) {
  const auto n = static_cast<double>(value.size());
  std::vector<double> found(value.size());
  for (std::size_t m = 0; m < value.size(); ++m) {
    for (std::size_t j = 0; j < value.size(); ++j)
      found[m] += value[j] * std::cos(std::numbers::pi * static_cast<double>(m) *
                                      (static_cast<double>(j) + 0.5) / n);
    found[m] *= (m == 0 ? 1 : 2) / n;
  }
  while (found.size() > 2 && std::fabs(found.back()) < 2e-17 * std::fabs(found[0]))
    found.pop_back();
  return found;
}

}  // namespace

struct FTails::Piece {
  double y[together], root_y[together], sum[together];
};

FTails::FTails(unsigned df1, double df2)
    : df1_(df1), df2_(df2), by_value_(!(df2 > 0 && df2 <= most_df2) || df1 == 0 || df1 > most_df1) {
  if (by_value_) return;
  const double a = df2 / 2, start = df1 % 2 == 0 ? 0 : 0.5;
  for (unsigned k = 1; k < df1 / 2; ++k) {
    const double b = start + k - 1;
    ratio_.push_back((a + b) / (b + 1));
  }
  if (df1 % 2 == 0) return;
  const double ratio = gamma_ratio(a), a_beta = a * std::sqrt(std::numbers::pi) / ratio;
  // 1 / (b B(a, b)) at b = 1/2.
  first_ = 2 * a / a_beta;
  scale_ = bend * std::sqrt(df2);
  least_ = 1 / (1 + scale_);
  range_ = 1 - least_;
  std::vector<double> value(nodes);
  for (std::size_t j = 0; j < nodes; ++j) {
    const double at =
        std::cos(std::numbers::pi * (static_cast<double>(j) + 0.5) / static_cast<double>(nodes));
    const double w = (1 / (least_ + range_ * (at + 1) / 2) - 1) / scale_;
    value[j] = slow_h(w, a, a_beta) * (1 + scale_ * w) / a_beta;
  }
  polynomial_ = chebyshev(value);
}

/// Adds H / (a B(a, 1/2)), by Clenshaw's recurrence.
void FTails::add_half(Piece& piece) const {
  double variable[together], argument[together], last[together] = {}, before[together] = {};
  for (std::size_t i = 0; i < together; ++i) {
    variable[i] = 1 / (1 + scale_ * piece.root_y[i]);
    argument[i] = 2 * ((variable[i] - least_) / range_) - 1;
  }
  for (std::size_t k = polynomial_.size(); k-- > 1;)
    for (std::size_t i = 0; i < together; ++i) {
      const double next = 2 * argument[i] * last[i] - before[i] + polynomial_[k];
      before[i] = last[i];
      last[i] = next;
    }
  for (std::size_t i = 0; i < together; ++i)
    piece.sum[i] += (argument[i] * last[i] - before[i] + polynomial_[0]) * variable[i];
}

void FTails::upper(std::span<const double> f, std::span<double> p) const {
  if (by_value_) {
    for (std::size_t i = 0; i < f.size(); ++i)
      p[i] = std::isinf(df2_) ? chi_squared_upper(f[i] * df1_, df1_) : f_upper(f[i], df1_, df2_);
    return;
  }
  const double a = df2_ / 2;
  for (std::size_t begin = 0; begin < f.size(); begin += together) {
    const std::size_t count = std::min(together, f.size() - begin);
    double scaled[together] = {};
    for (std::size_t i = 0; i < count; ++i) scaled[i] = std::fmax(0, df1_ * f[begin + i] / df2_);
    Piece piece;
    for (std::size_t i = 0; i < together; ++i) {
      // As 1 - x it would be 1 long before x is 0.
      piece.y[i] = std::isinf(scaled[i]) ? 1 : scaled[i] / (1 + scaled[i]);
      piece.root_y[i] = std::sqrt(piece.y[i]);
      piece.sum[i] = 0;
    }
    if (df1_ > 1) {
      for (double& sum : piece.sum) sum = 1;
      for (std::size_t k = ratio_.size(); k-- > 0;)
        for (std::size_t i = 0; i < together; ++i)
          piece.sum[i] = 1 + ratio_[k] * piece.y[i] * piece.sum[i];
    }
    if (df1_ % 2 == 1) {
      for (std::size_t i = 0; i < together; ++i) piece.sum[i] *= first_ * piece.root_y[i];
      add_half(piece);
    }
    for (std::size_t i = 0; i < count; ++i) {
      // x^a alone may be too small for a double where the tail is not.
      const double half = std::exp(-a / 2 * std::log1p(scaled[i])),
                   tail = half * piece.sum[i] * half;
      p[begin + i] = std::isnan(f[begin + i]) ? f[begin + i]
                     : scaled[i] == 0         ? 1
                                              : std::fmin(tail, 1);
    }
  }
}

}  // namespace venscope
