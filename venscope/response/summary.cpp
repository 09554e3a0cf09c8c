#include "venscope/response/summary.hpp"

#include "venscope/base/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace venscope::response {

double mean(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  const double first = std::accumulate(values.begin(), values.end(), 0.0) / n;
  if (!std::isfinite(first)) return first;
  double rest = 0.0;
  for (const double value : values) rest += value - first;
  return first + rest / n;
}

double squared_deviations(std::span<const double> values, double centre) {
  double squares = 0.0, rest = 0.0;
  for (const double value : values) {
    const double deviation = value - centre;
    squares += deviation * deviation;
    rest += deviation;
  }
  return std::max(0.0, squares - rest * rest / static_cast<double>(values.size()));
}

Summary summarise(std::span<const double> values) {
  std::vector<double> known;
  known.reserve(values.size());
  for (const double value : values)
    if (!std::isnan(value)) known.push_back(value);
  Summary summary;
  summary.n = known.size();
  summary.n_missing = values.size() - known.size();
  if (known.empty()) return summary;
  std::sort(known.begin(), known.end());
  summary.mean = mean(known);
  if (known.size() > 1)
    summary.sd =
        std::sqrt(squared_deviations(known, *summary.mean) / static_cast<double>(known.size() - 1));
  summary.low = known.front();
  summary.high = known.back();
  summary.q1 = sorted_quantile(known, 0.25);
  summary.median = sorted_quantile(known, 0.5);
  summary.q3 = sorted_quantile(known, 0.75);
  return summary;
}

}  // namespace venscope::response
