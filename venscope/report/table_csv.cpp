/// Writes a document table as CSV.
#include "venscope/report/escape.hpp"
#include "venscope/report/number.hpp"
#include "venscope/report/table.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace venscope::report {
namespace {

bool is_number(std::string_view text) {
  double value = 0;
  if (text.starts_with('+')) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// A spreadsheet runs a field that begins so as a formula, also one from a hostile file.
bool runs_as_formula(std::string_view text) {
  if (text.empty()) return false;
  return std::string_view("=+-@").find(text.front()) != std::string_view::npos && !is_number(text);
}

std::string name_of(const ColumnHead& column) {
  if (column.group.empty()) return column.text;
  return column.text.empty() ? column.group : column.group + ": " + column.text;
}

/// Whether the one field of the column bears its name ("Events", events): then the number says all.
/// Judged by the names, so that the columns of a file do not depend on the patients.
bool shows_its_number(const ColumnHead& column) {
  return column.fields.size() == 1 &&
         std::equal(column.text.begin(), column.text.end(), column.fields[0].begin(),
                    column.fields[0].end(), [](char a, char b) {
                      return std::tolower(static_cast<unsigned char>(a)) ==
                             std::tolower(static_cast<unsigned char>(b));
                    });
}

class Lines {
public:
  void put(std::string_view field) {
    if (!at_start_) text_ += ',';
    text_ += field;
    at_start_ = false;
  }
  void end() {
    text_ += '\n';
    at_start_ = true;
  }
  std::string take() { return std::move(text_); }

private:
  std::string text_;
  bool at_start_ = true;
};

}  // namespace

std::string csv_field(std::string_view text) {
  std::string field = clean_text(text);
  if (runs_as_formula(field)) field = "'" + field;
  if (field.find_first_of(",\"\n\r") == std::string::npos) return field;
  std::string quoted = "\"";
  for (const char c : field) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string csv(const Table& table) {
  Lines lines;
  for (const ColumnHead& column : table.columns) {
    if (!shows_its_number(column)) lines.put(csv_field(name_of(column)));
    for (const std::string& field : column.fields) lines.put(csv_field(field));
  }
  lines.end();
  const Cell nothing;
  for (const Row& row : table.rows) {
    for (std::size_t j = 0; j < table.columns.size(); ++j) {
      const Cell& cell = j < row.cells.size() ? row.cells[j] : nothing;
      const std::string indent(j == 0 ? 2 * static_cast<std::size_t>(row.indent) : 0, ' ');
      if (!shows_its_number(table.columns[j])) lines.put(csv_field(indent + cell.text));
      for (std::size_t k = 0; k < table.columns[j].fields.size(); ++k)
        lines.put(k < cell.values.size() ? exact(cell.values[k]) : std::string());
    }
    lines.end();
  }
  return lines.take();
}

}  // namespace venscope::report
