#include "venscope/response/baseline_table.hpp"

#include "venscope/response/baseline_test.hpp"
#include "venscope/response/contingency.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

namespace venscope::response {
namespace {

using cohort::Column;
using cohort::ColumnType;

/// More distinct numbers than this are a measurement, not a grouping.
constexpr std::size_t most_number_groups = 20;

/// Who is in which column of the table: column 0 is everyone, column g + 1 is group g.
struct Groups {
  std::vector<std::string> names;
  std::vector<std::int32_t> code;  ///< of each row, -1: in no group
};

Problem input_problem(std::string code, std::string column, std::string what,
                      std::string expected) {
  return {std::move(code), {{}, 0, std::move(column)}, std::move(what), std::move(expected), {},
          Fault::input};
}

const Column* find_or_report(const cohort::Table& table, const std::string& name,
                             Problems& problems) {
  const Column* column = table.find(name);
  if (!column)
    problems.push_back(input_problem("response.unknown_column", name,
                                     "the cohort has no such column", "the name of a column"));
  return column;
}

Groups groups_of(const cohort::Table& table, const std::optional<std::string>& name,
                 std::string& label, Problems& problems) {
  Groups groups;
  groups.code.assign(table.rows, -1);
  if (!name) return groups;
  const Column* column = find_or_report(table, *name, problems);
  if (!column) return groups;
  label = column->label.empty() ? column->name : column->label;
  Levels levels = levels_of(*column);
  if (column->type == ColumnType::date ||
      (column->numeric() && levels.names.size() > most_number_groups)) {
    problems.push_back(input_problem(
        "response.group_not_categorical", *name,
        fmt::format("{} distinct values make no groups", levels.names.size()),
        fmt::format("a category, or a number with at most {} values", most_number_groups)));
    return groups;
  }
  groups.names = std::move(levels.names);
  groups.code = std::move(levels.code);
  return groups;
}

bool only_zero_or_one(const Column& column) {
  bool any = false;
  for (const double value : column.number) {
    if (std::isnan(value)) continue;
    if (value != 0.0 && value != 1.0) return false;
    any = true;
  }
  return any;
}

Display display_of(const Column& column, Display wished) {
  if (!column.numeric()) return Display::counts;
  if (column.type == ColumnType::date) return Display::median_range;
  if (wished != Display::fitting) return wished;
  return only_zero_or_one(column) ? Display::counts : Display::median_iqr;
}

/// Calls put(table column, row of the cohort) for everyone, once overall and once in the own group.
template <class Put>
void for_each_member(const Groups& groups, const Put& put) {
  for (std::size_t row = 0; row < groups.code.size(); ++row) {
    put(std::size_t{0}, row);
    if (groups.code[row] >= 0) put(static_cast<std::size_t>(groups.code[row]) + 1, row);
  }
}

void describe_values(const Column& column, const Groups& groups, BaselineRow& row) {
  GroupedValues values(groups.names.size() + 1);
  for_each_member(groups,
                  [&](std::size_t g, std::size_t i) { values[g].push_back(column.number[i]); });
  for (const std::vector<double>& of_group : values) row.summary.push_back(summarise(of_group));
}

void describe_levels(const Column& column, const Groups& groups, bool percent_of_all,
                     BaselineRow& row) {
  const Levels levels = levels_of(column);
  const std::size_t width = groups.names.size() + 1;
  for (const std::string& name : levels.names)
    row.levels.push_back(
        {name, std::vector<std::int64_t>(width, 0), std::vector<std::optional<double>>(width)});
  for_each_member(groups, [&](std::size_t g, std::size_t i) {
    if (levels.code[i] >= 0) ++row.levels[static_cast<std::size_t>(levels.code[i])].count[g];
  });
  for (BaselineLevel& level : row.levels) {
    for (std::size_t g = 0; g < width; ++g) {
      const std::size_t all = row.n[g] + (percent_of_all ? row.n_missing[g] : 0);
      if (all > 0)
        level.percent[g] = 100.0 * static_cast<double>(level.count[g]) / static_cast<double>(all);
    }
  }
}

ContingencyTable groups_by_levels(const BaselineRow& row, const Groups& groups) {
  ContingencyTable table;
  table.row_levels = groups.names;
  for (const BaselineLevel& level : row.levels) table.column_levels.push_back(level.name);
  for (std::size_t g = 0; g < groups.names.size(); ++g)
    for (const BaselineLevel& level : row.levels) table.counts.push_back(level.count[g + 1]);
  return table;
}

GroupedValues known_values(const Column& column, const Groups& groups) {
  GroupedValues values(groups.names.size());
  for (std::size_t i = 0; i < column.number.size(); ++i)
    if (groups.code[i] >= 0 && !std::isnan(column.number[i]))
      values[static_cast<std::size_t>(groups.code[i])].push_back(column.number[i]);
  return values;
}

void compare(const Column& column, const Groups& groups, VariableTest choice,
             const BaselineOptions& options, BaselineRow& row) {
  const bool test = options.tests && choice != VariableTest::none;
  if (row.display == Display::counts) {
    const ContingencyTable table = groups_by_levels(row, groups);
    if (test) row.test = test_counts(table, choice, options.seed);
    if (options.standardised_differences) row.standardised_difference = difference_of_counts(table);
    return;
  }
  const GroupedValues values = known_values(column, groups);
  if (test) row.test = test_values(values, choice, row.display == Display::mean_sd);
  if (options.standardised_differences) row.standardised_difference = difference_of_values(values);
}

BaselineRow describe(const Column& column, const BaselineVariable& variable, const Groups& groups,
                     const BaselineOptions& options) {
  BaselineRow row;
  row.column = column.name;
  row.label = column.label.empty() ? column.name : column.label;
  row.unit = column.unit;
  row.display = display_of(column, variable.display);
  row.n.assign(groups.names.size() + 1, 0);
  row.n_missing.assign(groups.names.size() + 1, 0);
  for_each_member(groups, [&](std::size_t g, std::size_t i) {
    ++(column.missing(i) ? row.n_missing : row.n)[g];
  });
  if (column.type == ColumnType::text) return row;
  if (row.display == Display::counts)
    describe_levels(column, groups, options.percent_of_all, row);
  else
    describe_values(column, groups, row);
  if (column.type != ColumnType::date && !groups.names.empty())
    compare(column, groups, variable.test, options, row);
  return row;
}

}  // namespace

Result<BaselineTable> baseline_table(const cohort::Table& table, const BaselineOptions& options) {
  Problems problems;
  BaselineTable result;
  const Groups groups = groups_of(table, options.group, result.group_label, problems);
  std::vector<const Column*> columns;
  for (const BaselineVariable& variable : options.variables)
    columns.push_back(find_or_report(table, variable.column, problems));
  if (!problems.empty()) return failure(std::move(problems));

  result.columns.push_back("Overall");
  result.columns.insert(result.columns.end(), groups.names.begin(), groups.names.end());
  result.n.assign(result.columns.size(), 0);
  for_each_member(groups, [&](std::size_t g, std::size_t) { ++result.n[g]; });
  if (options.group) {
    result.n_without_group = static_cast<std::size_t>(
        std::count_if(groups.code.begin(), groups.code.end(), [](auto code) { return code < 0; }));
    if (result.n_without_group > 0)
      result.warnings.push_back(
          fmt::format("{} {} without {} {} in Overall only", result.n_without_group,
                      result.n_without_group == 1 ? "patient" : "patients", result.group_label,
                      result.n_without_group == 1 ? "is" : "are"));
    for (std::size_t g = 1; g < result.n.size(); ++g)
      if (result.n[g] == 0)
        result.warnings.push_back(
            fmt::format("nobody is in group {} and it takes no part in tests", result.columns[g]));
  }
  for (std::size_t v = 0; v < columns.size(); ++v)
    result.rows.push_back(describe(*columns[v], options.variables[v], groups, options));
  return result;
}

}  // namespace venscope::response
