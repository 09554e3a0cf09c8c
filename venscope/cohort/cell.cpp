#include "venscope/cohort/cell.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <fast_float/fast_float.h>

namespace venscope::cohort {
namespace {

bool digit(char c) {
  return c >= '0' && c <= '9';
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t' || c == '\r';
}

constexpr std::string_view no_break_space = "\xC2\xA0";

const char* parse(const char* first, const char* last, char mark, double& value) {
  const fast_float::parse_options options(fast_float::chars_format::general, mark);
  const auto [end, error] = fast_float::from_chars_advanced(first, last, value, options);
  return error == std::errc::invalid_argument ? first : end;
}

/// A few digits without a leading zero: what most cells of a cohort hold.
std::optional<double> small_integer(std::string_view text) {
  constexpr std::size_t most_digits = 9;
  if (text.size() > most_digits || (text[0] == '0' && text.size() > 1)) return {};
  std::uint32_t value = 0;
  for (const char c : text) {
    if (!digit(c)) return {};
    value = 10 * value + static_cast<std::uint32_t>(c - '0');
  }
  return static_cast<double>(value);
}

/// Inf, infinity, with or without a sign: R writes them.
bool infinity_word(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) text.remove_prefix(1);
  return same_word(text, "inf") || same_word(text, "infinity");
}

/// Whether the digits before any exponent are all zeros.
bool says_zero(std::string_view text) {
  for (const char c : text) {
    if (c == 'e' || c == 'E') return true;
    if (c >= '1' && c <= '9') return false;
  }
  return true;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  for (;;) {
    if (text.empty()) return text;
    if (is_blank(text.front()))
      text.remove_prefix(1);
    else if (is_blank(text.back()))
      text.remove_suffix(1);
    else if (text.starts_with(no_break_space))
      text.remove_prefix(2);
    else if (text.ends_with(no_break_space))
      text.remove_suffix(2);
    else
      return text;
  }
}

std::optional<ParsedNumber> parse_number(std::string_view text, DecimalMark mark) {
  if (text.empty()) return std::nullopt;
  if (const auto integer = small_integer(text)) return ParsedNumber{.value = *integer};
  const std::string_view whole = text;
  const bool is_signed = text[0] == '+' || text[0] == '-';
  const std::string_view bare = text.substr(is_signed ? 1 : 0);
  if (bare.empty()) return std::nullopt;
  if (!digit(bare[0])) {
    if (infinity_word(whole)) return ParsedNumber{.infinite = true};
    const bool mark_first = bare.size() > 1 && (bare[0] == '.' || bare[0] == ',') && digit(bare[1]);
    if (!mark_first) return std::nullopt;
  }
  if (text[0] == '+') text.remove_prefix(1);

  ParsedNumber number;
  const char* const first = text.data();
  const char* const last = first + text.size();
  const char* end = first;
  if (mark != DecimalMark::comma) end = parse(first, last, '.', number.value);
  if (end != last && mark != DecimalMark::point) {
    end = parse(first, last, ',', number.value);
    number.comma = std::memchr(first, ',', text.size()) != nullptr;
  } else if (mark == DecimalMark::either) {
    number.point = std::memchr(first, '.', text.size()) != nullptr;
  }
  if (end != last) return std::nullopt;

  number.leading_zero = bare.size() > 1 && bare[0] == '0' && digit(bare[1]);
  number.infinite = std::isinf(number.value);
  const bool integer = bare.size() > 15 && std::all_of(bare.begin(), bare.end(), digit);
  number.not_exact = (integer && std::fabs(number.value) > 9007199254740992.0) ||
                     (number.value == 0.0 && !says_zero(bare));
  return number;
}

bool same_word(std::string_view left, std::string_view right) {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(),
                    [](char a, char b) { return lower(a) == lower(b); });
}

int find_word(std::string_view text, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < words.size(); ++i)
    if (same_word(text, words[i])) return static_cast<int>(i);
  return -1;
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 40;
  const bool cut = text.size() > most;
  if (cut) {
    std::size_t end = most;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    text = text.substr(0, end);
  }
  std::string quoted = "\"";
  for (const char c : text) quoted += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return quoted + (cut ? "…\"" : "\"");
}

}  // namespace venscope::cohort
