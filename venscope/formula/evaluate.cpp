#include "venscope/formula/evaluate.hpp"

#include "venscope/base/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Value constant(Value value) {
  value.constant = true;
  return value;
}

std::optional<Value> constant_name(std::string_view name) {
  if (name == "TRUE" || name == "T") return constant(logical_value({1}));
  if (name == "FALSE" || name == "F") return constant(logical_value({0}));
  if (name == "NA") return constant(logical_value({cohort::missing_number}));
  if (name == "Inf") return constant(number_value({infinity}));
  if (name == "pi") return constant(number_value({3.14159265358979323846}));
  return {};
}

bool names_operator(const Expression& call) {
  const char c = call.text.empty() ? '\0' : call.text[0];
  return std::string_view("+-*/^:%<>=!&|~").find(c) != std::string_view::npos;
}

}  // namespace

void Evaluator::problem(const Expression& where, std::string code, std::string what,
                        std::string expected, std::string remedy) {
  problems_.push_back(formula_problem(std::move(code), formula_, where.begin, where.end,
                                      std::move(what), std::move(expected), std::move(remedy)));
}

const cohort::Column* Evaluator::column(const Expression& name) {
  if (const cohort::Column* found = table_.find(name.text)) return found;
  std::vector<std::string> names;
  for (const cohort::Column& column : table_.columns) names.push_back(column.name);
  const std::string nearest = nearest_name(name.text, names);
  const std::string file = table_.file.empty() ? "the data" : table_.file;
  problem(name, "formula.unknown_column", fmt::format("no column '{}' in {}", name.text, file),
          names.size() <= 12 ? fmt::format("one of {}", fmt::join(names, ", ")) : "",
          nearest.empty() ? "" : fmt::format("did you mean '{}'?", nearest));
  return nullptr;
}

std::optional<Value> Evaluator::name(const Expression& expression) {
  // A column may be called T or pi: it comes first, as in R's model frame.
  if (table_.find(expression.text) == nullptr)
    if (auto value = constant_name(expression.text)) return value;
  const cohort::Column* found = column(expression);
  if (found == nullptr) return {};
  return column_value(*found);
}

std::optional<Value> Evaluator::evaluate(const Expression& expression) {
  using Kind = Expression::Kind;
  switch (expression.kind) {
    case Kind::number:
      return constant(number_value({expression.value}));
    case Kind::text:
      return constant(category_value({0}, {expression.text}, true));
    case Kind::name:
      return name(expression);
    case Kind::call:
      return call(expression);
  }
  return {};
}

std::optional<Value> Evaluator::evaluate_rows(const Expression& expression) {
  auto value = evaluate(expression);
  if (!value || !value->constant) return value;
  if (value->size() != 1) {
    problem(expression, "formula.length", "this is a list of constants",
            "one value per row of the table");
    return {};
  }
  value->constant = false;
  value->number.resize(table_.rows, value->number.empty() ? 0 : value->number[0]);
  value->code.resize(table_.rows, value->code.empty() ? 0 : value->code[0]);
  if (value->kind == Value::Kind::category)
    value->number.clear();
  else
    value->code.clear();
  return value;
}

std::optional<Value> Evaluator::evaluate_where(const Expression& expression,
                                               const std::vector<double>& rows) {
  const auto* outer = active_;
  std::vector<double> both = rows;
  if (outer != nullptr)
    for (std::size_t i = 0; i < both.size(); ++i) both[i] = both[i] == 1 && (*outer)[i] == 1;
  active_ = &both;
  auto value = evaluate(expression);
  active_ = outer;
  return value;
}

std::optional<Value> Evaluator::call(const Expression& expression) {
  if (expression.text == "(" || expression.text == "I") {
    if (expression.arguments.size() == 1) return evaluate(expression.arguments[0]);
    problem(expression, "formula.arguments", "I() takes one argument");
    return {};
  }
  if (expression.text == "rcs" || expression.text == "ns") return spline(*this, expression);
  return names_operator(expression) ? operation(expression) : function(*this, expression);
}

std::optional<Value> Evaluator::operation(const Expression& expression) {
  if (expression.text == "~" || expression.text == ":") {
    problem(expression, "formula.operator",
            fmt::format("'{}' has no meaning within an expression", expression.text));
    return {};
  }
  std::vector<Value> sides;
  for (const Expression& argument : expression.arguments)
    if (auto value = evaluate(argument)) sides.push_back(std::move(*value));
  if (sides.size() != expression.arguments.size()) return {};
  return sides.size() == 1 ? unary(*this, expression, sides[0])
                           : binary(*this, expression, sides[0], sides[1]);
}

void Evaluator::check_finite(const Expression& where, const Value& result,
                             const std::vector<const Value*>& arguments, std::string_view why) {
  if (result.constant) return;
  std::size_t count = 0;
  for (std::size_t i = 0; i < result.number.size(); ++i) {
    if (std::isfinite(result.number[i])) continue;
    if (active_ != nullptr && (*active_)[i] != 1) continue;
    const bool missing = std::any_of(arguments.begin(), arguments.end(), [&](const Value* value) {
      return value->missing(value->constant ? 0 : i);
    });
    if (missing || ++count > rows_named) continue;
    std::string values;
    for (const Value* value : arguments)
      if (!value->constant) values += (values.empty() ? "" : ", ") + number_text(value->number[i]);
    const std::size_t line = i < table_.line.size() ? table_.line[i] : 0;
    problems_.push_back({"formula.not_finite",
                         {table_.file, line, deparse(where)},
                         fmt::format("no finite value for {}", values),
                         std::string(why),
                         "correct the value, leave the row out, or change the formula"});
  }
  if (count > rows_named)
    problems_.push_back({"formula.not_finite",
                         {table_.file, 0, deparse(where)},
                         fmt::format("no finite value on {} further rows", count - rows_named),
                         "",
                         ""});
}

std::optional<Value> Evaluator::numeric_argument(const Expression& call, std::size_t index) {
  if (index >= call.arguments.size()) {
    problem(call, "formula.arguments", fmt::format("{}() lacks an argument", call.text));
    return {};
  }
  auto value = evaluate(call.arguments[index]);
  if (!value || value->numeric()) return value;
  problem(call.arguments[index], "formula.type",
          fmt::format("{} is not a number", deparse(call.arguments[index])), "a column of numbers",
          value->kind == Value::Kind::category && !value->levels.empty()
              ? fmt::format("its values are text such as '{}'", value->levels[0])
              : "");
  return {};
}

std::optional<std::vector<double>> Evaluator::constant_numbers(const Expression& argument) {
  auto value = evaluate(argument);
  if (!value) return {};
  if (value->constant && value->numeric()) return std::move(value->number);
  problem(argument, "formula.constant", fmt::format("{} is no constant", deparse(argument)),
          "a number or c(…) of numbers");
  return {};
}

std::optional<std::vector<std::string>> Evaluator::constant_texts(const Expression& argument) {
  auto value = evaluate(argument);
  if (!value) return {};
  if (!value->constant || value->kind == Value::Kind::basis) {
    problem(argument, "formula.constant", fmt::format("{} is no constant", deparse(argument)),
            "a string, a number or c(…) of them");
    return {};
  }
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < value->size(); ++i) {
    if (value->missing(i))
      texts.push_back("NA");
    else if (value->kind == Value::Kind::category)
      texts.push_back(value->levels[static_cast<std::size_t>(value->code[i])]);
    else if (value->kind == Value::Kind::logical)
      texts.push_back(value->number[i] == 1 ? "TRUE" : "FALSE");
    else
      texts.push_back(number_text(value->number[i]));
  }
  return texts;
}

std::optional<std::size_t> Evaluator::argument(const Expression& call, std::string_view name,
                                               std::size_t position) {
  for (std::size_t i = 0; i < call.arguments.size(); ++i)
    if (call.argument_names[i] == name) return i;
  std::size_t positional = 0;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (!call.argument_names[i].empty()) continue;
    if (positional++ == position) return i;
  }
  return {};
}

}  // namespace venscope::formula
