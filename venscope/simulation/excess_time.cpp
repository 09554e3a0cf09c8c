#include "venscope/simulation/excess_time.hpp"

#include <cmath>

namespace venscope::simulation {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

/// Where the two rates are equal: their ratio is a power of t, so there is one such time at most.
/// 0 or infinity where the ratio does not change.
struct Crossing {
  double time = inf;
  bool excess_before = true;  ///< all.rate > other.rate before it
};

Crossing crossing(const WeibullHazard& all, const WeibullHazard& other) {
  const double log_ratio_at_1 = std::log(all.rate(1)) - std::log(other.rate(1));
  const double power = all.shape - other.shape;
  if (power == 0) return {inf, log_ratio_at_1 > 0};
  return {std::exp(-log_ratio_at_1 / power), power < 0};
}

}  // namespace

double WeibullHazard::cumulative(double t) const {
  return std::pow(t / scale, shape) * std::exp(linear_predictor);
}

double WeibullHazard::rate(double t) const {
  return shape / scale * std::pow(t / scale, shape - 1) * std::exp(linear_predictor);
}

double WeibullHazard::time(double e) const {
  return scale * std::pow(e * std::exp(-linear_predictor), 1 / shape);
}

double excess_time(const WeibullHazard& all, const WeibullHazard& other, double e) {
  const Crossing cross = crossing(all, other);
  const auto difference = [&](double t) { return all.cumulative(t) - other.cumulative(t); };
  double low = 0, high = cross.time, start = 0;
  if (cross.excess_before) {
    if (std::isfinite(high) && difference(high) < e) return inf;
  } else {
    if (!std::isfinite(cross.time)) return inf;
    low = cross.time;
    start = difference(low);
    high = inf;
  }
  if (std::isinf(high)) {
    high = low > 1 ? 2 * low : 1;
    while (difference(high) - start < e) {
      low = high;
      high *= 2;
      if (std::isinf(high)) return inf;
    }
  }
  // Bisection to the last bit: the function rises between the two, and 60 halvings are cheap.
  for (int halving = 0; halving < 200; ++halving) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) break;
    (difference(middle) - start < e ? low : high) = middle;
  }
  return high;
}

bool exceeded(const WeibullHazard& all, const WeibullHazard& other, double horizon) {
  const Crossing cross = crossing(all, other);
  return !cross.excess_before && cross.time >= horizon;
}

}  // namespace venscope::simulation
