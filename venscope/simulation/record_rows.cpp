#include "venscope/simulation/record_rows.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"

#include <fmt/format.h>

namespace venscope::simulation {

namespace {

Problems wrong_names(const RecordsDeclaration& records, const cohort::Table& patients) {
  Problems problems;
  std::vector<std::string> names;
  for (const cohort::Column& column : patients.columns) names.push_back(column.name);
  for (const std::string& name : records.patient) {
    if (patients.find(name)) continue;
    const std::string near = nearest_name(name, names);
    problems.push_back(
        {"simulate.unknown_column", records.place,
         fmt::format("there is no column '{}' of the patients", name), "one of their columns",
         near.empty() ? "" : fmt::format("write '{}' if that is meant", near), Fault::input});
  }
  const auto taken = [&](const std::string& name, const Place& place) {
    if (patients.find(name))
      problems.push_back({"simulate.duplicate", place,
                          fmt::format("the patients have a column '{}' already", name),
                          "another name", "", Fault::input});
  };
  for (const RecordsDeclaration::Dimension& dimension : records.rows)
    taken(dimension.name, records.place);
  for (const Variable& variable : records.variables) taken(variable.name, variable.place);
  return problems;
}

cohort::Column column_of(const RecordsDeclaration::Dimension& dimension, std::size_t rows,
                         std::size_t repeats) {
  cohort::Column column;
  column.name = column.label = dimension.name;
  const std::size_t m = dimension.values.size();
  if (dimension.numeric) {
    column.type = cohort::ColumnType::number;
    for (std::size_t row = 0; row < rows; ++row)
      column.number.push_back(cohort::parse_number(dimension.values[row / repeats % m])->value);
  } else {
    column.type = cohort::ColumnType::category;
    column.levels = dimension.values;
    for (std::size_t row = 0; row < rows; ++row)
      column.code.push_back(static_cast<std::int32_t>(row / repeats % m));
  }
  return column;
}

}  // namespace

Result<cohort::Table> rows_of_patients(const RecordsDeclaration& records,
                                       const cohort::Table& patients) {
  if (Problems problems = wrong_names(records, patients); !problems.empty())
    return failure(std::move(problems));
  std::size_t each = 1;
  for (const RecordsDeclaration::Dimension& dimension : records.rows)
    each *= dimension.values.size();
  std::vector<std::size_t> whose;
  whose.reserve(patients.rows * each);
  for (std::size_t row = 0; row < patients.rows; ++row) whose.insert(whose.end(), each, row);
  cohort::Table table = cohort::select_rows(patients, whose);
  std::size_t repeats = each;
  for (const RecordsDeclaration::Dimension& dimension : records.rows) {
    repeats /= dimension.values.size();
    table.columns.push_back(column_of(dimension, table.rows, repeats));
  }
  return table;
}

}  // namespace venscope::simulation
