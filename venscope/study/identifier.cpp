#include "venscope/study/identifier.hpp"

#include <algorithm>

namespace venscope::study {

namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

bool is_identifier(std::string_view name) {
  if (name.empty() || !is_letter(name[0])) return false;
  return std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-'; });
}

std::string read_identifier(Section& section, std::string_view name) {
  std::string text = section.required_text(name, "a short name such as OS");
  if (text.empty() || is_identifier(text)) return text;
  section.reject(name, "study.identifier", "'" + text + "' cannot name a file",
                 "a letter, then letters, digits, '-' or '_'");
  return {};
}

std::string slug(std::string_view text) {
  std::string made;
  for (const char c : text) {
    if (is_letter(c) || is_digit(c))
      made += is_letter(c) ? static_cast<char>(c | 0x20) : c;
    else if (!made.empty() && made.back() != '-')
      made += '-';
  }
  if (!made.empty() && made.back() == '-') made.pop_back();
  return made;
}

}  // namespace venscope::study
