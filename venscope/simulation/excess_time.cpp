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
  bool excess_before = true;  ///< the rate of `all` is the higher one before it
};

/// In logarithms: at t = 1, far from its scale, the rate of a steep hazard is beyond all doubles.
double log_rate_at_1(const WeibullHazard& hazard) {
  return std::log(hazard.shape) - hazard.shape * std::log(hazard.scale) + hazard.linear_predictor;
}

Crossing crossing(const WeibullHazard& all, const WeibullHazard& other) {
  const double log_ratio_at_1 = log_rate_at_1(all) - log_rate_at_1(other);
  const double power = all.shape - other.shape;
  if (power == 0) return {inf, log_ratio_at_1 > 0};
  return {std::exp(-log_ratio_at_1 / power), power < 0};
}

}  // namespace

double WeibullHazard::cumulative(double t) const {
  return std::pow(t / scale, shape) * std::exp(linear_predictor);
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
  // Where both are beyond all doubles, so is what one has more than the other.
  const auto reached = [&](double t) { return !(difference(t) - start < e); };
  // The time of a flat hazard may be 0 among the doubles, which doubling would not leave.
  const double first = std::max(all.time(e), std::numeric_limits<double>::min());
  double low = begin, high = std::min(end, 2 * begin + first);
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
