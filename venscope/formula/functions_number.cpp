/// Functions of a formula that give numbers.
#include "venscope/formula/functions.hpp"

#include <cmath>
#include <span>

namespace venscope::formula {
namespace {

/// Applies f to every number that is there.
template <class F>
std::optional<Value> map_numbers(Evaluator& evaluator, const Expression& call, F f,
                                 std::string_view domain) {
  auto argument = evaluator.numeric_argument(call, 0);
  if (!argument) return {};
  Value result = number_value(argument->number);
  result.constant = argument->constant;
  for (double& x : result.number)
    if (x == x) x = f(x);
  evaluator.check_finite(call, result, {&*argument}, domain);
  return result;
}

std::optional<Value> logarithm(Evaluator& evaluator, const Expression& call) {
  double scale = 1;
  if (const auto at = Evaluator::argument(call, "base", 1)) {
    const auto base = evaluator.constant_numbers(call.arguments[*at]);
    if (!base) return {};
    // R itself takes log2 and log10 for these bases: the last digit depends on it.
    if (base->size() == 1 && base->front() == 2)
      return map_numbers(
          evaluator, call, [](double x) { return std::log2(x); }, "a positive one");
    if (base->size() == 1 && base->front() == 10)
      return map_numbers(
          evaluator, call, [](double x) { return std::log10(x); }, "a positive one");
    if (base->size() != 1 || !(base->front() > 0) || base->front() == 1) {
      evaluator.problem(call.arguments[*at], "formula.arguments", "no base of a logarithm",
                        "a positive number other than 1");
      return {};
    }
    scale = std::log(base->front());
  }
  return map_numbers(
      evaluator, call, [scale](double x) { return std::log(x) / scale; }, "a positive one");
}

/// Half to even, as R rounds.
double round_to(double x, double digits) {
  const double scale = std::pow(10.0, digits);
  return std::nearbyint(x * scale) / scale;
}

std::optional<Value> rounded(Evaluator& evaluator, const Expression& call) {
  double digits = 0;
  if (const auto at = Evaluator::argument(call, "digits", 1)) {
    const auto constants = evaluator.constant_numbers(call.arguments[*at]);
    if (!constants) return {};
    digits = constants->empty() ? 0 : constants->front();
  }
  return map_numbers(
      evaluator, call, [digits](double x) { return round_to(x, digits); }, "");
}

std::optional<Value> as_numeric(Evaluator& evaluator, const Expression& call) {
  return map_numbers(
      evaluator, call, [](double x) { return x; }, "");
}

/// pmin and pmax: missing where any argument is.
std::optional<Value> extreme(Evaluator& evaluator, const Expression& call) {
  std::optional<Value> result;
  for (std::size_t k = 0; k < call.arguments.size(); ++k) {
    auto value = evaluator.numeric_argument(call, k);
    if (!value) return {};
    if (value->constant && value->size() != 1) {
      evaluator.problem(call.arguments[k], "formula.length", "a list of constants", "one constant");
      return {};
    }
    if (!result) {
      result = std::move(value);
      continue;
    }
    if (result->constant && !value->constant) std::swap(*result, *value);
    for (std::size_t i = 0; i < result->size(); ++i) {
      double& a = result->number[i];
      const double b = value->number[value->constant ? 0 : i];
      if (b != b || (a == a && (call.text == "pmin" ? b < a : b > a))) a = b;
    }
  }
  if (result)
    result->kind = Value::Kind::number;
  else
    evaluator.problem(call, "formula.arguments", call.text + "() lacks an argument");
  return result;
}

/// scale(x): mean 0 and standard deviation 1 over all rows where x is there, also those that other
/// columns leave out, as in R.
std::optional<Value> standardised(Evaluator& evaluator, const Expression& call) {
  auto value = evaluator.numeric_argument(call, 0);
  if (!value || value->constant) return {};
  double n = 0, mean = 0, squares = 0;
  for (const double x : value->number)
    if (x == x) n += 1, mean += x;
  mean /= n;
  for (const double x : value->number)
    if (x == x) squares += (x - mean) * (x - mean);
  const double deviation = std::sqrt(squares / (n - 1));
  if (!(deviation > 0)) {
    evaluator.problem(call, "formula.constant_column", "all values are equal, or only one is there",
                      "values that differ");
    return {};
  }
  value->kind = Value::Kind::number;
  for (double& x : value->number) x = (x - mean) / deviation;
  return value;
}

template <double (*F)(double)>
std::optional<Value> mathematical(Evaluator& evaluator, const Expression& call) {
  return map_numbers(evaluator, call, F, "a value in its domain");
}

constexpr NamedFunction number_table[] = {
    {"log", logarithm},
    {"log2", mathematical<std::log2>},
    {"log10", mathematical<std::log10>},
    {"log1p", mathematical<std::log1p>},
    {"exp", mathematical<std::exp>},
    {"expm1", mathematical<std::expm1>},
    {"sqrt", mathematical<std::sqrt>},
    {"abs", mathematical<std::fabs>},
    {"floor", mathematical<std::floor>},
    {"ceiling", mathematical<std::ceil>},
    {"round", rounded},
    {"as.numeric", as_numeric},
    {"as.integer", mathematical<std::trunc>},
    {"pmin", extreme},
    {"pmax", extreme},
    {"scale", standardised},
};

}  // namespace

std::span<const NamedFunction> number_functions() {
  return number_table;
}

}  // namespace venscope::formula
