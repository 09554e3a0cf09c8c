#include "venscope/study/keyed_rows.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/report/number.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

namespace venscope::study {

const cohort::Column* named_column(const cohort::Table& table, const std::string& name,
                                   std::string_view entry, Problems& problems) {
  if (name.empty()) return nullptr;
  if (const cohort::Column* const column = table.find(name)) return column;
  std::vector<std::string> names;
  for (const cohort::Column& column : table.columns) names.push_back(column.name);
  const std::string near = nearest_name(name, names);
  problems.push_back({"study.no_such_column",
                      {std::string(entry), 0, ""},
                      fmt::format("there is no column '{}' in {}", name, table.file),
                      names.size() > 12 ? "" : fmt::format("one of {}", fmt::join(names, ", ")),
                      near.empty() ? "" : fmt::format("did you mean {}?", near)});
  return nullptr;
}

namespace {

/// One slip makes a column of text, numbers and all: it is the slip that is to be shown.
bool reads_as_number(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

}  // namespace

const cohort::Column* number_column(const cohort::Table& table, const std::string& name,
                                    std::string_view entry, Problems& problems) {
  const cohort::Column* const column = named_column(table, name, entry, problems);
  if (!column || column->type == cohort::ColumnType::number) return column;
  std::string sample;
  for (std::size_t row = 0; row < table.rows && sample.empty(); ++row)
    if (!column->missing(row) && !column->numeric() &&
        !reads_as_number(column->levels[static_cast<std::size_t>(column->code[row])]))
      sample =
          fmt::format(", such as '{}' in line {}",
                      column->levels[static_cast<std::size_t>(column->code[row])], table.line[row]);
  problems.push_back({"study.not_numbers",
                      {std::string(entry), 0, ""},
                      fmt::format("the column '{}' of {} holds text{}", name, table.file, sample),
                      "numbers",
                      "correct the cells, or name what means missing with --missing"});
  return nullptr;
}

KeyedRows keyed_rows(const cohort::Table& table, const cohort::Column* column, bool sorted) {
  KeyedRows found;
  found.key.assign(table.rows, -1);
  if (!column) {
    found.names = {""};
    std::fill(found.key.begin(), found.key.end(), 0);
    return found;
  }
  // Each value's number and where it was first seen; numbers sort as numbers.
  std::map<std::pair<double, std::int32_t>, int> place;
  std::vector<std::pair<double, std::int32_t>> values;
  const auto value_of = [&](std::size_t row) {
    return column->numeric() ? std::pair{column->number[row], 0}
                             : std::pair{0.0, column->code[row]};
  };
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!column->missing(row) && place.emplace(value_of(row), 0).second)
      values.push_back(value_of(row));
  if (sorted) std::sort(values.begin(), values.end());
  for (std::size_t k = 0; k < values.size(); ++k) {
    place[values[k]] = static_cast<int>(k);
    found.names.push_back(column->numeric()
                              ? report::exact(values[k].first)
                              : column->levels[static_cast<std::size_t>(values[k].second)]);
  }
  for (std::size_t row = 0; row < table.rows; ++row)
    if (!column->missing(row)) found.key[row] = place[value_of(row)];
  return found;
}

}  // namespace venscope::study
