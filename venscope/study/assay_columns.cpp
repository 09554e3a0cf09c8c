#include "venscope/study/assay_columns.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {
namespace {

std::vector<std::string> column_names(const cohort::Table& table) {
  std::vector<std::string> names;
  for (const cohort::Column& column : table.columns) names.push_back(column.name);
  return names;
}

AssayCategories of_numbers(const cohort::Column& column, const std::vector<std::size_t>& rows) {
  AssayCategories categories;
  std::vector<double> values;
  for (const std::size_t row : rows)
    if (!column.missing(row)) values.push_back(column.number[row]);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (const double value : values) categories.levels.push_back(report::exact(value));
  for (const std::size_t row : rows) {
    const auto at = std::lower_bound(values.begin(), values.end(), column.number[row]);
    categories.code.push_back(column.missing(row) ? -1
                                                  : static_cast<std::int32_t>(at - values.begin()));
  }
  return categories;
}

AssayCategories of_levels(const cohort::Column& column, const std::vector<std::size_t>& rows) {
  AssayCategories categories;
  std::vector<std::int32_t> new_code(column.levels.size(), -1);
  for (const std::size_t row : rows)
    if (!column.missing(row)) new_code[static_cast<std::size_t>(column.code[row])] = 0;
  for (std::size_t level = 0; level < new_code.size(); ++level) {
    if (new_code[level] < 0) continue;
    new_code[level] = static_cast<std::int32_t>(categories.levels.size());
    categories.levels.push_back(column.levels[level]);
  }
  for (const std::size_t row : rows)
    categories.code.push_back(
        column.missing(row) ? -1 : new_code[static_cast<std::size_t>(column.code[row])]);
  return categories;
}

}  // namespace

const cohort::Column* assay_column(const cohort::Table& table, std::string_view name,
                                   Problems& problems) {
  const cohort::Column* column = table.find(name);
  if (column) return column;
  const std::string near = nearest_name(name, column_names(table));
  problems.push_back({"assay.no_column",
                      {table.file, 0, ""},
                      fmt::format("there is no column '{}'", name),
                      "",
                      near.empty() ? "" : fmt::format("did you mean '{}'?", near)});
  return nullptr;
}

const cohort::Column* assay_numbers(const cohort::Table& table, std::string_view name,
                                    Problems& problems) {
  const cohort::Column* column = assay_column(table, name, problems);
  if (!column || column->type == cohort::ColumnType::number) return column;
  std::size_t row = 0;
  while (row < table.rows && column->missing(row)) ++row;
  problems.push_back({"assay.not_numbers",
                      {table.file, row < table.rows ? table.line[row] : 0, std::string(name)},
                      row < table.rows && !column->numeric()
                          ? fmt::format("holds more than numbers, such as '{}'",
                                        column->levels[static_cast<std::size_t>(column->code[row])])
                          : std::string("holds no numbers"),
                      "numbers",
                      "declare words that mean missing, by missing or --missing"});
  return nullptr;
}

AssayCategories assay_categories(const cohort::Column& column, const std::vector<std::size_t>& rows,
                                 const std::string& first, Problems& problems) {
  AssayCategories categories =
      column.numeric() ? of_numbers(column, rows) : of_levels(column, rows);
  if (first.empty()) return categories;
  const auto found = std::find(categories.levels.begin(), categories.levels.end(), first);
  if (found == categories.levels.end()) {
    problems.push_back({"assay.no_control",
                        {"", 0, column.name},
                        fmt::format("no row is '{}'", first),
                        fmt::format("one of {}", fmt::join(categories.levels, ", ")),
                        ""});
    return categories;
  }
  const auto at = static_cast<std::int32_t>(found - categories.levels.begin());
  std::rotate(categories.levels.begin(), found, found + 1);
  for (std::int32_t& code : categories.code)
    if (code == at)
      code = 0;
    else if (code >= 0 && code < at)
      ++code;
  return categories;
}

std::string some_of(const std::vector<std::string>& names) {
  constexpr std::size_t shown = 5;
  std::vector<std::string> quoted;
  for (std::size_t i = 0; i < std::min(names.size(), shown); ++i)
    quoted.push_back("'" + names[i] + "'");
  std::string text = fmt::format("{}", fmt::join(quoted, ", "));
  if (names.size() > shown) text += fmt::format(" and {} more", names.size() - shown);
  return text;
}

}  // namespace venscope::study
