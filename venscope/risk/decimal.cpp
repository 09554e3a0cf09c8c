#include "venscope/risk/decimal.hpp"

#include <fmt/format.h>

namespace venscope::risk {

std::optional<Decimal> Decimal::parse(std::string_view text) {
  constexpr std::size_t most_whole = 9, most_fraction = 6;
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  std::int64_t digits = 0;
  std::size_t whole = 0, fraction = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point && whole > 0) {
      point = true;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    if (point ? fraction++ == most_fraction : whole++ == most_whole) return std::nullopt;
    digits = digits * 10 + (c - '0');
  }
  if (whole == 0 || (point && fraction == 0)) return std::nullopt;
  for (; fraction < most_fraction; ++fraction) digits *= 10;
  return of_millionths(negative ? -digits : digits);
}

std::string Decimal::text() const {
  const bool negative = millionths_ < 0;
  const auto size = negative ? 0U - static_cast<std::uint64_t>(millionths_)
                             : static_cast<std::uint64_t>(millionths_);
  std::string text = fmt::format("{}{}.{:06}", negative ? "-" : "", size / one, size % one);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.ends_with('.')) text.pop_back();
  return text;
}

}  // namespace venscope::risk
