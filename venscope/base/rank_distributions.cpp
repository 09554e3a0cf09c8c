#include "venscope/base/rank_distributions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace venscope {

Tails symmetric_tails(std::span<const double> probability, double largest, double at) {
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

std::vector<double> mann_whitney_probabilities(std::size_t m, std::size_t n) {
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
  return probability;
}

Tails mann_whitney_tails(std::size_t m, std::size_t n, double w) {
  return symmetric_tails(mann_whitney_probabilities(m, n), static_cast<double>(m * n), w);
}

std::vector<double> kendall_probabilities(std::size_t n) {
  // The k-th observation adds 0 … k - 1 concordant pairs, each as likely.
  const std::size_t half = n * (n - 1) / 4;
  std::vector<double> probability(half + 1, 0.0), sums(half + 1);
  probability[0] = 1.0;
  for (std::size_t k = 2; k <= n; ++k) {
    std::partial_sum(probability.begin(), probability.end(), sums.begin());
    for (std::size_t t = 0; t <= half; ++t)
      probability[t] = (sums[t] - (t >= k ? sums[t - k] : 0.0)) / static_cast<double>(k);
  }
  return probability;
}

std::vector<double> spearman_probabilities(std::size_t n) {
  std::vector<double> count((n * n * n - n) / 6 + 1, 0.0);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  double all = 0.0;
  do {
    std::size_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t off = order[i] > i ? order[i] - i : i - order[i];
      sum += off * off;
    }
    if (sum < count.size()) count[sum] += 1.0;
    all += 1.0;
  } while (std::next_permutation(order.begin(), order.end()));
  for (double& value : count) value /= all;
  return count;
}

Tails signed_rank_tails(std::size_t n, double v) {
  const std::size_t largest = n * (n + 1) / 2;
  std::vector<double> probability(largest / 2 + 1, 0.0);
  probability[0] = 1.0;
  for (std::size_t rank = 1; rank <= n; ++rank)
    for (std::size_t sum = probability.size(); sum-- > 0;)
      probability[sum] = 0.5 * (probability[sum] + (sum >= rank ? probability[sum - rank] : 0.0));
  return symmetric_tails(probability, static_cast<double>(largest), v);
}

}  // namespace venscope
