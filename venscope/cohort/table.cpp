#include "venscope/cohort/table.hpp"

#include <utility>

namespace venscope::cohort {
namespace {

template <class T>
std::vector<T> pick(const std::vector<T>& values, const std::vector<std::size_t>& rows) {
  if (values.empty()) return {};
  std::vector<T> picked;
  picked.reserve(rows.size());
  for (const std::size_t row : rows) picked.push_back(values[row]);
  return picked;
}

}  // namespace

Table select_rows(const Table& table, const std::vector<std::size_t>& rows) {
  Table selected;
  selected.file = table.file;
  selected.rows = rows.size();
  selected.line = pick(table.line, rows);
  for (const Column& column : table.columns) {
    Column copy{column.name, column.label, column.unit, column.type, {}, {}, column.levels};
    copy.number = pick(column.number, rows);
    copy.code = pick(column.code, rows);
    selected.columns.push_back(std::move(copy));
  }
  return selected;
}

}  // namespace venscope::cohort
