/// What one cell says: missing, a number, or text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// Which characters may stand between units and tenths.
enum class DecimalMark { point, comma, either };

/// What was met while a number was parsed.
struct ParsedNumber {
  double value = 0.0;
  bool comma = false;         ///< a decimal comma
  bool point = false;         ///< a decimal point; noted only where either mark is allowed
  bool leading_zero = false;  ///< 007: the zeros do not survive
  bool not_exact = false;     ///< an integer beyond 2^53, or a value that underflowed to 0
  bool infinite = false;      ///< Inf, or beyond the range of a double: not a number to compute on
};

/// Without the spaces, tabs, carriage returns and no-break spaces around it.
std::string_view trimmed(std::string_view text);

/// `text` as a number if all of it is one: sign, digits, one decimal mark, exponent. No thousands
/// separators, no hexadecimal, no unit. `Inf`, `-inf`, `infinity` and 1e400 come back as infinite.
std::optional<ParsedNumber> parse_number(std::string_view text,
                                         DecimalMark mark = DecimalMark::point);

/// Equal but for the case of ASCII letters.
bool same_word(std::string_view left, std::string_view right);

/// The index of `text` among `words`, whatever the case of its letters, or -1.
int find_word(std::string_view text, const std::vector<std::string>& words);

/// The cell for a message: at most 40 bytes (whole characters), control characters as `?`, in
/// quotes.
std::string shown(std::string_view text);

}  // namespace venscope::cohort
