#include "venscope/base/log_tails.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/root.hpp"

#include <cmath>
#include <limits>

namespace venscope {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
/// Below this a tail is computed as a logarithm from the start.
constexpr double smallest = 1e-280;

double log_gamma(double x) {
  int sign = 0;
  return lgamma_r(x, &sign);
}

double log_beta(double a, double b) {
  // The difference of two large logarithms of gamma loses digits; Stirling's correction keeps them.
  const double large = std::fmax(a, b), small = std::fmin(a, b);
  if (large < 1e4 || small > 1e3) return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
  const double sum = large + small;
  const auto correction = [](double x) { return 1.0 / (12.0 * x) - 1.0 / (360.0 * x * x * x); };
  return log_gamma(small) + (large - 0.5) * -std::log1p(small / large) - small * std::log(sum) +
         small + correction(large) - correction(sum);
}

/// A continued fraction b0 + a1 / (b1 + a2 / (b2 + …)) by Lentz' method.
template <class Terms>
double lentz(double b0, Terms terms) {
  constexpr double tiny = 1e-300;
  double value = b0 == 0.0 ? tiny : b0, c = value, d = 0.0;
  for (int k = 1; k < 100000; ++k) {
    const auto [a, b] = terms(k);
    d = b + a * d;
    if (d == 0.0) d = tiny;
    c = b + a / c;
    if (c == 0.0) c = tiny;
    d = 1.0 / d;
    value *= c * d;
    if (std::fabs(c * d - 1.0) < 1e-16) break;
  }
  return value;
}

struct Pair {
  double a, b;
};

/// log of the incomplete beta function I_x(a, b) for small x, y = 1 - x.
double log_small_beta(double x, double y, double a, double b) {
  const double fraction = lentz(1.0, [&](int k) {
    const int half = k / 2;
    const double m = half;
    const double numerator =
        k % 2 == 0 ? m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
                   : -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
    return Pair{numerator, 1.0};
  });
  return a * std::log(x) + b * std::log(y) - std::log(a) - log_beta(a, b) - std::log(fraction);
}

/// log of the upper incomplete gamma function Q(a, x) for large x.
double log_small_gamma(double a, double x) {
  const double fraction = lentz(x + 1.0 - a, [&](int k) {
    return Pair{-k * (k - a), x + 2.0 * k + 1.0 - a};
  });
  return a * std::log(x) - x - log_gamma(a) - std::log(fraction);
}

/// log of the lower incomplete gamma function P(a, x) for small x, by its series.
double log_small_lower_gamma(double a, double x) {
  double sum = 1.0, term = 1.0;
  for (int k = 1; k < 1000 && term > 1e-17 * sum; ++k) sum += term *= x / (a + k);
  return a * std::log(x) - x - log_gamma(a + 1.0) + std::log(sum);
}

bool outside(double f, double df1, double df2) {
  return !(f >= 0.0 && df1 > 0.0 && df2 > 0.0);
}

/// The derivative of P(F <= f) by log f.
double log_slope(double f, double df1, double df2) {
  const double a = df1 / 2.0, b = df2 / 2.0;
  if (std::isinf(df2)) return a * std::log(a * f) - a * f - log_gamma(a);
  const double scaled = df1 * f, all = scaled + df2;
  const double log_x = scaled < df2 ? std::log(scaled / all) : std::log1p(-df2 / all);
  const double log_y = scaled < df2 ? std::log1p(-scaled / all) : std::log(df2 / all);
  return a * log_x + b * log_y - log_beta(a, b);
}

}  // namespace

double log_f_upper(double f, double df1, double df2) {
  if (outside(f, df1, df2)) return nan;
  if (f == 0.0) return 0.0;
  if (std::isinf(f)) return -inf;
  const bool limit = std::isinf(df2);
  const double p = limit ? chi_squared_upper(df1 * f, df1) : f_upper(f, df1, df2);
  if (p > 0.5 && !limit) return std::log1p(-f_upper(1.0 / f, df2, df1));
  if (p > 0.5) return std::log1p(-std::exp(log_small_lower_gamma(df1 / 2.0, df1 * f / 2.0)));
  if (p > smallest) return std::log(p);
  if (limit) return log_small_gamma(df1 / 2.0, df1 * f / 2.0);
  const double scaled = df1 * f;
  return log_small_beta(df2 / (df2 + scaled), scaled / (df2 + scaled), df2 / 2.0, df1 / 2.0);
}

double log_f_lower(double f, double df1, double df2) {
  if (outside(f, df1, df2)) return nan;
  if (f == 0.0) return -inf;
  if (std::isinf(f)) return 0.0;
  const double scaled = df1 * f;
  if (std::isinf(df2)) {
    const double upper = chi_squared_upper(scaled, df1);
    if (upper < 0.75) return std::log1p(-upper);
    return log_small_lower_gamma(df1 / 2.0, scaled / 2.0);
  }
  // P(F <= f) with df1, df2 is P(F' >= 1 / f) with df2, df1.
  const double p = f_upper(1.0 / f, df2, df1);
  if (p > 0.5) return std::log1p(-f_upper(f, df1, df2));
  if (p > smallest) return std::log(p);
  return log_small_beta(scaled / (df2 + scaled), df2 / (df2 + scaled), df1 / 2.0, df2 / 2.0);
}

double f_from_log_upper(double log_p, double df1, double df2) {
  if (!(log_p < 0.0) || outside(1.0, df1, df2)) return nan;
  const auto off = [&](double u) -> ValueAndSlope {
    const double f = std::exp(u), at = log_f_upper(f, df1, df2);
    return {log_p - at, std::exp(log_slope(f, df1, df2) - at)};
  };
  return std::exp(increasing_root(off, 0.0));
}

double f_from_log_lower(double log_p, double df1, double df2) {
  if (!(log_p < 0.0) || outside(1.0, df1, df2)) return nan;
  const auto off = [&](double u) -> ValueAndSlope {
    const double f = std::exp(u), at = log_f_lower(f, df1, df2);
    return {at - log_p, std::exp(log_slope(f, df1, df2) - at)};
  };
  return std::exp(increasing_root(off, 0.0));
}

double log_student_t_upper(double t, double df) {
  return std::log(0.5) + log_f_upper(t * t, 1.0, df);
}

double student_t_from_log_upper(double log_p, double df) {
  if (log_p >= std::log(0.5)) return log_p == std::log(0.5) ? 0.0 : nan;
  return std::sqrt(f_from_log_upper(log_p - std::log(0.5), 1.0, df));
}

double f_density(double f, double df1, double df2) {
  if (outside(f, df1, df2) || f == 0.0) return nan;
  return std::exp(log_slope(f, df1, df2)) / f;
}

}  // namespace venscope
