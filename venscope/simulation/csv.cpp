#include "venscope/simulation/draw.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace venscope::simulation {

namespace {

void append_text(std::string& csv, const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) {
    csv += text;
    return;
  }
  csv += '"';
  for (const char c : text) {
    if (c == '"') csv += '"';
    csv += c;
  }
  csv += '"';
}

void append_number(std::string& csv, double value, int decimals) {
  const auto out = std::back_inserter(csv);
  if (decimals < 0)
    fmt::format_to(out, "{}", value);
  else
    fmt::format_to(out, "{:.{}f}", value == 0 ? 0.0 : value, decimals);
}

void append_date(std::string& csv, double days) {
  const std::chrono::sys_days day{std::chrono::days{static_cast<int>(days)}};
  const std::chrono::year_month_day date{day};
  fmt::format_to(std::back_inserter(csv), "{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                 static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

void append_cell(std::string& csv, const cohort::Column& column, std::size_t row, int decimals) {
  if (column.missing(row)) return;
  if (column.type == cohort::ColumnType::date)
    append_date(csv, column.number[row]);
  else if (column.numeric())
    append_number(csv, column.number[row], decimals);
  else
    append_text(csv, column.levels[static_cast<std::size_t>(column.code[row])]);
}

}  // namespace

std::string to_csv(const Drawing& drawing) {
  const auto& columns = drawing.table.columns;
  std::string csv;
  csv.reserve((drawing.table.rows + 1) * columns.size() * 8);
  for (std::size_t k = 0; k < columns.size(); ++k) {
    if (k > 0) csv += ',';
    append_text(csv, columns[k].name);
  }
  csv += '\n';
  for (std::size_t row = 0; row < drawing.table.rows; ++row) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (k > 0) csv += ',';
      append_cell(csv, columns[k], row, drawing.decimals[k]);
    }
    csv += '\n';
  }
  return csv;
}

}  // namespace venscope::simulation
