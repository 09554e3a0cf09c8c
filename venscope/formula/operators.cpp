/// Arithmetic, comparison and logic of formulas.
#include "venscope/base/nearest.hpp"
#include "venscope/formula/evaluate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

/// Reads a value by row; a constant is the same everywhere.
struct Side {
  const Value& value;
  double operator[](std::size_t row) const { return value.number[value.constant ? 0 : row]; }
};

/// R's %%: the sign of the divisor.
double modulo(double a, double b) {
  return a - std::floor(a / b) * b;
}

double arithmetic(char op, bool whole, double a, double b) {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '^':
      return std::pow(a, b);
    default:
      return whole ? std::floor(a / b) : modulo(a, b);
  }
}

double compare(std::string_view op, int order) {
  if (op == "==") return order == 0;
  if (op == "!=") return order != 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">") return order > 0;
  return order >= 0;
}

/// Three-valued: a missing side decides nothing that the other side has not decided.
double logic(bool conjunction, double a, double b) {
  const double deciding = conjunction ? 0 : 1;
  if (a == a && (a != 0) == (deciding != 0)) return deciding;
  if (b == b && (b != 0) == (deciding != 0)) return deciding;
  return a == a && b == b ? 1 - deciding : cohort::missing_number;
}

std::int32_t code_at(const Value& value, std::size_t row) {
  return value.code[value.constant ? 0 : row];
}

/// Element `row` of a value, or element k of a list of constants.
std::string text_at(const Value& value, std::size_t row) {
  const std::size_t i = value.constant && value.size() == 1 ? 0 : row;
  if (value.kind == Value::Kind::category)
    return value.levels[static_cast<std::size_t>(value.code[i])];
  if (value.kind == Value::Kind::logical) return value.number[i] == 1 ? "TRUE" : "FALSE";
  return number_text(value.number[i]);
}

bool missing_at(const Value& value, std::size_t row) {
  return value.missing(value.constant ? 0 : row);
}

/// As R compares a number with text: both as text, by bytes. Against a constant, once per level.
std::vector<double> compare_texts(std::string_view op, const Value& left, const Value& right,
                                  std::size_t rows) {
  std::vector<double> result(rows, cohort::missing_number);
  if (left.kind == Value::Kind::category && right.constant && !missing_at(right, 0)) {
    const std::string text = text_at(right, 0);
    std::vector<double> of_level;
    for (const std::string& level : left.levels)
      of_level.push_back(compare(op, level.compare(text)));
    for (std::size_t i = 0; i < rows; ++i)
      if (!missing_at(left, i)) result[i] = of_level[static_cast<std::size_t>(code_at(left, i))];
    return result;
  }
  for (std::size_t i = 0; i < rows; ++i)
    if (!missing_at(left, i) && !missing_at(right, i))
      result[i] = compare(op, text_at(left, i).compare(text_at(right, i)));
  return result;
}

/// A constant that no row has is more often a slip of the pen than a wish.
void warn_of_unknown_level(Evaluator& evaluator, const Expression& expression, const Value& left,
                           const Value& right) {
  if (left.kind != Value::Kind::category || left.constant || !right.constant) return;
  for (std::size_t k = 0; k < right.size(); ++k) {
    if (right.missing(k)) continue;
    const std::string text = text_at(right, k);
    if (std::find(left.levels.begin(), left.levels.end(), text) != left.levels.end()) continue;
    const std::string nearest = nearest_name(text, left.levels);
    evaluator.warnings().push_back(
        fmt::format("{}: no row has '{}'{}", deparse(expression), text,
                    nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest)));
  }
}

std::vector<double> compare_numbers(std::string_view op, Side left, Side right, std::size_t rows) {
  std::vector<double> result(rows, cohort::missing_number);
  for (std::size_t i = 0; i < rows; ++i) {
    const double a = left[i], b = right[i];
    if (a == a && b == b) result[i] = compare(op, a < b ? -1 : a > b ? 1 : 0);
  }
  return result;
}

/// x %in% c(…). A missing x stays missing, unlike in R, where it becomes FALSE: not tested is not
/// wild type.
std::vector<double> is_among(const Value& left, const Value& right, std::size_t rows) {
  std::vector<std::string> texts;
  for (std::size_t k = 0; k < right.size(); ++k)
    if (!right.missing(k)) texts.push_back(text_at(right, k));
  std::vector<double> result(rows, cohort::missing_number);
  if (left.kind == Value::Kind::category) {
    std::vector<double> of_level;
    for (const std::string& level : left.levels)
      of_level.push_back(std::find(texts.begin(), texts.end(), level) != texts.end());
    for (std::size_t i = 0; i < rows; ++i)
      if (!missing_at(left, i)) result[i] = of_level[static_cast<std::size_t>(code_at(left, i))];
    return result;
  }
  for (std::size_t i = 0; i < rows; ++i)
    if (!missing_at(left, i))
      result[i] = std::find(texts.begin(), texts.end(), text_at(left, i)) != texts.end();
  return result;
}

Value logical_result(std::vector<double> numbers, bool constant) {
  Value value = logical_value(std::move(numbers));
  value.constant = constant;
  return value;
}

bool require_numbers(Evaluator& evaluator, const Expression& expression, const Value& value,
                     std::size_t side) {
  if (value.numeric()) return true;
  evaluator.problem(expression.arguments[side], "formula.type",
                    fmt::format("{} is not a number", deparse(expression.arguments[side])),
                    fmt::format("a number beside '{}'", expression.text));
  return false;
}

bool is_comparison(std::string_view op) {
  return op == "==" || op == "!=" || op == "<" || op == "<=" || op == ">" || op == ">=";
}

std::optional<Value> calculate(Evaluator& evaluator, const Expression& expression,
                               const Value& left, const Value& right, std::size_t rows) {
  const std::string& op = expression.text;
  const bool percent = op == "%%" || op == "%/%";
  if (op.size() != 1 && !percent) {
    evaluator.problem(expression, "formula.operator", fmt::format("unknown operator {}", op),
                      "%in%, %% or %/%");
    return {};
  }
  Value result = number_value(std::vector<double>(rows));
  result.constant = left.constant && right.constant;
  for (std::size_t i = 0; i < rows; ++i)
    result.number[i] = arithmetic(op[0], op == "%/%", Side{left}[i], Side{right}[i]);
  evaluator.check_finite(expression, result, {&left, &right}, "a result within the numbers");
  return result;
}

}  // namespace

std::optional<Value> unary(Evaluator& evaluator, const Expression& expression,
                           const Value& operand) {
  if (!require_numbers(evaluator, expression, operand, 0)) return {};
  Value result = number_value(operand.number);
  result.constant = operand.constant;
  if (expression.text == "-")
    for (double& x : result.number) x = -x;
  if (expression.text == "!") {
    result.kind = Value::Kind::logical;
    for (double& x : result.number)
      if (x == x) x = x == 0;
  }
  return result;
}

std::optional<Value> binary(Evaluator& evaluator, const Expression& expression, const Value& left,
                            const Value& right) {
  using Kind = Value::Kind;
  const std::string& op = expression.text;
  const bool constant = left.constant && right.constant;
  const std::size_t rows = constant ? 1 : evaluator.table().rows;
  if (left.kind == Kind::basis || right.kind == Kind::basis) {
    evaluator.problem(expression, "formula.type", "a spline cannot be part of an expression");
    return {};
  }
  if (op == "%in%" || op == "==" || op == "!=")
    warn_of_unknown_level(evaluator, expression, left, right);
  if (op == "%in%") {
    if (right.constant) return logical_result(is_among(left, right, rows), constant);
    evaluator.problem(expression.arguments[1], "formula.constant",
                      "the right side of %in% is no constant", "c(…)");
    return {};
  }
  for (std::size_t side = 0; side < 2; ++side) {
    const Value& value = side == 0 ? left : right;
    if (!value.constant || value.size() == 1) continue;
    evaluator.problem(expression.arguments[side], "formula.length",
                      fmt::format("a list of constants beside '{}'", op), "one constant",
                      op == "==" ? "write %in% for one of several values" : "");
    return {};
  }
  if (is_comparison(op)) {
    if (left.numeric() && right.numeric())
      return logical_result(compare_numbers(op, Side{left}, Side{right}, rows), constant);
    return logical_result(compare_texts(op, left, right, rows), constant);
  }
  const bool left_fits = require_numbers(evaluator, expression, left, 0);
  if (!require_numbers(evaluator, expression, right, 1) || !left_fits) return {};
  if (op[0] == '&' || op[0] == '|') {
    std::vector<double> result(rows);
    for (std::size_t i = 0; i < rows; ++i)
      result[i] = logic(op[0] == '&', Side{left}[i], Side{right}[i]);
    return logical_result(std::move(result), constant);
  }
  return calculate(evaluator, expression, left, right, rows);
}

}  // namespace venscope::formula
