#include "venscope/formula/grouping.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::formula {
namespace {

/// Refines the groups so far by one more variable and renumbers to those that have a row.
void refine(const GroupingVariable& variable, Grouping& grouping) {
  const Value& category = variable.category;
  const auto levels = static_cast<std::int64_t>(category.levels.size());
  std::vector<std::int64_t> key(grouping.group.size(), -1);
  for (std::size_t i = 0; i < key.size(); ++i)
    if (grouping.group[i] >= 0 && category.code[i] >= 0)
      key[i] = grouping.group[i] * levels + category.code[i];
  std::vector<std::int64_t> present = key;
  std::sort(present.begin(), present.end());
  present.erase(std::unique(present.begin(), present.end()), present.end());
  if (!present.empty() && present.front() < 0) present.erase(present.begin());

  std::vector<std::string> names, level_names;
  for (const std::int64_t k : present) {
    const auto before = static_cast<std::size_t>(k / levels);
    const std::string& level = category.levels[static_cast<std::size_t>(k % levels)];
    const auto joined = [](const std::string& left, const std::string& right) {
      return left.empty() ? right : left + ", " + right;
    };
    names.push_back(joined(grouping.names[before],
                           variable.name.empty() ? level : variable.name + "=" + level));
    level_names.push_back(joined(grouping.levels[before], level));
  }
  for (std::size_t i = 0; i < key.size(); ++i)
    grouping.group[i] =
        key[i] < 0
            ? -1
            : static_cast<std::int32_t>(std::lower_bound(present.begin(), present.end(), key[i]) -
                                        present.begin());
  grouping.names = std::move(names);
  grouping.levels = std::move(level_names);
}

}  // namespace

Grouping cross(std::span<const GroupingVariable> variables, std::size_t rows) {
  if (variables.empty()) return {};
  Grouping grouping{{""}, {""}, std::vector<std::int32_t>(rows, 0)};
  for (const GroupingVariable& variable : variables) refine(variable, grouping);
  return grouping;
}

std::optional<Value> evaluate_strata(Evaluator& evaluator, const Expression& call) {
  if (call.arguments.empty()) {
    evaluator.problem(call, "formula.arguments", "strata() of nothing", "one or more columns");
    return {};
  }
  std::vector<GroupingVariable> variables;
  bool named = false;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    const Expression& argument = call.arguments[i];
    if (!call.argument_names[i].empty()) {
      evaluator.problem(argument, "formula.arguments",
                        fmt::format("strata() has no argument '{}' here", call.argument_names[i]));
      continue;
    }
    const auto value = evaluator.evaluate_rows(argument);
    if (!value) continue;
    if (value->kind == Value::Kind::basis) {
      evaluator.problem(argument, "formula.type", "a spline makes no strata");
      continue;
    }
    named = named || value->kind != Value::Kind::category;
    variables.push_back({deparse(argument), to_category(*value)});
  }
  if (variables.size() != call.arguments.size()) return {};
  if (!named)
    for (GroupingVariable& variable : variables) variable.name.clear();
  Grouping grouping = cross(variables, evaluator.table().rows);
  return category_value(std::move(grouping.group), std::move(grouping.names), false);
}

std::optional<Value> evaluate_cluster(Evaluator& evaluator, const Expression& call) {
  if (call.arguments.size() != 1) {
    evaluator.problem(call, "formula.arguments", "cluster() takes one column");
    return {};
  }
  const auto value = evaluator.evaluate_rows(call.arguments[0]);
  if (!value) return {};
  if (value->kind != Value::Kind::basis) return to_category(*value);
  evaluator.problem(call, "formula.type", "a spline makes no clusters");
  return {};
}

Grouping as_grouping(const Value& category) {
  const GroupingVariable variable{"", category};
  return cross({&variable, 1}, category.size());
}

}  // namespace venscope::formula
