#include "venscope/study/kinds/column_values.hpp"

#include "venscope/cohort/dictionary.hpp"
#include "venscope/report/hazard_rows.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using cohort::Column;
using cohort::ColumnType;

void reject_column(std::string code, const Place& place, const std::string& what,
                   std::string expected, Problems& problems) {
  problems.push_back({std::move(code), place, what, std::move(expected),
                      "declare it in [dictionary] if it is one", Fault::input});
}

}  // namespace

void check_categories(const Plan& plan, const std::string& column, const Place& place,
                      Problems& problems) {
  const Column* found = plan.table.find(column);
  if (!found || found->type == ColumnType::category) return;
  reject_column("study.not_categories", place,
                fmt::format("column '{}' holds no categories", column), "a column of categories",
                problems);
}

void check_numbers(const Plan& plan, const std::string& column, const Place& place,
                   Problems& problems) {
  const Column* found = plan.table.find(column);
  if (!found || found->type == ColumnType::number) return;
  reject_column("study.not_numbers", place, fmt::format("column '{}' holds no numbers", column),
                "a column of numbers", problems);
}

void check_finding(const Plan& plan, const std::string& column, const Place& place,
                   Problems& problems) {
  const Column* found = plan.table.find(column);
  if (!found || found_level(*found) >= 0) return;
  reject_column("study.not_a_finding", place,
                fmt::format("column '{}' says neither mutated nor yes", column),
                "a column of type gene or yes_no", problems);
}

int found_level(const Column& column) {
  if (column.type != ColumnType::category) return -1;
  for (std::size_t i = 0; i < column.levels.size(); ++i)
    if (column.levels[i] == "mutated" || column.levels[i] == "yes") return static_cast<int>(i);
  return -1;
}

std::vector<int> findings(const Column& column) {
  const int found = found_level(column);
  std::vector<int> of;
  of.reserve(column.code.size());
  for (const std::int32_t code : column.code) of.push_back(code < 0 ? -1 : code == found ? 1 : 0);
  return of;
}

std::vector<std::string> gene_columns(const Plan& plan) {
  Problems said_when_the_cohort_was_read;
  const cohort::Dictionary dictionary =
      cohort::parse_dictionary(plan.protocol.dictionary, said_when_the_cohort_was_read);
  std::vector<std::string> columns;
  for (const Column& column : plan.cohort.table.columns) {
    const cohort::Variable* variable = dictionary.find(column.name);
    if (variable && variable->type == cohort::VariableType::gene && found_level(column) >= 0)
      columns.push_back(column.name);
  }
  return columns;
}

std::vector<std::string> level_labels(const Column& column) {
  std::vector<std::string> labels;
  for (const std::string& level : column.levels) labels.push_back(report::level_words(level));
  return labels;
}

std::vector<int> known_codes(const Column& column) {
  std::vector<int> codes;
  codes.reserve(column.code.size());
  for (const std::int32_t code : column.code) codes.push_back(std::max(code, -1));
  return codes;
}

}  // namespace venscope::study
