/// How numbers are written for people, in one place. Never "nan", "inf" or "-0.0".
/// Minus is U+2212, ranges take an en dash, thousands a comma from 10,000 on.
#pragma once

#include <optional>
#include <string>

namespace venscope::survival {
struct SurvivalQuantile;
}

namespace venscope::report {

/// What stands where a number is undefined.
inline constexpr const char* undefined_number = "–";

/// Fixed decimals, the double's exact value rounded half to even: as C's and R's sprintf("%.2f").
std::string fixed(double value, int decimals);
/// A count: 1540, 12,345. Fractions (weighted counts) take one decimal.
std::string count(double value);
/// <0.001; three decimals below 0.01 and near 0.05, else two; >0.99. More decimals where 0.05 would
/// be printed for another number: 0.0496.
std::string p_value(double p);
/// "p = 0.03" or "p < 0.001".
std::string p_equation(double p);
/// A share in percent: percent(0.1234) is "12.3%".
std::string percent(double share, int decimals = 1);
/// "34 (12.3%)"; of nothing: "0".
std::string count_percent(double part, double whole, int decimals = 1);
/// "6.7–9.8"; "−0.3 to 0.4" where a bound is negative; open ends are "NR" (not reached).
std::string interval(std::optional<double> low, std::optional<double> high, int decimals);
/// "1.61 (1.07–2.43)".
std::string estimate_interval(double estimate, double low, double high, int decimals = 2);
/// A hazard ratio with its interval: two decimals, more where 0.00 would be shown, ">1000" beyond.
std::string ratio_interval(double ratio, double low, double high);
/// One ratio by the same rule.
std::string ratio(double value);
/// "8.3 (6.7–9.8)", "not reached", "not reached (12.1–NR)"; with a dash for a limit that cannot be
/// computed: "8.3 (6.7 to –)", "8.3 (–)".
std::string median_interval(const survival::SurvivalQuantile& median, int decimals = 1);
/// Its limits alone: "6.7–9.8", "6.7–NR", "–".
std::string median_limits(const survival::SurvivalQuantile& median, int decimals = 1);
/// A confidence level as it stands before "CI": "95%", "99.9%".
std::string level_text(double level);
/// The shortest text that reads back as the same double; "" if undefined. For CSV.
std::string exact(double value);

}  // namespace venscope::report
