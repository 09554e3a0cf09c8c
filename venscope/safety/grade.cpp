#include "venscope/safety/grade.hpp"

#include <array>
#include <cmath>
#include <string>

namespace venscope::safety {

namespace {

/// Letters in lower case, without spaces, hyphens, underscores and colons before the grade itself.
std::string folded(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (c == ' ' || c == '_' || c == ':') continue;
    made += c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  }
  return made;
}

std::string_view without_prefix(std::string_view text) {
  for (const std::string_view word : {"ctcae", "ctc", "astct"})
    if (text.starts_with(word)) text.remove_prefix(word.size());
  if (text.starts_with('-')) text.remove_prefix(1);
  for (const std::string_view word : {"grade", "g"})
    if (text.starts_with(word)) {
      text.remove_prefix(word.size());
      break;
    }
  if (text.starts_with('-')) text.remove_prefix(1);
  return text;
}

}  // namespace

std::optional<int> parse_grade(std::string_view text) {
  const std::string written = folded(text);
  // A bare "-3" is a negative number, not a grade with a hyphen before it.
  if (written.starts_with('-')) return {};
  std::string_view grade = without_prefix(written);
  if (grade.ends_with(".0")) grade.remove_suffix(2);
  static constexpr std::array<std::string_view, 5> roman{"i", "ii", "iii", "iv", "v"};
  for (std::size_t i = 0; i < roman.size(); ++i)
    if (grade == roman[i]) return static_cast<int>(i) + 1;
  if (grade.size() != 1 || grade[0] < '0' || grade[0] > '0' + worst_grade) return {};
  return grade[0] - '0';
}

std::optional<int> grade_of(double number) {
  if (!(number >= 0 && number <= worst_grade) || number != std::floor(number)) return {};
  return static_cast<int>(number);
}

}  // namespace venscope::safety
