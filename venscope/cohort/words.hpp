/// The words of yes/no variables and genes, and how a cell is compared with a declared word.
#pragma once

#include "venscope/cohort/dictionary.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// What the text of a cell stands for in a variable.
struct Meaning {
  enum class Kind { level, missing, not_tested, unknown };
  Kind kind = Kind::unknown;
  std::size_t level = 0;    ///< index into the levels
  bool other_case = false;  ///< understood only by taking upper and lower case as equal
};

/// How the texts of one variable are understood.
class Vocabulary {
public:
  explicit Vocabulary(const Variable& variable);

  /// `text` is not empty.
  Meaning meaning(std::string_view text) const;
  const std::vector<std::string>& levels() const { return levels_; }
  /// The words understood, for messages.
  std::string expected() const;

private:
  void add(std::string word, std::size_t level) { words_.emplace_back(std::move(word), level); }

  std::vector<std::string> levels_;
  std::vector<std::pair<std::string, std::size_t>> words_;
  std::vector<std::string> missing_, not_tested_;
};

}  // namespace venscope::cohort
