#include "venscope/formula/value.hpp"

#include "venscope/formula/expression.hpp"

#include <algorithm>
#include <limits>

namespace venscope::formula {
namespace {

/// 1 or 0 for R's spellings of TRUE and FALSE, otherwise -1.
int truth(std::string_view text) {
  if (text == "TRUE" || text == "true" || text == "T") return 1;
  if (text == "FALSE" || text == "false" || text == "F") return 0;
  return -1;
}

Value distinct_numbers(const std::vector<double>& numbers) {
  std::vector<double> distinct;
  distinct.reserve(numbers.size());
  for (const double x : numbers)
    if (x == x) distinct.push_back(x);
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  // Numbers that print alike are one level, as in R.
  std::vector<std::string> levels;
  std::vector<std::int32_t> level_of;
  for (const double x : distinct) {
    std::string text = number_text(x);
    if (levels.empty() || levels.back() != text) levels.push_back(std::move(text));
    level_of.push_back(static_cast<std::int32_t>(levels.size() - 1));
  }
  std::vector<std::int32_t> codes(numbers.size(), -1);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (numbers[i] != numbers[i]) continue;
    const auto found = std::lower_bound(distinct.begin(), distinct.end(), numbers[i]);
    codes[i] = level_of[static_cast<std::size_t>(found - distinct.begin())];
  }
  return category_value(std::move(codes), std::move(levels), false);
}

Value drop_unused_levels(Value value) {
  std::vector<std::int32_t> renumber(value.levels.size(), -1);
  for (const std::int32_t code : value.code)
    if (code >= 0) renumber[static_cast<std::size_t>(code)] = 0;
  std::vector<std::string> kept;
  for (std::size_t k = 0; k < renumber.size(); ++k) {
    if (renumber[k] < 0) continue;
    renumber[k] = static_cast<std::int32_t>(kept.size());
    kept.push_back(std::move(value.levels[k]));
  }
  for (std::int32_t& code : value.code)
    if (code >= 0) code = renumber[static_cast<std::size_t>(code)];
  value.levels = std::move(kept);
  return value;
}

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::size_t>& rows) {
  if (values.empty()) return {};
  std::vector<T> picked;
  picked.reserve(rows.size());
  for (const std::size_t row : rows) picked.push_back(values[row]);
  return picked;
}

}  // namespace

std::size_t Value::size() const {
  if (kind == Kind::basis) return basis.rows;
  return kind == Kind::category ? code.size() : number.size();
}

bool Value::missing(std::size_t row) const {
  if (kind == Kind::basis) return basis(row, 0) != basis(row, 0);
  return kind == Kind::category ? code[row] < 0 : number[row] != number[row];
}

Value number_value(std::vector<double> numbers) {
  Value value;
  value.number = std::move(numbers);
  return value;
}

Value logical_value(std::vector<double> zeros_and_ones) {
  Value value = number_value(std::move(zeros_and_ones));
  value.kind = Value::Kind::logical;
  return value;
}

Value category_value(std::vector<std::int32_t> codes, std::vector<std::string> levels, bool text) {
  Value value;
  value.kind = Value::Kind::category;
  value.code = std::move(codes);
  value.levels = std::move(levels);
  value.text = text;
  value.alphabetical = text;
  return value;
}

Value column_value(const cohort::Column& column) {
  if (column.numeric()) return number_value(column.number);
  const bool logical =
      !column.levels.empty() && std::all_of(column.levels.begin(), column.levels.end(),
                                            [](const auto& level) { return truth(level) >= 0; });
  if (!logical) {
    Value value = category_value(column.code, column.levels, true);
    value.alphabetical = std::is_sorted(column.levels.begin(), column.levels.end());
    return value;
  }
  std::vector<double> numbers(column.code.size(), cohort::missing_number);
  for (std::size_t i = 0; i < numbers.size(); ++i)
    if (column.code[i] >= 0)
      numbers[i] = truth(column.levels[static_cast<std::size_t>(column.code[i])]);
  return logical_value(std::move(numbers));
}

Value to_category(const Value& value) {
  if (value.kind == Value::Kind::category) {
    Value category = drop_unused_levels(value);
    category.text = false;
    return category;
  }
  Value category = distinct_numbers(value.number);
  if (value.kind == Value::Kind::logical)
    for (std::string& level : category.levels) level = level == "1" ? "TRUE" : "FALSE";
  return category;
}

Value select(const Value& value, const std::vector<std::size_t>& rows) {
  Value selected;
  selected.kind = value.kind;
  selected.text = value.text;
  selected.alphabetical = value.alphabetical;
  selected.number = pick(value.number, rows);
  selected.code = pick(value.code, rows);
  selected.levels = value.levels;
  selected.basis_names = value.basis_names;
  if (value.kind == Value::Kind::basis) {
    selected.basis = Matrix(rows.size(), value.basis.columns);
    for (std::size_t j = 0; j < value.basis.columns; ++j)
      for (std::size_t i = 0; i < rows.size(); ++i) selected.basis(i, j) = value.basis(rows[i], j);
  }
  return selected.text ? drop_unused_levels(std::move(selected)) : selected;
}

}  // namespace venscope::formula
