#include "venscope/expression/winsorised_moments.hpp"

#include "venscope/base/log_tails.hpp"

#include <array>
#include <cmath>
#include <numbers>

namespace venscope::expression {
namespace {

constexpr int nodes = 128;

struct Quadrature {
  std::array<double, nodes> node{}, weight{};  ///< on [0, 1]
};

/// Newton's method on the Legendre polynomial, from the usual approximation of its roots.
Quadrature gauss_legendre() {
  Quadrature rule;
  for (int k = 0; k < nodes; ++k) {
    double x = std::cos(std::numbers::pi * (k + 0.75) / (nodes + 0.5)), slope = 0.0;
    for (int iteration = 0; iteration < 100; ++iteration) {
      double value = 1.0, before = 0.0;
      for (int j = 0; j < nodes; ++j) {
        const double earlier = before;
        before = value;
        value = ((2.0 * j + 1.0) * x * before - j * earlier) / (j + 1.0);
      }
      slope = nodes * (x * value - before) / (x * x - 1.0);
      const double step = value / slope;
      x -= step;
      if (std::fabs(step) < 1e-15) break;
    }
    const auto at = static_cast<std::size_t>(k);
    rule.node[at] = (1.0 - x) / 2.0;
    rule.weight[at] = 1.0 / ((1.0 - x * x) * slope * slope);
  }
  return rule;
}

}  // namespace

LogMoments winsorised_moments(double df1, double df2, const WinsorShares& shares) {
  static const Quadrature rule = gauss_legendre();
  const double low = f_from_log_lower(std::log(shares.below), df1, df2);
  const double high = f_from_log_upper(std::log(shares.above), df1, df2);
  const double from = low / (1.0 + low), width = high / (1.0 + high) - from;
  std::array<double, nodes> value{}, mass{};
  LogMoments moments;
  for (std::size_t k = 0; k < rule.node.size(); ++k) {
    const double at = from + width * rule.node[k], f = at / (1.0 - at);
    value[k] = std::log(f);
    mass[k] = width * rule.weight[k] * f_density(f, df1, df2) / ((1.0 - at) * (1.0 - at));
    moments.mean += mass[k] * value[k];
  }
  const double log_low = std::log(low), log_high = std::log(high);
  moments.mean += log_low * shares.below + log_high * shares.above;
  const auto square = [&](double z) { return (z - moments.mean) * (z - moments.mean); };
  for (std::size_t k = 0; k < rule.node.size(); ++k) moments.variance += mass[k] * square(value[k]);
  moments.variance += square(log_low) * shares.below + square(log_high) * shares.above;
  return moments;
}

}  // namespace venscope::expression
