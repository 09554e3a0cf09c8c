/// Columns that analyses of tables without a formula name: found, typed, and their rows by value.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// The column of that name, or null and a problem (study.no_such_column) with the nearest name;
/// null alone where `name` is "". `entry` is what named it: "--dose".
const cohort::Column* named_column(const cohort::Table& table, const std::string& name,
                                   std::string_view entry, Problems& problems);

/// The same of a column of numbers (study.not_numbers).
const cohort::Column* number_column(const cohort::Table& table, const std::string& name,
                                    std::string_view entry, Problems& problems);

/// The rows of a table by the values of a column, as text.
struct KeyedRows {
  std::vector<std::string> names;
  std::vector<int> key;  ///< per row, index into names; -1 where it is missing
};

/// By order of appearance; or, `sorted`, in the order of the column's levels (numbers ascending).
/// Without a column all rows have the one key "".
KeyedRows keyed_rows(const cohort::Table& table, const cohort::Column* column, bool sorted = false);

}  // namespace venscope::study
