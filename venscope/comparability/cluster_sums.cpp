#include "venscope/comparability/cluster_sums.hpp"

#include <map>
#include <vector>

namespace venscope::comparability {

double variance_of_total(std::span<const double> values, std::span<const double> weights,
                         std::span<const std::int32_t> cluster) {
  std::vector<double> sums;
  std::map<std::int32_t, double> by_cluster;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!(weights[i] > 0)) continue;
    if (cluster.empty())
      sums.push_back(values[i]);
    else
      by_cluster[cluster[i]] += values[i];
  }
  for (const auto& [code, sum] : by_cluster) sums.push_back(sum);
  const auto g = static_cast<double>(sums.size());
  if (sums.size() < 2) return 0;
  double mean = 0, squares = 0;
  for (const double sum : sums) mean += sum / g;
  for (const double sum : sums) squares += (sum - mean) * (sum - mean);
  return g / (g - 1) * squares;
}

}  // namespace venscope::comparability
