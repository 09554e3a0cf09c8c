/// The words of the calculator in its languages: phrases, labels of variables and of their levels.
#pragma once

#include "venscope/cohort/dictionary.hpp"
#include "venscope/risk/card.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace venscope::calculator {

/// One language: "en", "de", "zh"; another one is taken as "en".
/// The data are dictionaries/phrases.toml and dictionaries/aml.<language>.toml.
class Words {
public:
  explicit Words(std::string_view language);
  std::string_view language() const { return language_; }

  /// The phrase of that key with {name} filled in; the key itself where there is none.
  std::string say(std::string_view key,
                  std::initializer_list<std::pair<std::string_view, std::string>> fill = {}) const;
  std::string label(const cohort::Variable& variable) const;
  std::string help(const cohort::Variable& variable) const;
  std::string unit(const cohort::Variable& variable) const;
  /// Of a level of the variable; of "not tested"; of a number the number itself.
  std::string value(const cohort::Variable& variable, std::string_view value) const;
  const std::string& text(const risk::LocalText& text) const { return text.in(language_); }
  /// "a, b or c".
  std::string any_of(const std::vector<std::string>& items) const;

private:
  std::string language_;
};

}  // namespace venscope::calculator
