#include "venscope/study/kinds/case_mix_table.hpp"

#include "venscope/report/number.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

constexpr const char* cohort_column = "which cohort";
constexpr const char* score_name = "score";

/// One column of both cohorts, one below the other; nothing where they are of different types.
std::optional<cohort::Column> joined(const cohort::Column& first, const cohort::Column& second) {
  if (first.type != second.type) return std::nullopt;
  cohort::Column column = first;
  if (first.numeric()) {
    column.number.insert(column.number.end(), second.number.begin(), second.number.end());
    return column;
  }
  std::vector<std::int32_t> code_of;
  for (const std::string& level : second.levels) {
    const auto found = std::find(column.levels.begin(), column.levels.end(), level);
    code_of.push_back(static_cast<std::int32_t>(found - column.levels.begin()));
    if (found == column.levels.end()) column.levels.push_back(level);
  }
  for (const std::int32_t code : second.code)
    column.code.push_back(code < 0 ? code : code_of[static_cast<std::size_t>(code)]);
  return column;
}

/// In order.
std::vector<double> known_numbers(const cohort::Column& column) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < column.number.size(); ++i)
    if (!column.missing(i)) numbers.push_back(column.number[i]);
  std::sort(numbers.begin(), numbers.end());
  return numbers;
}

/// Levels that patients of the second have and no patient of the first.
std::vector<std::string> new_levels(const cohort::Column& first, const cohort::Column& second) {
  const auto has = [](const cohort::Column& column, std::string_view level) {
    for (const std::int32_t code : column.code)
      if (code >= 0 && column.levels[static_cast<std::size_t>(code)] == level) return true;
    return false;
  };
  std::vector<std::string> levels;
  for (const std::string& level : second.levels)
    if (has(second, level) && !has(first, level)) levels.push_back(level);
  return levels;
}

}  // namespace

CaseMixTable::CaseMixTable(const JudgedPatients& own, const cohort::Table& own_table,
                           const JudgedPatients& other, const cohort::Table& other_table)
    : own_(own),
      other_(other),
      first_(cohort::select_rows(own_table, own.rows)),
      second_(cohort::select_rows(other_table, other.rows)) {
  table_.rows = own.size() + other.size();
  cohort::Column which;
  which.name = cohort_column;
  which.label = "Cohort";
  which.type = cohort::ColumnType::category;
  which.levels = {own.label, other.label};
  which.code.assign(own.size(), 0);
  which.code.resize(table_.rows, 1);
  table_.columns.push_back(std::move(which));
}

void CaseMixTable::add(const std::string& name, std::vector<std::string>& warnings) {
  const cohort::Column *one = first_.find(name), *two = second_.find(name);
  if (!one || !two || table_.find(name)) return;
  if (auto column = joined(*one, *two)) {
    note_differences(*one, *two, warnings);
    if (name == score_name) column->name += " of the file";
    add(std::move(*column), response::Display::fitting);
  } else {
    warnings.push_back(fmt::format("{} is not of the same type in both cohorts", name));
  }
}

void CaseMixTable::add_score(const JudgedModel& model) {
  cohort::Column score, group;
  score.name = score_name;
  score.label = model.label;
  score.number = own_.score;
  score.number.insert(score.number.end(), other_.score.begin(), other_.score.end());
  add(std::move(score), response::Display::mean_sd);
  group.name = "score group";
  group.label = "Risk group";
  group.type = cohort::ColumnType::category;
  for (const risk::Group& one : model.card.groups) group.levels.push_back(one.label.en);
  group.code = own_.group;
  group.code.insert(group.code.end(), other_.group.begin(), other_.group.end());
  add(std::move(group), response::Display::counts);
}

Result<response::BaselineTable> CaseMixTable::made() const {
  response::BaselineOptions options;
  options.variables = variables_;
  options.group = cohort_column;
  options.tests = false;
  return response::baseline_table(table_, options);
}

void CaseMixTable::note_differences(const cohort::Column& one, const cohort::Column& two,
                                    std::vector<std::string>& warnings) const {
  if (one.type == cohort::ColumnType::category) {
    const std::vector<std::string> levels = new_levels(one, two);
    if (!levels.empty())
      warnings.push_back(fmt::format(
          "{}: nobody of {} is '{}', as some of {} are: another coding, or other patients",
          one.name, own_.label, fmt::join(levels, "', '"), other_.label));
    return;
  }
  if (one.type != cohort::ColumnType::number) return;
  const std::vector<double> first = known_numbers(one), second = known_numbers(two);
  if (first.empty() || second.empty()) return;
  const auto beyond = [](const std::vector<double>& a, const std::vector<double>& b) {
    return b[b.size() / 2] < a.front() || b[b.size() / 2] > a.back();
  };
  if (beyond(first, second) && beyond(second, first))
    warnings.push_back(
        fmt::format("{} is {} to {} in {} and {} to {} in {}: another unit, or other patients",
                    one.name, report::exact(first.front()), report::exact(first.back()), own_.label,
                    report::exact(second.front()), report::exact(second.back()), other_.label));
}

void CaseMixTable::add(cohort::Column column, response::Display display) {
  variables_.push_back({column.name, display});
  table_.columns.push_back(std::move(column));
}

}  // namespace venscope::study
