#include "venscope/study/signature_covariates.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

std::string level_at(const cohort::Column& column, std::size_t row) {
  return column.numeric() ? fmt::format("{}", column.number[row])
                          : column.levels[static_cast<std::size_t>(column.code[row])];
}

/// Levels that somebody has.
std::vector<std::string> levels_of(const std::string& name,
                                   std::span<const CohortPatients> cohorts) {
  std::vector<std::string> levels;
  for (const CohortPatients& cohort : cohorts) {
    const cohort::Column* column = cohort.table->find(name);
    std::vector<bool> there(column->levels.size(), false);
    for (const std::size_t row : cohort.rows)
      if (!column->missing(row)) there[static_cast<std::size_t>(column->code[row])] = true;
    for (std::size_t k = 0; k < there.size(); ++k)
      if (there[k] && std::find(levels.begin(), levels.end(), column->levels[k]) == levels.end())
        levels.push_back(column->levels[k]);
  }
  return levels;
}

}  // namespace

CovariateDesign covariate_design(std::span<const std::string> columns,
                                 std::span<const CohortPatients> cohorts) {
  CovariateDesign design;
  for (const std::string& name : columns) {
    if (cohorts.front().table->find(name)->numeric()) {
      design.columns.push_back({name, ""});
      continue;
    }
    const std::vector<std::string> levels = levels_of(name, cohorts);
    if (levels.size() < 2) {
      design.single.push_back(name);
      continue;
    }
    design.reference.emplace_back(name, levels.front());
    for (std::size_t k = 1; k < levels.size(); ++k) design.columns.push_back({name, levels[k]});
  }
  return design;
}

Matrix CovariateDesign::of(const cohort::Table& table, std::span<const std::size_t> rows) const {
  Matrix values(rows.size(), columns.size(), cohort::missing_number);
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const cohort::Column* column = table.find(columns[j].column);
    if (!column || column->numeric() != columns[j].level.empty()) continue;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (column->missing(rows[i])) continue;
      if (column->numeric()) {
        values(i, j) = column->number[rows[i]];
        continue;
      }
      const std::string level = level_at(*column, rows[i]);
      const bool known = std::any_of(columns.begin(), columns.end(),
                                     [&](const CovariateColumn& other) {
                                       return other.column == column->name && other.level == level;
                                     }) ||
                         std::find(reference.begin(), reference.end(),
                                   std::pair(column->name, level)) != reference.end();
      if (known) values(i, j) = level == columns[j].level ? 1 : 0;
    }
  }
  return values;
}

std::vector<std::string> CovariateDesign::names() const {
  std::vector<std::string> list;
  for (const CovariateColumn& column : columns) list.push_back(column.name());
  return list;
}

Strata strata_of(std::span<const std::string> columns, std::span<const CohortPatients> cohorts,
                 std::span<const std::string> labels) {
  std::vector<std::vector<std::string>> keys;
  for (std::size_t c = 0; c < cohorts.size(); ++c)
    for (const std::size_t row : cohorts[c].rows) {
      std::vector<std::string>& key = keys.emplace_back();
      if (cohorts.size() > 1) key.push_back(labels[c]);
      for (const std::string& name : columns) {
        const cohort::Column& column = *cohorts[c].table->find(name);
        key.push_back(fmt::format("{}={}", name, level_at(column, row)));
      }
    }
  std::map<std::vector<std::string>, std::int32_t> codes;
  for (const auto& key : keys) codes.emplace(key, 0);
  Strata strata;
  for (auto& [key, code] : codes) {
    code = static_cast<std::int32_t>(strata.names.size());
    strata.names.push_back(fmt::format("{}", fmt::join(key, ", ")));
  }
  for (const auto& key : keys) strata.code.push_back(codes.at(key));
  return strata;
}

}  // namespace venscope::study
