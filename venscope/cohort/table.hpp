/// A table in memory: rows are patients, columns are typed, missing is a state of a value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// Codes of a category for a value that is not there. Not tested is not wild type.
inline constexpr std::int32_t missing_code = -1;
inline constexpr std::int32_t not_tested_code = -2;
/// The same for a number.
inline constexpr double missing_number = std::numeric_limits<double>::quiet_NaN();

enum class ColumnType {
  number,    ///< doubles
  category,  ///< codes into `levels`
  date,      ///< days since 1970-01-01, as doubles
  text,      ///< free text such as a patient's name in the registry: codes into `levels` too
};

/// One column. Numbers and dates stand in `number`, categories and text in `code`; the other vector
/// is empty. A missing number is stored as `missing_number` and a missing code as a negative one:
/// ask `missing(row)`, and `not_tested(row)` for the kind of it. `levels` is in the declared order,
/// or sorted as text when none was declared.
struct Column {
  std::string name;
  std::string label;  ///< for tables and figures; the name where none was declared
  std::string unit;   ///< "" where it has none
  ColumnType type = ColumnType::number;
  std::vector<double> number;
  std::vector<std::int32_t> code;
  std::vector<std::string> levels;

  std::size_t size() const { return number.empty() ? code.size() : number.size(); }
  bool numeric() const { return type == ColumnType::number || type == ColumnType::date; }
  bool missing(std::size_t row) const {
    return numeric() ? number[row] != number[row] : code[row] < 0;
  }
  bool not_tested(std::size_t row) const { return !numeric() && code[row] == not_tested_code; }
};

/// Columns of equal length. `line[i]` is the line of `file` on which row i began (from 1).
struct Table {
  std::string file;
  std::size_t rows = 0;
  std::vector<Column> columns;
  std::vector<std::uint32_t> line;

  /// The column of that name, or null.
  const Column* find(std::string_view name) const {
    for (const Column& column : columns)
      if (column.name == name) return &column;
    return nullptr;
  }
};

/// The rows named by `rows`, in that order; levels are kept, also those that no row has any more.
Table select_rows(const Table& table, const std::vector<std::size_t>& rows);

}  // namespace venscope::cohort
