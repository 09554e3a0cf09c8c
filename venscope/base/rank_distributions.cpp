#include "venscope/base/rank_distributions.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace venscope {
namespace {

/// Probabilities 0..limit of a distribution symmetric on 0..largest to the tails at `at`.
Tails tails_of(const std::vector<double>& probability, double largest, double at) {
  // The smaller tail is summed, the other is its complement: both keep their digits.
  const auto below = [&](double w) {
    double sum = 0.0;
    const double last = std::floor(w + 1e-9);
    for (std::size_t k = 0; k < probability.size() && static_cast<double>(k) <= last; ++k)
      sum += probability[k];
    return std::min(1.0, sum);
  };
  const auto lower = [&](double w) {
    if (w < 0.0) return 0.0;
    if (w >= largest) return 1.0;
    return 2.0 * w < largest ? below(w) : 1.0 - below(largest - std::floor(w + 1e-9) - 1.0);
  };
  return {lower(at), lower(largest - at)};
}

}  // namespace

Tails mann_whitney_tails(std::size_t m, std::size_t n, double w) {
  if (m < n) std::swap(m, n);
  // W is the sum of n numbers, each between 0 and m: multiply out the Gaussian binomial coefficient
  // by adding one element of the larger group at a time. count[k][w]: k elements of the smaller.
  const std::size_t half = m * n / 2;
  std::vector<std::vector<double>> count(n + 1, std::vector<double>(half + 1, 0.0));
  count[0][0] = 1.0;
  for (std::size_t value = 0; value <= m; ++value)
    for (std::size_t k = 1; k <= n; ++k)
      for (std::size_t sum = value; sum <= half; ++sum) count[k][sum] += count[k - 1][sum - value];
  std::vector<double> probability = count[n];
  double total = 1.0;  // C(m + n, n)
  for (std::size_t k = 1; k <= n; ++k)
    total = total * static_cast<double>(m + k) / static_cast<double>(k);
  for (double& p : probability) p /= total;
  return tails_of(probability, static_cast<double>(m * n), w);
}

Tails signed_rank_tails(std::size_t n, double v) {
  const std::size_t largest = n * (n + 1) / 2;
  std::vector<double> probability(largest / 2 + 1, 0.0);
  probability[0] = 1.0;
  for (std::size_t rank = 1; rank <= n; ++rank)
    for (std::size_t sum = probability.size(); sum-- > 0;)
      probability[sum] = 0.5 * (probability[sum] + (sum >= rank ? probability[sum - rank] : 0.0));
  return tails_of(probability, static_cast<double>(largest), v);
}

}  // namespace venscope
