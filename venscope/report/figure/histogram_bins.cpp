#include "venscope/report/figure/axis.hpp"
#include "venscope/report/figure/histogram_figure.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::report {
namespace {

struct ValueRange {
  double low = 0, high = 0;
  double n = 0;
  bool whole = true;
};

ValueRange value_range(const std::vector<HistogramGroup>& groups) {
  ValueRange range;
  for (const HistogramGroup& group : groups)
    for (const double value : group.values) {
      if (!std::isfinite(value)) continue;
      range.low = range.n > 0 ? std::min(range.low, value) : value;
      range.high = range.n > 0 ? std::max(range.high, value) : value;
      range.whole = range.whole && value == std::round(value);
      range.n += 1;
    }
  return range;
}

/// Lower edge of the first bar and the width of all.
std::pair<double, double> first_and_width(const ValueRange& range) {
  if (range.whole && range.high - range.low <= 40) return {range.low - 0.5, 1.0};
  if (range.low == range.high) {
    const double width = 0.1 * std::max(1e-9, std::fabs(range.low));
    return {range.low - 0.5 * width, width};
  }
  const int wanted = std::clamp(static_cast<int>(std::sqrt(range.n)), 8, 30);
  const Ticks ticks = nice_ticks(range.low, range.high, wanted);
  const double width =
      ticks.values.size() > 1 ? ticks.values[1] - ticks.values[0] : range.high - range.low;
  // Edges at whole multiples of the width, so that a round cut point is one of them.
  return {std::floor(range.low / width + 1e-9) * width, width};
}

}  // namespace

std::vector<HistogramBin> histogram_bins(const std::vector<HistogramGroup>& groups) {
  const ValueRange range = value_range(groups);
  if (range.n == 0) return {};
  const auto [first, width] = first_and_width(range);
  const auto index_of = [first = first, width = width](double value) {
    // A value on an edge belongs to the bar above, whatever the division rounds to.
    return static_cast<std::size_t>(std::max(0.0, std::floor((value - first) / width + 1e-9)));
  };
  std::size_t n_bins = index_of(range.high) + 1;
  std::vector<HistogramBin> bins(n_bins);
  for (std::size_t i = 0; i < n_bins; ++i) {
    bins[i].low = first + width * static_cast<double>(i);
    bins[i].high = first + width * static_cast<double>(i + 1);
    bins[i].counts.assign(groups.size(), 0.0);
  }
  for (std::size_t g = 0; g < groups.size(); ++g)
    for (const double value : groups[g].values)
      if (std::isfinite(value)) bins[std::min(index_of(value), n_bins - 1)].counts[g] += 1;
  return bins;
}

}  // namespace venscope::report
