/// Evaluates the expressions of a formula on a table.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/formula/expression.hpp"
#include "venscope/formula/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::formula {

/// How many rows a message names before it only counts.
inline constexpr std::size_t rows_named = 10;

/// Walks an expression; collects what is wrong instead of stopping at the first problem.
/// A result that is no number although every value in it is there (the logarithm of 0, a division
/// by 0) is a problem at its row, not a missing value.
/// Right by: unit/formula/model_frame, reference/formula/model_matrix.
class Evaluator {
public:
  Evaluator(std::string_view formula, const cohort::Table& table)
      : formula_(formula), table_(table) {}

  /// One value per row (or a constant); nothing where a problem was noted.
  std::optional<Value> evaluate(const Expression& expression);
  /// The same, and a constant is repeated on every row.
  std::optional<Value> evaluate_rows(const Expression& expression);

  /// The column of that name; a problem with the nearest name where there is none.
  const cohort::Column* column(const Expression& name);

  void problem(const Expression& where, std::string code, std::string what,
               std::string expected = {}, std::string remedy = {});
  Problems& problems() { return problems_; }
  std::vector<std::string>& warnings() { return warnings_; }

  // For the functions of a formula (functions.cpp, splines.cpp).
  const cohort::Table& table() const { return table_; }
  /// Notes the rows where `result` is not finite although `argument` is there.
  void check_finite(const Expression& where, const Value& result,
                    const std::vector<const Value*>& arguments, std::string_view why);
  /// The argument as numbers, or nothing and a problem.
  std::optional<Value> numeric_argument(const Expression& call, std::size_t index);
  /// A constant number or c(…) of numbers.
  std::optional<std::vector<double>> constant_numbers(const Expression& argument);
  std::optional<std::vector<std::string>> constant_texts(const Expression& argument);
  /// Index of the argument called `name`, or of the positional one at `position` among those that
  /// carry no name; nothing if it was not given.
  static std::optional<std::size_t> argument(const Expression& call, std::string_view name,
                                             std::size_t position);
  /// Evaluates `expression` for the rows of `rows` only: no problem is noted elsewhere.
  std::optional<Value> evaluate_where(const Expression& expression,
                                      const std::vector<double>& rows);

private:
  std::optional<Value> name(const Expression& expression);
  std::optional<Value> call(const Expression& expression);
  std::optional<Value> operation(const Expression& expression);

  std::string_view formula_;
  const cohort::Table& table_;
  Problems problems_;
  std::vector<std::string> warnings_;
  const std::vector<double>* active_ = nullptr;  ///< 1 where problems count
};

/// Arithmetic, comparison and logic on two values of equal length or a constant of length one.
std::optional<Value> binary(Evaluator& evaluator, const Expression& expression, const Value& left,
                            const Value& right);
std::optional<Value> unary(Evaluator& evaluator, const Expression& expression,
                           const Value& operand);

/// log, factor, cut, ifelse …; nothing and a problem where there is no function of that name.
std::optional<Value> function(Evaluator& evaluator, const Expression& call);

/// rcs() and ns().
std::optional<Value> spline(Evaluator& evaluator, const Expression& call);

/// The names that function() and spline() know, for the nearest one.
const std::vector<std::string>& function_names();

}  // namespace venscope::formula
