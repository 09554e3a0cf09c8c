#include "venscope/simulation/computed_column.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/formula/evaluate.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::simulation {

namespace {

void add_at(const Place& place, Problems more, Problems& problems) {
  for (Problem& problem : more) {
    problem.place = place;
    problems.push_back(std::move(problem));
  }
}

void take_levels(const Variable& variable, const formula::Value& value, const Rows& rows,
                 cohort::Column& column, Problems& problems) {
  column.type = cohort::ColumnType::category;
  column.number.clear();
  column.code.assign(value.code.size(), cohort::missing_code);
  column.levels = variable.levels.empty() ? value.levels : variable.levels;
  std::vector<std::int32_t> renumbered;
  for (const std::string& level : value.levels) {
    const auto at = std::find(column.levels.begin(), column.levels.end(), level);
    renumbered.push_back(static_cast<std::int32_t>(at - column.levels.begin()));
    if (at != column.levels.end()) continue;
    const std::string near = nearest_name(level, column.levels);
    problems.push_back({"simulate.level", variable.place,
                        fmt::format("'{}' is not among the levels", level), "one of them",
                        near.empty() ? "" : fmt::format("write '{}' if that is meant", near),
                        Fault::input});
  }
  for (const std::size_t row : rows)
    if (value.code[row] >= 0)
      column.code[row] = renumbered[static_cast<std::size_t>(value.code[row])];
}

}  // namespace

void compute_column(const Variable& variable, const cohort::Table& table, const Rows& rows,
                    cohort::Column& column, Problems& problems) {
  const auto parsed = formula::parse_expression(variable.expression);
  if (!parsed) {
    add_at(variable.place, parsed.error(), problems);
    return;
  }
  formula::Evaluator evaluator(variable.expression, table);
  std::optional<formula::Value> value = evaluator.evaluate_rows(*parsed);
  add_at(variable.place, evaluator.problems(), problems);
  if (!evaluator.problems().empty() || !value) return;
  if (value->kind == formula::Value::Kind::basis) {
    problems.push_back({"simulate.type", variable.place, "has several numbers per patient",
                        "one value", "", Fault::input});
    return;
  }
  if (value->kind == formula::Value::Kind::category)
    take_levels(variable, *value, rows, column, problems);
  else
    for (const std::size_t row : rows) column.number[row] = value->number[row];
}

}  // namespace venscope::simulation
