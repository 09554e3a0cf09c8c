#include "venscope/base/adjust.hpp"

#include <algorithm>
#include <cmath>

namespace venscope {

std::vector<double> adjusted(std::span<const double> p, Adjustment adjustment) {
  std::vector<double> result(p.begin(), p.end());
  if (adjustment == Adjustment::none) return result;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < p.size(); ++i)
    if (!std::isnan(p[i])) order.push_back(i);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return p[a] < p[b]; });

  const std::size_t m = order.size();
  if (adjustment == Adjustment::holm) {
    double reached = 0.0;
    for (std::size_t j = 0; j < m; ++j) {
      reached = std::max(reached, static_cast<double>(m - j) * p[order[j]]);
      result[order[j]] = std::min(1.0, reached);
    }
    return result;
  }
  double reached = 1.0;
  for (std::size_t j = m; j-- > 0;) {
    reached = std::min(reached, static_cast<double>(m) / static_cast<double>(j + 1) * p[order[j]]);
    result[order[j]] = reached;
  }
  return result;
}

}  // namespace venscope
