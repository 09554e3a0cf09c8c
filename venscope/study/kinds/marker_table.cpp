#include "venscope/study/kinds/marker_table.hpp"

#include "venscope/study/step_formula.hpp"

#include <fmt/format.h>

namespace venscope::study {

namespace {

cohort::Column as_number(const cohort::Column& column) {
  if (column.numeric()) return column;
  cohort::Column result;
  result.name = column.name;
  result.label = column.label;
  for (std::size_t row = 0; row < column.size(); ++row)
    result.number.push_back(column.missing(row) ? cohort::missing_number : column.code[row] + 1.0);
  return result;
}

}  // namespace

cohort::Table marker_table(const Plan& plan, const Step& step,
                           std::span<const std::string> markers) {
  cohort::Table table;
  table.file = step.table->file;
  table.rows = step.table->rows;
  table.line = step.table->line;
  const auto add = [&](const std::string& name) {
    const cohort::Column* column = step.table->find(name);
    if (column && !table.find(name)) table.columns.push_back(as_number(*column));
  };
  for (const char* part : {".entry", ".time", ".event"})
    add(plan.endpoints[*step.endpoint].definition.id + part);
  for (const std::string& marker : markers) add(marker);
  return table;
}

std::string marker_formula(const Plan& plan, const Step& step,
                           std::span<const std::string> markers) {
  return fmt::format("{} ~ {}", survival_side(plan.endpoints[*step.endpoint]),
                     right_side({markers.begin(), markers.end()}, {}, "", *step.table));
}

}  // namespace venscope::study
