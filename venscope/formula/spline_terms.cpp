/// rcs() and ns() as they stand in a formula.
#include "venscope/base/quantile.hpp"
#include "venscope/formula/evaluate.hpp"
#include "venscope/formula/splines.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

/// The first column named within an expression: rms calls the columns of rcs(log(age), 4) by it.
std::string first_name(const Expression& expression) {
  if (expression.kind == Expression::Kind::name) return expression.text;
  for (const Expression& argument : expression.arguments)
    if (std::string name = first_name(argument); !name.empty()) return name;
  return "";
}

bool is_count(double x) {
  return x == std::floor(x) && x >= 1 && x <= 1000;
}

Value basis_value(Matrix basis, std::vector<std::string> names) {
  Value value;
  value.kind = Value::Kind::basis;
  value.basis = std::move(basis);
  value.basis_names = std::move(names);
  return value;
}

std::vector<double> sorted_distinct(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  return values;
}

std::optional<Value> restricted(Evaluator& evaluator, const Expression& call, const Value& x) {
  std::vector<double> parameters = {5};
  const auto at = Evaluator::argument(call, "parms", 1);
  if (at) {
    auto given = evaluator.constant_numbers(call.arguments[*at]);
    if (!given) return {};
    parameters = std::move(*given);
  }
  std::vector<double> knots = sorted_distinct(parameters);
  if (parameters.size() == 1) {
    if (!is_count(parameters[0]) || parameters[0] < 3) {
      evaluator.problem(call.arguments[at.value_or(0)], "formula.knots",
                        fmt::format("{} knots", number_text(parameters[0])),
                        "3 or more knots, or their places c(…)");
      return {};
    }
    auto placed = harrell_knots(x.number, static_cast<std::size_t>(parameters[0]));
    if (!placed) {
      const Problem& problem = placed.error().front();
      evaluator.problem(call, problem.code, problem.what, "", problem.remedy);
      return {};
    }
    if (placed->size() != static_cast<std::size_t>(parameters[0]))
      evaluator.warnings().push_back(
          fmt::format("{}: only {} knots could be placed", deparse(call), placed->size()));
    knots = std::move(*placed);
  } else if (knots.size() < 3 || !std::isfinite(knots.front()) || !std::isfinite(knots.back())) {
    evaluator.problem(call.arguments[*at], "formula.knots", "too few distinct knots",
                      "3 or more knots");
    return {};
  }
  std::vector<std::string> names;
  for (std::size_t j = 0; j + 1 < knots.size(); ++j)
    names.push_back(first_name(call.arguments[0]) + std::string(j, '\''));
  return basis_value(restricted_cubic_spline(x.number, knots), std::move(names));
}

std::optional<Value> natural(Evaluator& evaluator, const Expression& call, const Value& x) {
  std::vector<double> sorted;
  for (const double value : x.number)
    if (value == value) sorted.push_back(value);
  std::sort(sorted.begin(), sorted.end());
  if (sorted.empty() || sorted.front() == sorted.back()) {
    evaluator.problem(call, "formula.knots", "a spline of fewer than two distinct values");
    return {};
  }
  std::vector<double> knots;
  if (const auto knots_at = Evaluator::argument(call, "knots", 2)) {
    auto given = evaluator.constant_numbers(call.arguments[*knots_at]);
    if (!given) return {};
    knots = sorted_distinct(std::move(*given));
  } else if (const auto df_at = Evaluator::argument(call, "df", 1)) {
    const auto df = evaluator.constant_numbers(call.arguments[*df_at]);
    if (!df) return {};
    if (df->size() != 1 || !is_count(df->front())) {
      evaluator.problem(call.arguments[*df_at], "formula.knots", "no degrees of freedom",
                        "a whole number from 1");
      return {};
    }
    for (double k = 1; k < df->front(); ++k)
      knots.push_back(sorted_quantile(sorted, k / df->front()));
  }
  const bool inside =
      knots.empty() || (knots.front() > sorted.front() && knots.back() < sorted.back());
  if (!inside || sorted_distinct(knots).size() != knots.size()) {
    evaluator.problem(call, "formula.knots", "the knots are not distinct and within the data", "",
                      "take fewer degrees of freedom, or name the knots: knots = c(…)");
    return {};
  }
  std::vector<std::string> names = {""};  // R numbers the columns only if there are several
  if (!knots.empty()) names.clear();
  for (std::size_t j = 0; !knots.empty() && j <= knots.size(); ++j)
    names.push_back(std::to_string(j + 1));
  return basis_value(natural_spline(x.number, knots), std::move(names));
}

}  // namespace

std::optional<Value> spline(Evaluator& evaluator, const Expression& call) {
  const auto x = evaluator.numeric_argument(call, 0);
  if (!x) return {};
  if (x->constant) {
    evaluator.problem(call.arguments[0], "formula.constant_column", "a constant", "a column");
    return {};
  }
  return call.text == "rcs" ? restricted(evaluator, call, *x) : natural(evaluator, call, *x);
}

}  // namespace venscope::formula
