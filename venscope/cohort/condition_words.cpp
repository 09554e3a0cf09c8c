#include "venscope/cohort/condition_words.hpp"

namespace venscope::cohort {
namespace {

bool separates_words(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool word_byte(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// Whether a sign at `at` begins a number: `-9`, `+1.5`.
bool begins_number(std::string_view text, std::size_t at) {
  return (text[at] == '-' || text[at] == '+') && at + 1 < text.size() &&
         ((text[at + 1] >= '0' && text[at + 1] <= '9') || text[at + 1] == '.');
}

/// The end of the word or number at `at`; `1e-5` and `2020-01-31` go on past their hyphens.
std::size_t word_end(std::string_view text, std::size_t at) {
  const bool digit_first = text[at] >= '0' && text[at] <= '9';
  std::size_t end = at + 1;
  while (end < text.size() &&
         (word_byte(text[end]) || (digit_first && (text[end] == '-' || text[end] == '+') &&
                                   end + 1 < text.size() && word_byte(text[end + 1]))))
    ++end;
  return end;
}

}  // namespace

std::vector<ConditionWord> condition_words(std::string_view text) {
  std::vector<ConditionWord> words;
  std::size_t at = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (separates_words(c)) {
      ++at;
      continue;
    }
    if (c == '\'' || c == '"' || c == '`') {
      const std::size_t end = text.find(c, at + 1);
      if (end == std::string_view::npos) {
        words.push_back({ConditionWord::Kind::symbol, std::string(text.substr(at)), false, at});
        break;
      }
      words.push_back(
          {ConditionWord::Kind::word, std::string(text.substr(at + 1, end - at - 1)), true, at});
      at = end + 1;
      continue;
    }
    std::size_t end = at + 1;
    const bool is_word = word_byte(c) || begins_number(text, at);
    if (is_word)
      end = word_end(text, at + (word_byte(c) ? 0 : 1));
    else if (end < text.size() && text[end] == '=' &&
             (c == '<' || c == '>' || c == '=' || c == '!'))
      ++end;
    words.push_back({is_word ? ConditionWord::Kind::word : ConditionWord::Kind::symbol,
                     std::string(text.substr(at, end - at)), false, at});
    at = end;
  }
  words.push_back({ConditionWord::Kind::end, "", false, text.size()});
  return words;
}

}  // namespace venscope::cohort
