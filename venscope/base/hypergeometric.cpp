#include "venscope/base/hypergeometric.hpp"

#include <algorithm>
#include <cmath>

namespace venscope {

Hypergeometric::Hypergeometric(std::int64_t white, std::int64_t black, std::int64_t draws)
    : white_(white),
      black_(black),
      draws_(draws),
      lowest_(std::max<std::int64_t>(0, draws - black)),
      highest_(std::min(white, draws)) {}

double Hypergeometric::ratio(std::int64_t k) const {
  // Factor by factor, because the products of counts may not fit 64 bits.
  const double up = static_cast<double>(white_ - k) / static_cast<double>(k + 1);
  return up * (static_cast<double>(draws_ - k) / static_cast<double>(black_ - draws_ + k + 1));
}

std::int64_t Hypergeometric::mode(double odds) const {
  // The ratio falls with k: the mode is the first k that is not followed by a likelier one.
  std::int64_t low = lowest_, high = highest_;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    if (ratio(middle) * odds > 1.0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

std::vector<double> Hypergeometric::probabilities() const {
  const auto index = [this](std::int64_t k) { return static_cast<std::size_t>(k - lowest_); };
  std::vector<double> weight(index(highest_) + 1, 0.0);
  const std::int64_t centre = mode(1.0);
  weight[index(centre)] = 1.0;
  double sum = 1.0;
  for (std::int64_t k = centre; k < highest_; ++k) {
    const double next = weight[index(k)] * ratio(k);
    if (next == 0.0) break;
    sum += weight[index(k + 1)] = next;
  }
  for (std::int64_t k = centre; k > lowest_; --k) {
    const double next = weight[index(k)] / ratio(k - 1);
    if (next == 0.0) break;
    sum += weight[index(k - 1)] = next;
  }
  for (double& w : weight) w /= sum;
  return weight;
}

Hypergeometric::Moments Hypergeometric::moments(double theta, std::int64_t x) const {
  const double odds = std::exp(theta);
  const std::int64_t centre = mode(odds);
  double total = 0, first = 0, second = 0;
  double below = 0, below_first = 0, above = 0, above_first = 0;
  const auto add = [&](std::int64_t k, double weight) {
    const double distance = static_cast<double>(k - x);
    const double moment = weight * distance;
    total += weight;
    first += moment;
    second += moment * distance;
    if (k <= x) below += weight, below_first += moment;
    if (k >= x) above += weight, above_first += moment;
  };
  // Beyond x, a weight that changes no sum ends the walk; on the way to x none may be left out.
  constexpr double negligible = 1e-20;
  double weight = 1.0;
  for (std::int64_t k = centre;; ++k) {
    add(k, weight);
    if (k == highest_) break;
    weight *= ratio(k) * odds;
    if (weight == 0.0 || (k >= x && weight < negligible * above)) break;
  }
  weight = 1.0;
  for (std::int64_t k = centre; k > lowest_;) {
    weight /= ratio(--k) * odds;
    if (weight == 0.0 || (k <= x && weight < negligible * below)) break;
    add(k, weight);
  }
  Moments m;
  m.mean_minus_x = first / total;
  m.variance = std::max(0.0, second / total - m.mean_minus_x * m.mean_minus_x);
  m.lower = below / total;
  m.upper = above / total;
  m.lower_log_slope = below_first / below - m.mean_minus_x;
  m.upper_log_slope = above_first / above - m.mean_minus_x;
  return m;
}

}  // namespace venscope
