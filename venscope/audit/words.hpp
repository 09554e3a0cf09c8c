/// How the sentences of an audit write their numbers.
#pragma once

#include "venscope/audit/printed.hpp"

#include <string>
#include <vector>

namespace venscope::audit {

/// Fixed decimals (0 to 12), minus as U+2212, no negative zero.
std::string fixed(double value, int decimals);
/// A computed p beside a printed one: two decimals more than the print, and two digits that count.
std::string p_beside(double p, const Printed& printed);
/// "0.086 to 0.135", or one number where both read the same.
std::string span_text(double low, double high, int decimals);
/// "p = 0.03", "p < 0.001".
std::string equation(std::string_view name, const Printed& printed);
/// "a", "a and b", "a, b and c".
std::string listed(const std::vector<std::string>& items, std::string_view last = "and");
/// "5%", "0.1%".
std::string level_text(double level);

}  // namespace venscope::audit
