#include "venscope/survival/stability_bounds.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace venscope::survival {

namespace {

constexpr double least_a = 1e-5, most_a = 1e5;

/// The mean of the distribution on 0 … k in proportion to (a + i)^-s. It grows with a.
double mean_to(std::size_t k, double a, double s) {
  double sum = 0, moment = 0;
  for (std::size_t i = 0; i <= k; ++i) {
    const double mass = std::pow(a + static_cast<double>(i), -s);
    sum += mass;
    moment += static_cast<double>(i) * mass;
  }
  return moment / sum;
}

/// a with that mean; an end of the range where there is none.
double a_of_mean(std::size_t k, double mean, double s) {
  double low = std::log(least_a), high = std::log(most_a);
  for (int halving = 0; halving < 200 && high - low > 1e-14; ++halving) {
    const double middle = 0.5 * (low + high);
    (mean_to(k, std::exp(middle), s) < mean ? low : high) = middle;
  }
  return std::exp(0.5 * (low + high));
}

/// The tail from t on of the distribution in proportion to (a + i)^-s on 0 … k, with so much at k +
/// 1 that the mean is right.
double tail_of(std::size_t t, std::size_t k, double a, double mean, double s) {
  double below = 0, lever = 0;
  for (std::size_t i = 0; i <= k; ++i) {
    const double mass = std::pow(a + static_cast<double>(i), -s);
    if (i < t) below += mass;
    lever += static_cast<double>(k + 1 - i) * mass;
  }
  return 1 - (static_cast<double>(k + 1) - mean) * below / lever;
}

/// The largest value of a function with one maximum in [low, high], by golden sections.
template <class Function>
double largest_within(const Function& f, double low, double high) {
  constexpr double golden = 0.6180339887498949;
  double left = high - golden * (high - low), right = low + golden * (high - low);
  double at_left = f(left), at_right = f(right);
  for (int i = 0; i < 80; ++i) {
    if (at_left > at_right) {
      high = right;
      right = left;
      at_right = at_left;
      left = high - golden * (high - low);
      at_left = f(left);
    } else {
      low = left;
      left = right;
      at_left = at_right;
      right = low + golden * (high - low);
      at_right = f(right);
    }
  }
  return std::max({f(low), f(high), at_left, at_right});
}

std::optional<double> unimodal_constant(double theta, double threshold, std::size_t pairs) {
  const double half = 1 / (2 * static_cast<double>(pairs));
  if (threshold > 0.75) return 4 * (1 - threshold + half) / (1 + 2 * half);
  const double least = 0.5 + std::min(theta * theta, half + 0.75 * theta * theta);
  if (!(threshold > least) || theta > 1 / std::sqrt(3.0)) return {};
  return 1 / (2 * (2 * threshold - 1 - half));
}

double concave_bound(double theta, double p, double threshold, std::size_t pairs) {
  // The least count of halves that reaches the threshold, whatever its rounding.
  const double halves = 2 * static_cast<double>(pairs);
  const auto count = static_cast<std::size_t>(std::ceil(threshold * halves - 1e-9));
  double tail = largest_concave_tail(theta, count, 2 * pairs, 4);
  if (count > pairs)
    tail = std::min(tail, largest_concave_tail(theta * theta, count - pairs, pairs, 2));
  return p * tail;
}

}  // namespace

double largest_concave_tail(double mean, std::size_t t, std::size_t b, double s) {
  const double total = mean * static_cast<double>(b);
  if (2 * total >= static_cast<double>(b) || t == 0) return 1;
  double a_next = a_of_mean(b, total, s);
  double largest = t <= b ? tail_of(t, b, a_next, total, s) : 0;
  // Below twice the mean even equal shares on 0 … k have too small a mean for any a.
  const auto first = static_cast<std::size_t>(std::floor(2 * total));
  for (std::size_t k = b - 1; k >= first && k + 1 >= t; --k) {
    const double a = static_cast<double>(k) > 2 * total ? a_of_mean(k, total, s) : most_a;
    largest = std::max(
        largest,
        largest_within([&](double log_a) { return tail_of(t, k, std::exp(log_a), total, s); },
                       std::log(a_next), std::log(a)));
    a_next = a;
    if (k == 0) break;
  }
  return std::clamp(largest, 0.0, 1.0);
}

std::optional<double> false_selections(StabilityAssumption assumption, double q, double p,
                                       double threshold, std::size_t pairs) {
  if (!(threshold > 0.5 && threshold <= 1) || !(q >= 1 && q <= p) || pairs == 0) return {};
  const double theta = q / p;
  switch (assumption) {
    case StabilityAssumption::exchangeable:
      return std::min(q, q * theta / (2 * threshold - 1));
    case StabilityAssumption::unimodal: {
      const std::optional<double> constant = unimodal_constant(theta, threshold, pairs);
      if (!constant) return {};
      return std::min(q, *constant * q * theta);
    }
    case StabilityAssumption::r_concave:
      return std::min(q, concave_bound(theta, p, threshold, pairs));
  }
  return {};
}

}  // namespace venscope::survival
