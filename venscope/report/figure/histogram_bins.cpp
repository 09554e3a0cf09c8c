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

bool is_multiple(double value, double width) {
  const double times = value / width;
  return std::fabs(times - std::round(times)) < 1e-6;
}

/// A round width that gives about as many bars as wanted, and the cut points as edges if one does.
double bar_width(double span, double wanted, const std::vector<double>& cuts) {
  const double power = std::pow(10.0, std::floor(std::log10(span / wanted)));
  double best = 0, best_distance = 0;
  bool best_fits = false;
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0, 20.0}) {
    const double width = factor * power;
    const double distance = std::fabs(std::log(span / width / wanted));
    if (distance > std::log(2.05)) continue;
    const bool fits =
        std::all_of(cuts.begin(), cuts.end(), [&](double cut) { return is_multiple(cut, width); });
    const bool better = fits != best_fits ? fits : distance < best_distance;
    if (best > 0 && !better) continue;
    best = width;
    best_distance = distance;
    best_fits = fits;
  }
  return best > 0 ? best : span / wanted;
}

/// Lower edge of the first bar and the width of all.
std::pair<double, double> first_and_width(const ValueRange& range,
                                          const std::vector<double>& cuts) {
  if (range.whole && range.high - range.low <= 40) return {range.low - 0.5, 1.0};
  if (range.low == range.high) {
    const double width = 0.1 * std::max(1e-9, std::fabs(range.low));
    return {range.low - 0.5 * width, width};
  }
  const double wanted = std::clamp(1.5 * std::sqrt(range.n), 8.0, 36.0);
  const double width = bar_width(range.high - range.low, wanted, cuts);
  return {std::floor(range.low / width + 1e-9) * width, width};
}

}  // namespace

std::vector<HistogramBin> histogram_bins(const std::vector<HistogramGroup>& groups,
                                         const std::vector<double>& cuts) {
  const ValueRange range = value_range(groups);
  if (range.n == 0) return {};
  const auto [first, width] = first_and_width(range, cuts);
  const auto index_of = [first = first, width = width](double value) {
    // A value on an edge belongs to the bar above, whatever the division rounds to.
    const double index = std::max(0.0, std::floor((value - first) / width + 1e-9));
    return static_cast<std::size_t>(std::min(index, 1000.0));  // where a span overflows
  };
  const std::size_t n_bins = index_of(range.high) + 1;
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
