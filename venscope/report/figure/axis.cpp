#include "venscope/report/figure/axis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::report {
namespace {

/// The smallest step of 1, 2, 2.5, 5 times a power of ten that is at least `least`.
double round_step(double least) {
  const double power = std::pow(10.0, std::floor(std::log10(least)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0})
    if (factor * power >= least * (1 - 1e-9)) return factor * power;
  return 10.0 * power;
}

/// Decimals that tell neighbouring ticks apart.
int decimals_of(double step) {
  int decimals = 0;
  for (double scaled = step; decimals < 12; ++decimals, scaled *= 10)
    if (std::fabs(scaled - std::round(scaled)) < 1e-6 * scaled) break;
  return decimals;
}

/// Powers of ten where the numbers of an axis are as small as that, or this one as large.
std::string label(double value, int decimals, bool small) {
  const double size = std::fabs(value);
  std::string text =
      small || size >= 1e7 ? fmt::format("{:g}", size) : fmt::format("{:.{}f}", size, decimals);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? "−" + text : text;
}

Ticks multiples(double step, double low, double high) {
  Ticks ticks;
  const int decimals = decimals_of(step);
  const bool small = std::max(std::fabs(low), std::fabs(high)) < 1e-4;
  const double slack = 1e-9 * (high - low);
  // Counting in whole steps: adding the step up would drift.
  const auto first = std::ceil((low - slack) / step), last = std::floor((high + slack) / step);
  for (double i = first; i <= last; i += 1.0) {
    const double value = i == 0 ? 0.0 : i * step;
    ticks.values.push_back(value);
    ticks.labels.push_back(label(value, decimals, small));
  }
  return ticks;
}

std::vector<double> calendar_steps(std::string_view unit) {
  if (unit == "months") return {1, 2, 3, 6, 12, 24, 36, 60, 120, 240};
  if (unit == "weeks") return {1, 2, 4, 8, 13, 26, 52, 104, 208, 520};
  if (unit == "days") return {1, 2, 5, 7, 14, 30, 60, 90, 180, 365, 730, 1825, 3650};
  return {};
}

/// ladder * 10^k for every k around [low, high] that `decades` divides.
std::vector<double> powers(double low, double high, const std::vector<double>& ladder,
                           int decades) {
  std::vector<double> values;
  const int first = static_cast<int>(std::floor(std::log10(low)));
  const int last = static_cast<int>(std::ceil(std::log10(high)));
  for (int power = first; power <= last; ++power)
    for (const double factor : ladder)
      if (power % decades == 0) values.push_back(std::pow(10.0, power) * factor);
  return values;
}

Ticks those_within(const std::vector<double>& values, double low, double high) {
  Ticks ticks;
  for (const double value : values) {
    if (value < low * (1 - 1e-9) || value > high * (1 + 1e-9)) continue;
    ticks.values.push_back(value);
    ticks.labels.push_back(fmt::format("{:g}", value));
  }
  return ticks;
}

}  // namespace

double Axis::at(double value) const {
  const auto scale = [&](double v) { return logarithmic ? std::log(v) : v; };
  const double span = scale(high) - scale(low);
  if (span == 0) return 0.5 * (from + to);
  return from + (to - from) * (scale(value) - scale(low)) / span;
}

Ticks nice_ticks(double low, double high, int target) {
  // What differs by rounding alone is one value: no label could tell such ticks apart, and from
  // some point on adding a step to a multiple of it gives the multiple again.
  const double rounding = std::max(1e-300, 1e-12 * std::max(std::fabs(low), std::fabs(high)));
  if (!(high - low > rounding) || !std::isfinite(high - low))
    return {{low}, {fmt::format("{:g}", low)}};
  return multiples(round_step((high - low) / std::max(1, target)), low, high);
}

Ticks count_ticks(double high, int most) {
  if (!(high >= 1) || !std::isfinite(high)) return {{0.0}, {"0"}};
  double step = 1;
  for (int k = 1; high / step > std::max(1, most) * (1 + 1e-9); ++k)
    step *= k % 3 == 2 ? 2.5 : 2.0;  // 1, 2, 5, 10, 20, 50 …
  return multiples(step, 0, high);
}

Ticks time_ticks(double last, std::string_view unit, int most) {
  most = std::max(1, most);
  if (!(last > 0) || !std::isfinite(last)) return {{0.0}, {"0"}};
  const std::vector<double> steps = calendar_steps(unit);
  // Follow-up of less than about a unit has no calendar to follow, nor one of centuries.
  if (!steps.empty() && last / steps.front() >= 2.0)
    for (const double step : steps)
      if (last / step <= most * (1 + 1e-9)) return multiples(step, 0, last);
  return multiples(round_step(last / most), 0, last);
}

Ticks ratio_ticks(double low, double high, int most) {
  most = std::max(1, most);
  // An axis with room around the smallest or largest doubles may end at 0 or beyond them all.
  low = std::max(low, std::numeric_limits<double>::min());
  high = std::min(high, std::numeric_limits<double>::max());
  // A narrow axis around 1 reads in halves and doubles.
  if (high / low < 9) {
    const std::vector<double> fine = {0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0};
    const std::vector<double> coarse = {0.25, 0.5, 1.0, 2.0, 4.0};
    Ticks ticks = those_within(high / low < 4 ? fine : coarse, low, high);
    if (ticks.values.size() >= 2 && ticks.values.size() <= static_cast<std::size_t>(most))
      return ticks;
  }
  for (const std::vector<double>& ladder : {std::vector<double>{1, 2, 5}, {1, 3}, {1}}) {
    Ticks ticks = those_within(powers(low, high, ladder, 1), low, high);
    if (ticks.values.size() <= static_cast<std::size_t>(most)) return ticks;
  }
  for (int decades = 2;; ++decades) {
    Ticks ticks = those_within(powers(low, high, {1}, decades), low, high);
    if (ticks.values.size() <= static_cast<std::size_t>(most)) return ticks;
  }
}

std::string time_axis_label(const std::string& label, const std::string& unit) {
  if (unit.empty()) return label;
  constexpr std::string_view since = "Time since ";
  if (!label.starts_with(since)) return label + " (" + unit + ")";
  std::string text = unit + label.substr(since.size() - 7);
  if (text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

}  // namespace venscope::report
