/// Functions of a formula that give categories or choose between values.
#include "venscope/formula/functions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

/// c(…): constants only.
std::optional<Value> combine(Evaluator& evaluator, const Expression& call) {
  Value all;
  all.constant = true;
  bool numeric = true;
  std::vector<std::string> texts;
  for (const Expression& argument : call.arguments) {
    auto value = evaluator.evaluate(argument);
    if (!value) return {};
    numeric = numeric && value->numeric();
    auto more = evaluator.constant_texts(argument);
    if (!more) return {};
    texts.insert(texts.end(), more->begin(), more->end());
    all.number.insert(all.number.end(), value->number.begin(), value->number.end());
  }
  if (numeric) return all;
  std::vector<std::int32_t> codes(texts.size());
  std::iota(codes.begin(), codes.end(), 0);
  all = category_value(std::move(codes), std::move(texts), true);
  all.constant = true;
  return all;
}

/// Renumbers `value` to the levels given; what is not among them becomes missing, as in R.
Value with_levels(const Value& value, const std::vector<std::string>& levels) {
  std::vector<std::int32_t> renumber;
  for (const std::string& level : value.levels) {
    const auto found = std::find(levels.begin(), levels.end(), level);
    renumber.push_back(found == levels.end() ? -1
                                             : static_cast<std::int32_t>(found - levels.begin()));
  }
  std::vector<std::int32_t> codes = value.code;
  for (std::int32_t& code : codes)
    if (code >= 0) code = renumber[static_cast<std::size_t>(code)];
  return category_value(std::move(codes), levels, false);
}

std::optional<Value> category_argument(Evaluator& evaluator, const Expression& call) {
  if (call.arguments.empty()) {
    evaluator.problem(call, "formula.arguments", fmt::format("{}() lacks an argument", call.text));
    return {};
  }
  auto value = evaluator.evaluate_rows(call.arguments[0]);
  if (!value) return {};
  if (value->kind != Value::Kind::basis) return to_category(*value);
  evaluator.problem(call, "formula.type", "a spline is no category");
  return {};
}

/// factor(x, levels = c(…), labels = c(…)).
std::optional<Value> factor(Evaluator& evaluator, const Expression& call) {
  auto value = category_argument(evaluator, call);
  if (!value) return {};
  if (const auto at = Evaluator::argument(call, "levels", 1)) {
    const auto levels = evaluator.constant_texts(call.arguments[*at]);
    if (!levels) return {};
    value = with_levels(*value, *levels);
  }
  if (const auto at = Evaluator::argument(call, "labels", 2)) {
    auto labels = evaluator.constant_texts(call.arguments[*at]);
    if (!labels) return {};
    if (labels->size() != value->levels.size()) {
      evaluator.problem(call.arguments[*at], "formula.arguments",
                        fmt::format("{} labels", labels->size()),
                        fmt::format("one for each of {} levels", value->levels.size()));
      return {};
    }
    value->levels = std::move(*labels);
  }
  return value;
}

/// relevel(x, ref = "b"): the reference comes first, the others keep their order.
std::optional<Value> relevel(Evaluator& evaluator, const Expression& call) {
  auto value = category_argument(evaluator, call);
  if (!value) return {};
  const auto at = Evaluator::argument(call, "ref", 1);
  if (!at) {
    evaluator.problem(call, "formula.arguments", "relevel() lacks the reference", "ref = \"…\"");
    return {};
  }
  const auto reference = evaluator.constant_texts(call.arguments[*at]);
  if (!reference) return {};
  std::vector<std::string> levels = value->levels;
  const auto found = reference->size() == 1
                         ? std::find(levels.begin(), levels.end(), reference->front())
                         : levels.end();
  if (found == levels.end()) {
    evaluator.problem(call.arguments[*at], "formula.level", "no such level",
                      fmt::format("one of {}", fmt::join(value->levels, ", ")));
    return {};
  }
  std::rotate(levels.begin(), found, found + 1);
  return with_levels(*value, levels);
}

std::optional<Value> is_missing(Evaluator& evaluator, const Expression& call) {
  if (call.arguments.size() != 1) {
    evaluator.problem(call, "formula.arguments", "is.na() takes one argument");
    return {};
  }
  const auto value = evaluator.evaluate_rows(call.arguments[0]);
  if (!value) return {};
  std::vector<double> result(value->size());
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = value->missing(i);
  return logical_value(std::move(result));
}

/// The texts of two branches, each row's from the one that is taken there.
std::optional<Value> text_choice(Evaluator& evaluator, const Expression& call, const Value& yes,
                                 const Value& no, std::span<const std::vector<double>, 2> taken) {
  for (const Value* side : {&yes, &no}) {
    const bool basis = side->kind == Value::Kind::basis;
    if (!basis && (!side->constant || side->size() == 1)) continue;
    evaluator.problem(call, "formula.type",
                      basis ? "a spline is no value to choose" : "c(…) is no single value",
                      "a value or a column on either side of ifelse()");
    return {};
  }
  const Value sides[] = {to_category(yes), to_category(no)};
  std::vector<std::string> levels = sides[0].levels;
  levels.insert(levels.end(), sides[1].levels.begin(), sides[1].levels.end());
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  std::vector<std::int32_t> codes(taken[0].size(), -1);
  for (const std::size_t side : {0u, 1u}) {
    const bool constant = side == 0 ? yes.constant : no.constant;
    const std::vector<std::int32_t> code = with_levels(sides[side], levels).code;
    for (std::size_t i = 0; i < codes.size(); ++i)
      if (taken[side][i] == 1) codes[i] = code[constant ? 0 : i];
  }
  return category_value(std::move(codes), std::move(levels), true);
}

/// ifelse(test, yes, no): a branch is calculated, and found wrong, only where it is taken.
std::optional<Value> if_else(Evaluator& evaluator, const Expression& call) {
  if (call.arguments.size() != 3) {
    evaluator.problem(call, "formula.arguments", "ifelse() takes a test and two values");
    return {};
  }
  const auto test = evaluator.evaluate_rows(call.arguments[0]);
  if (!test) return {};
  if (!test->numeric()) {
    evaluator.problem(call.arguments[0], "formula.type",
                      "the test of ifelse() is not TRUE or FALSE",
                      "a comparison, such as sex == \"F\"");
    return {};
  }
  const std::size_t rows = test->size();
  std::vector<double> taken[2];
  for (const std::size_t side : {0u, 1u}) {
    taken[side].resize(rows);
    for (std::size_t i = 0; i < rows; ++i)
      taken[side][i] = test->number[i] == test->number[i] && (test->number[i] != 0) == (side == 0);
  }
  const auto yes = evaluator.evaluate_where(call.arguments[1], taken[0]);
  const auto no = evaluator.evaluate_where(call.arguments[2], taken[1]);
  if (!yes || !no) return {};
  if (yes->numeric() && no->numeric()) {
    Value result = number_value(std::vector<double>(rows, cohort::missing_number));
    if (yes->kind == no->kind) result.kind = yes->kind;
    for (std::size_t i = 0; i < rows; ++i)
      for (const std::size_t side : {0u, 1u})
        if (taken[side][i] == 1) {
          const Value& value = side == 0 ? *yes : *no;
          result.number[i] = value.number[value.constant ? 0 : i];
        }
    return result;
  }
  return text_choice(evaluator, call, *yes, *no, taken);
}

/// The shortest common precision, from 3 significant digits, at which the break points differ.
/// R pads infinite ones to a common width: "Inf" alone, " Inf" beside "-Inf".
std::vector<std::string> break_texts(const std::vector<double>& breaks) {
  const char* const highest = std::isinf(breaks.front()) ? " Inf" : "Inf";
  std::vector<std::string> texts;
  for (int digits = 3; digits <= 15; ++digits) {
    texts.clear();
    for (const double x : breaks)
      texts.push_back(std::isinf(x) ? (x > 0 ? highest : "-Inf")
                                    : fmt::format("{:.{}g}", x, digits));
    if (std::adjacent_find(texts.begin(), texts.end()) == texts.end()) break;
  }
  return texts;
}

std::optional<bool> flag(Evaluator& evaluator, const Expression& call, std::string_view name,
                         std::size_t position, bool otherwise) {
  const auto at = Evaluator::argument(call, name, position);
  if (!at) return otherwise;
  const auto value = evaluator.constant_numbers(call.arguments[*at]);
  if (!value || value->size() != 1) return {};
  return value->front() != 0;
}

/// cut(x, breaks = c(…), labels = c(…), include.lowest = FALSE, right = TRUE).
std::optional<Value> cut(Evaluator& evaluator, const Expression& call) {
  const auto x = evaluator.numeric_argument(call, 0);
  const auto at = Evaluator::argument(call, "breaks", 1);
  if (!x || !at) {
    if (!at) evaluator.problem(call, "formula.arguments", "cut() lacks the breaks", "c(…)");
    return {};
  }
  auto breaks = evaluator.constant_numbers(call.arguments[*at]);
  const auto lowest = flag(evaluator, call, "include.lowest", 3, false);
  const auto right = flag(evaluator, call, "right", 4, true);
  if (!breaks || !lowest || !right) return {};
  std::sort(breaks->begin(), breaks->end());
  if (breaks->size() < 2 || std::adjacent_find(breaks->begin(), breaks->end()) != breaks->end()) {
    evaluator.problem(call.arguments[*at], "formula.arguments", "no intervals",
                      "two or more distinct break points in c(…)");
    return {};
  }
  const std::vector<std::string> texts = break_texts(*breaks);
  const std::size_t intervals = breaks->size() - 1;
  std::vector<std::string> levels;
  for (std::size_t k = 0; k < intervals; ++k) {
    const bool closed_left = !*right || (*lowest && k == 0);
    const bool closed_right = *right || (*lowest && k + 1 == intervals);
    levels.push_back(fmt::format("{}{},{}{}", closed_left ? '[' : '(', texts[k], texts[k + 1],
                                 closed_right ? ']' : ')'));
  }
  if (const auto labels_at = Evaluator::argument(call, "labels", 2)) {
    auto labels = evaluator.constant_texts(call.arguments[*labels_at]);
    if (!labels) return {};
    if (labels->size() != intervals) {
      evaluator.problem(call.arguments[*labels_at], "formula.arguments",
                        fmt::format("{} labels", labels->size()),
                        fmt::format("one for each of {} intervals", intervals));
      return {};
    }
    levels = std::move(*labels);
  }
  std::vector<std::int32_t> codes(x->size(), -1);
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const double value = x->number[i];
    if (value != value) continue;
    const auto above = *right ? std::lower_bound(breaks->begin(), breaks->end(), value)
                              : std::upper_bound(breaks->begin(), breaks->end(), value);
    auto interval = above - breaks->begin() - 1;
    if (*lowest && *right && value == breaks->front()) interval = 0;
    if (*lowest && !*right && value == breaks->back()) interval = static_cast<long>(intervals) - 1;
    if (interval >= 0 && interval < static_cast<long>(intervals))
      codes[i] = static_cast<std::int32_t>(interval);
  }
  return category_value(std::move(codes), std::move(levels), false);
}

constexpr NamedFunction category_table[] = {
    {"c", combine},        {"factor", factor},  {"as.factor", factor}, {"relevel", relevel},
    {"is.na", is_missing}, {"ifelse", if_else}, {"cut", cut},
};

}  // namespace

std::span<const NamedFunction> category_functions() {
  return category_table;
}

}  // namespace venscope::formula
