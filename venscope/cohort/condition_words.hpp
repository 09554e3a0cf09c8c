/// The words of a condition.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

struct ConditionWord {
  enum class Kind { word, symbol, end };
  Kind kind = Kind::end;
  std::string text;          ///< without quotes
  bool quoted = false;       ///< so it is no keyword
  std::size_t position = 0;  ///< of its first byte, from 0
};

/// The words of `text`, ended by one of kind `end`. A quote that is not closed, and a character
/// that belongs to nothing, come as symbols no rule of the grammar takes.
std::vector<ConditionWord> condition_words(std::string_view text);

}  // namespace venscope::cohort
