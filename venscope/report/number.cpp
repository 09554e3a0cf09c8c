#include "venscope/report/number.hpp"

#include "venscope/survival/kaplan_meier.hpp"

#include <cmath>
#include <cstdlib>

#include <fmt/format.h>

namespace venscope::report {
namespace {

constexpr const char* minus_sign = "−";
constexpr const char* en_dash = "–";
/// Ratios beyond these say no more than "very small" and "very large".
constexpr double smallest_ratio = 0.001;
constexpr double largest_ratio = 1000.0;

std::string with_thousands(std::string digits) {
  if (digits.size() < 5) return digits;
  for (std::size_t at = digits.size() - 3; at > 0 && at<digits.size(); at = at> 3 ? at - 3 : 0)
    digits.insert(at, ",");
  return digits;
}

}  // namespace

std::string fixed(double value, int decimals) {
  if (std::isnan(value)) return undefined_number;
  if (std::isinf(value)) return value > 0 ? "∞" : std::string(minus_sign) + "∞";
  std::string text = fmt::format("{:.{}f}", std::fabs(value), decimals);
  const bool zero = text.find_first_not_of("0.") == std::string::npos;
  return value < 0 && !zero ? minus_sign + text : text;
}

std::string count(double value) {
  if (!std::isfinite(value)) return fixed(value, 0);
  if (value != std::round(value)) return fixed(value, 1);
  const std::string digits = with_thousands(fmt::format("{:.0f}", std::fabs(value)));
  return value < 0 ? minus_sign + digits : digits;
}

std::string p_value(double p) {
  if (std::isnan(p)) return undefined_number;
  if (p < 0.001) return "<0.001";
  if (p > 0.99) return ">0.99";
  // Two decimals would hide on which side of 0.05 a value lies.
  if (p < 0.01) return fixed(p, 3);
  if (p < 0.045 || p >= 0.055) return fixed(p, 2);
  int decimals = 3;
  while (decimals < 6 && p != 0.05 && std::strtod(fixed(p, decimals).c_str(), nullptr) == 0.05)
    ++decimals;
  return fixed(p, decimals);
}

std::string p_equation(double p) {
  const std::string text = p_value(p);
  if (text[0] == '<' || text[0] == '>') return fmt::format("p {} {}", text[0], text.substr(1));
  return "p = " + text;
}

std::string percent(double share, int decimals) {
  if (!std::isfinite(share)) return undefined_number;
  return fixed(100.0 * share, decimals) + "%";
}

std::string count_percent(double part, double whole, int decimals) {
  if (!(whole > 0)) return count(part);
  return fmt::format("{} ({})", count(part), percent(part / whole, decimals));
}

std::string interval(std::optional<double> low, std::optional<double> high, int decimals) {
  const auto bound = [&](const std::optional<double>& value) {
    return value && std::isfinite(*value) ? fixed(*value, decimals) : std::string("NR");
  };
  const bool negative = (low && *low < 0) || (high && *high < 0);
  return bound(low) + (negative ? " to " : en_dash) + bound(high);
}

std::string estimate_interval(double estimate, double low, double high, int decimals) {
  if (std::isnan(estimate)) return undefined_number;
  if (std::isnan(low) || std::isnan(high)) return fixed(estimate, decimals);
  const char* between = low < 0 || high < 0 ? " to " : en_dash;
  return fmt::format("{} ({}{}{})", fixed(estimate, decimals), fixed(low, decimals), between,
                     fixed(high, decimals));
}

std::string ratio(double value) {
  if (std::isnan(value)) return undefined_number;
  if (value > largest_ratio) return ">1000";
  if (value < smallest_ratio) return "<0.001";
  if (value >= 99.95) return fixed(value, 0);
  if (value >= 9.995) return fixed(value, 1);
  return fixed(value, value < 0.095 ? 3 : 2);
}

namespace {

/// Decimals that show how wide an interval is, and on which side of 1 its bounds lie: two, unless
/// it is narrower than 0.025 or a bound near 1 would be rounded to 1.
int ratio_decimals(double low, double high) {
  constexpr int most = 5;
  if (!(low >= 0.095) || !(high < 9.995)) return 2;
  const auto hides_side = [](double bound, int decimals) {
    return bound != 1.0 && std::strtod(fixed(bound, decimals).c_str(), nullptr) == 1.0;
  };
  int decimals = 2;
  for (double unit = 0.01; decimals < most; ++decimals, unit /= 10)
    if (high - low >= 2.5 * unit && !hides_side(low, decimals) && !hides_side(high, decimals))
      break;
  return decimals;
}

}  // namespace

std::string ratio_interval(double value, double low, double high) {
  if (std::isnan(value)) return undefined_number;
  if (std::isnan(low) || std::isnan(high)) return ratio(value);
  const int decimals = ratio_decimals(low, high);
  if (decimals == 2)
    return fmt::format("{} ({}{}{})", ratio(value), ratio(low), en_dash, ratio(high));
  return fmt::format("{} ({}{}{})", fixed(value, decimals), fixed(low, decimals), en_dash,
                     fixed(high, decimals));
}

std::string median_limits(const survival::SurvivalQuantile& median, int decimals) {
  if (median.limits_known || (median.lower && median.upper))
    return interval(median.lower, median.upper, decimals);
  if (!median.lower && !median.upper) return undefined_number;
  const auto bound = [&](const std::optional<double>& limit) {
    return limit ? fixed(*limit, decimals) : std::string(undefined_number);
  };
  return bound(median.lower) + " to " + bound(median.upper);
}

std::string median_interval(const survival::SurvivalQuantile& median, int decimals) {
  const std::string text = median.time ? fixed(*median.time, decimals) : "not reached";
  if (!median.time && !median.lower && !median.upper) return text;
  return fmt::format("{} ({})", text, median_limits(median, decimals));
}

std::string level_text(double level) {
  return fmt::format("{:.6g}%", 100.0 * level);
}

std::string exact(double value) {
  return std::isfinite(value) ? fmt::format("{}", value) : std::string();
}

}  // namespace venscope::report
