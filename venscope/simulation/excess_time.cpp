#include "venscope/simulation/excess_time.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::simulation {

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
/// In whatever unit: who waits longer waits for ever.
constexpr double longest = 1e9;

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
  const double begin = cross.excess_before ? 0 : cross.time;
  const double end = cross.excess_before ? cross.time : inf;
  if (std::isinf(begin)) return inf;
  const auto difference = [&](double t) { return all.cumulative(t) - other.cumulative(t); };
  const double start = begin > 0 ? difference(begin) : 0;
  const auto reached = [&](double t) { return difference(t) - start >= e; };
  double low = begin, high = std::min(end, 2 * begin + all.time(e));
  while (!reached(high)) {
    if (high >= std::min(end, longest)) return inf;
    low = high;
    high = std::min(end, 2 * high);
  }
  // The difference rises between the two: halved until no double lies between them.
  for (double middle = low + (high - low) / 2; middle > low && middle < high;
       middle = low + (high - low) / 2)
    (reached(middle) ? high : low) = middle;
  return high;
}

bool exceeded(const WeibullHazard& all, const WeibullHazard& other) {
  const double median = all.time(std::log(2.0));
  return all.cumulative(median) < other.cumulative(median);
}

}  // namespace venscope::simulation
