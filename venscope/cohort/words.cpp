#include "venscope/cohort/words.hpp"

#include "venscope/cohort/cell.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

/// The same number written otherwise: 1, 1.0, 01.
bool same_number(std::string_view a, std::string_view b) {
  const auto x = parse_number(a), y = parse_number(b);
  return x && y && x->value == y->value && !x->infinite;
}

bool among(std::string_view text, const std::vector<std::string>& words) {
  return std::any_of(words.begin(), words.end(), [text](const std::string& word) {
    return same_word(text, word) || same_number(text, word);
  });
}

std::size_t index_of(const std::vector<std::string>& levels, const std::string& level) {
  return static_cast<std::size_t>(std::find(levels.begin(), levels.end(), level) - levels.begin());
}

}  // namespace

Vocabulary::Vocabulary(const Variable& variable)
    : levels_(variable.levels), missing_(variable.missing), not_tested_(variable.not_tested) {
  using enum VariableType;
  if (variable.type == yes_no || variable.type == event) levels_ = {"no", "yes"};
  if (variable.type == gene) {
    levels_ = {"wild_type", "mutated"};
    for (const char* word : {"wild_type", "wild type", "wild-type", "wildtype", "wt", "negative"})
      add(word, 0);
    for (const char* word : {"mutated", "mut", "positive"}) add(word, 1);
    for (const char* word : {"not tested", "not_tested", "not done", "not_done", "nt", "nd"})
      not_tested_.emplace_back(word);
  }
  if (variable.type == yes_no || variable.type == event || variable.type == gene) {
    for (const char* word : {"no", "0", "false"}) add(word, 0);
    for (const char* word : {"yes", "1", "true"}) add(word, 1);
  }
  if (!variable.reference.empty()) {
    const auto reference = std::find(levels_.begin(), levels_.end(), variable.reference);
    if (reference != levels_.end()) std::rotate(levels_.begin(), reference, reference + 1);
  }
  if (variable.type == category)
    for (std::size_t i = 0; i < levels_.size(); ++i) add(levels_[i], i);
  // The levels that codes stand for: of a yes/no variable "yes" or any of its words.
  for (const auto& [code, level] : variable.codes) {
    std::size_t index = index_of(levels_, level);
    for (std::size_t i = 0; i < words_.size() && index == levels_.size(); ++i)
      if (same_word(words_[i].first, level)) index = words_[i].second;
    if (index < levels_.size()) add(code, index);
  }
}

Meaning Vocabulary::meaning(std::string_view text) const {
  if (among(text, missing_)) return {Meaning::Kind::missing};
  if (among(text, not_tested_)) return {Meaning::Kind::not_tested};
  // What is declared last was said by the user, and wins.
  for (auto word = words_.rbegin(); word != words_.rend(); ++word)
    if (word->first == text) return {Meaning::Kind::level, word->second};
  for (auto word = words_.rbegin(); word != words_.rend(); ++word) {
    if (same_word(word->first, text)) return {Meaning::Kind::level, word->second, true};
    if (same_number(word->first, text)) return {Meaning::Kind::level, word->second};
  }
  return {};
}

std::string Vocabulary::expected() const {
  std::vector<std::string> words;
  for (const auto& [word, level] : words_) words.push_back(word);
  return fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace venscope::cohort
