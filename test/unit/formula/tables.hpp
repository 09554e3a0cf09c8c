/// Small tables for tests, without a file.
#pragma once

#include "venscope/cohort/table.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

namespace venscope::test {

inline cohort::Column number_column(std::string name, std::vector<double> values) {
  cohort::Column column;
  column.name = std::move(name);
  column.number = std::move(values);
  return column;
}

/// Levels sorted by their bytes; "" is missing.
inline cohort::Column text_column(std::string name, const std::vector<std::string>& values) {
  cohort::Column column;
  column.name = std::move(name);
  column.type = cohort::ColumnType::category;
  column.levels = values;
  std::sort(column.levels.begin(), column.levels.end());
  column.levels.erase(std::unique(column.levels.begin(), column.levels.end()), column.levels.end());
  std::erase(column.levels, "");
  for (const std::string& value : values) {
    const auto found = std::lower_bound(column.levels.begin(), column.levels.end(), value);
    column.code.push_back(value.empty() ? -1
                                        : static_cast<std::int32_t>(found - column.levels.begin()));
  }
  return column;
}

inline cohort::Table table_of(std::vector<cohort::Column> columns) {
  cohort::Table table;
  table.file = "cohort.csv";
  table.rows = columns.empty() ? 0 : columns.front().size();
  for (std::size_t i = 0; i < table.rows; ++i)
    table.line.push_back(static_cast<std::uint32_t>(i + 2));
  table.columns = std::move(columns);
  return table;
}

/// {"age": [61, null, …], "sex": ["M", …], "prior": [true, …]}
inline cohort::Table table_from_json(const nlohmann::ordered_json& data) {
  std::vector<cohort::Column> columns;
  for (const auto& [name, values] : data.items()) {
    const bool number = std::all_of(values.begin(), values.end(),
                                    [](const auto& v) { return v.is_number() || v.is_null(); });
    std::vector<double> numbers;
    std::vector<std::string> texts;
    for (const auto& v : values) {
      if (number)
        numbers.push_back(v.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                      : v.template get<double>());
      else if (v.is_boolean())
        texts.push_back(v.template get<bool>() ? "TRUE" : "FALSE");
      else
        texts.push_back(v.is_null() ? "" : v.template get<std::string>());
    }
    columns.push_back(number ? number_column(name, numbers) : text_column(name, texts));
  }
  return table_of(std::move(columns));
}

}  // namespace venscope::test
