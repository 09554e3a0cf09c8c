/// Reads the small CSV files beside the tests, without the reader that is under test.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace venscope::test {

/// Columns by name, as text; NA stays "NA".
struct Csv {
  std::map<std::string, std::vector<std::string>> columns;
  std::size_t rows = 0;

  const std::vector<std::string>& text(const std::string& name) const {
    static const std::vector<std::string> none;
    const auto found = columns.find(name);
    EXPECT_NE(found, columns.end()) << "no column " << name;
    return found == columns.end() ? none : found->second;
  }
  /// Numbers; NA is NaN.
  std::vector<double> number(const std::string& name) const {
    std::vector<double> values;
    for (const std::string& cell : text(name))
      values.push_back(cell == "NA" ? std::numeric_limits<double>::quiet_NaN()
                                    : std::strtod(cell.c_str(), nullptr));
    return values;
  }
  std::vector<std::int32_t> integer(const std::string& name) const {
    std::vector<std::int32_t> values;
    for (const double value : number(name)) values.push_back(static_cast<std::int32_t>(value));
    return values;
  }
  /// Codes 0, 1, … of the distinct texts in sorted order.
  std::vector<std::int32_t> codes(const std::string& name) const {
    std::map<std::string, std::int32_t> levels;
    for (const std::string& cell : text(name)) levels.emplace(cell, 0);
    std::int32_t next = 0;
    for (auto& [level, code] : levels) code = next++;
    std::vector<std::int32_t> values;
    for (const std::string& cell : text(name)) values.push_back(levels[cell]);
    return values;
  }
};

/// test/reference/data/NAME.csv.
inline Csv data_set(const std::string& name) {
  Csv csv;
  std::ifstream file(fmt::format("{}/test/reference/data/{}.csv", VENSCOPE_SOURCE_DIR, name));
  EXPECT_TRUE(file.good()) << "cannot open data set " << name;
  std::string line;
  std::vector<std::string> names;
  while (std::getline(file, line)) {
    std::vector<std::string> cells;
    std::string cell;
    for (std::istringstream cut(line); std::getline(cut, cell, ',');) cells.push_back(cell);
    if (names.empty()) {
      names = cells;
      for (const std::string& column : names) csv.columns[column];
      continue;
    }
    cells.resize(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) csv.columns[names[i]].push_back(cells[i]);
    ++csv.rows;
  }
  return csv;
}

}  // namespace venscope::test
