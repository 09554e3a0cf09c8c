#include "venscope/cohort/dictionary.hpp"

#include <chrono>

namespace venscope::cohort {
namespace {

/// The digits at the front of `text`, at most `most` of them; -1 if there is none.
int take_digits(std::string_view& text, std::size_t most) {
  int value = -1;
  for (std::size_t i = 0; i < most && !text.empty() && text[0] >= '0' && text[0] <= '9'; ++i) {
    value = (value < 0 ? 0 : 10 * value) + (text[0] - '0');
    text.remove_prefix(1);
  }
  return value;
}

}  // namespace

std::optional<double> parse_date(std::string_view text, std::string_view format) {
  if (format.empty()) format = "yyyy-mm-dd";
  int year = -1, month = -1, day = -1;
  while (!format.empty()) {
    const char part = format[0];
    std::size_t length = 1;
    while (length < format.size() && format[length] == part) ++length;
    format.remove_prefix(part == 'y' || part == 'm' || part == 'd' ? length : 1);
    if (part == 'y') {
      const std::size_t before = text.size();
      year = take_digits(text, 4);
      if (before - text.size() != 4) return std::nullopt;  // a year of two digits names no century
    } else if (part == 'm') {
      month = take_digits(text, 2);
    } else if (part == 'd') {
      day = take_digits(text, 2);
    } else {
      if (text.empty() || text[0] != part) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  if (!text.empty() || year < 0 || month < 0 || day < 0) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  return static_cast<double>(std::chrono::sys_days{date}.time_since_epoch().count());
}

}  // namespace venscope::cohort
