/// A formula as a tree, as R has it: names, numbers, strings and calls (operators are calls too).
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::formula {

/// One node. `begin` and `end` are byte offsets into the formula's text, for the caret of a
/// message.
struct Expression {
  enum class Kind { number, text, name, call };
  Kind kind = Kind::name;
  /// The name, the characters of a string, or the function or operator called ("(" for
  /// parentheses).
  std::string text;
  double value = 0;                         ///< of a number
  std::vector<Expression> arguments;        ///< of a call
  std::vector<std::string> argument_names;  ///< parallel to `arguments`; "" where positional
  std::size_t begin = 0, end = 0;

  bool is_call(std::string_view function) const { return kind == Kind::call && text == function; }
};

/// The text as R's deparse() would print it, which is what R names terms by: `I(age>60)` becomes
/// `I(age > 60)`, needless backticks go, numbers have up to 15 significant digits.
/// Right by: unit/formula/parse (values of R's deparse).
std::string deparse(const Expression& expression);

/// A name as it stands in a formula: in backticks unless it is a syntactic name of R.
std::string quoted_name(std::string_view name);

/// A number as R's as.character() prints it: 15 significant digits, fixed or scientific notation,
/// whichever is shorter (fixed on a tie): 100000 is "1e+05", 123456 is "123456".
std::string number_text(double value);

/// Reads one expression. On failure: problems with the place and a caret line.
/// Binding, from tight to loose, as in R: ^ (from the right), unary - +, :, %in% and other %x%,
/// * /, + -, comparisons, !, & &&, | ||, ~.
Result<Expression> parse_expression(std::string_view text);

/// A problem at a place in the formula: the text with a line of carets under the place.
Problem formula_problem(std::string code, std::string_view formula, std::size_t begin,
                        std::size_t end, std::string what, std::string expected = {},
                        std::string remedy = {});

}  // namespace venscope::formula
