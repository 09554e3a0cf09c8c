/// The words of a formula.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::formula {

struct Token {
  enum class Kind { number, text, name, op, end };
  Kind kind = Kind::end;
  std::string text;  ///< name or string without its quotes, or the operator
  double value = 0;
  std::size_t begin = 0, end = 0;
};

/// Cuts `formula` into tokens, the last of kind `end`. Collects every word it cannot read.
Result<std::vector<Token>> tokenize(std::string_view formula);

}  // namespace venscope::formula
