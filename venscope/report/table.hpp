/// A table of the document: typed cells with their text, and its writers.
#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::report {

/// Behind a cell that shows no number: an empty field.
inline constexpr double no_value = std::numeric_limits<double>::quiet_NaN();

/// One cell: what is shown, and the numbers behind it at full precision (those its column's
/// `fields` name).
struct Cell {
  std::string text;
  std::vector<double> values;

  Cell() = default;
  Cell(std::string shown) : text(std::move(shown)) {}  // NOLINT: a text is a cell
  Cell(const char* shown) : text(shown) {}             // NOLINT
  Cell(std::string shown, double value) : text(std::move(shown)), values{value} {}
  Cell(std::string shown, std::vector<double> numbers)
      : text(std::move(shown)), values(std::move(numbers)) {}
};

enum class Align { left, right, centre };

struct ColumnHead {
  std::string text;
  std::string group;  ///< neighbours of the same group share a heading above; "" for none
  Align align = Align::right;
  std::vector<std::string> fields;  ///< names of the numbers behind, e.g. hr, hr_low, hr_high
};

struct Row {
  std::vector<Cell> cells;  ///< as many as columns; missing ones at the end are empty
  int indent = 0;           ///< of the first cell
  bool heading = false;     ///< a variable above its levels: set in bold
};

/// The first column names the row.
struct Table {
  std::string id;  ///< letters, digits and hyphens: file name and anchor
  std::string title;
  std::vector<ColumnHead> columns;
  std::vector<Row> rows;
  std::vector<std::string> footnotes;
};

/// Semantic HTML: caption, column groups, th with scope, footnotes. No style of its own.
std::string html(const Table& table);

/// RFC 4180, UTF-8, LF. Each column as shown, then its fields at full precision; a column whose
/// one field bears its name (n, Events) stands once, as the number. A text that a spreadsheet
/// would run as a formula (= + - @ first, not a number) gets an apostrophe in front.
std::string csv(const Table& table);

/// A LaTeX table with booktabs rules; every special character escaped.
std::string latex(const Table& table);

/// One CSV field, quoted where needed and with the apostrophe described above.
std::string csv_field(std::string_view text);

}  // namespace venscope::report
