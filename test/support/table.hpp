/// Small tables for tests, without a file.
#pragma once

#include "venscope/cohort/table.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace venscope::test {

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Builds a table column by column; row i stands on line i + 2, as under a header.
struct TableOf {
  cohort::Table table;

  explicit TableOf(std::size_t rows) {
    table.file = "cohort.csv";
    table.rows = rows;
    for (std::size_t i = 0; i < rows; ++i) table.line.push_back(static_cast<std::uint32_t>(i + 2));
  }
  TableOf& number(const std::string& name, std::vector<double> values) {
    return add(name, cohort::ColumnType::number, std::move(values));
  }
  /// Days since 1970-01-01.
  TableOf& date(const std::string& name, std::vector<double> values) {
    return add(name, cohort::ColumnType::date, std::move(values));
  }
  TableOf& category(const std::string& name, std::vector<std::string> levels,
                    std::vector<std::int32_t> codes) {
    cohort::Column column;
    column.name = name;
    column.type = cohort::ColumnType::category;
    column.levels = std::move(levels);
    column.code = std::move(codes);
    table.columns.push_back(std::move(column));
    return *this;
  }

private:
  TableOf& add(const std::string& name, cohort::ColumnType type, std::vector<double> values) {
    cohort::Column column;
    column.name = name;
    column.type = type;
    column.number = std::move(values);
    table.columns.push_back(std::move(column));
    return *this;
  }
};

}  // namespace venscope::test
