/// Columns of a laboratory's table as an analysis of replicates takes them: found by name, their
/// values as categories in a set order.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// The column of that name; null and a problem, with the nearest name, where there is none.
const cohort::Column* assay_column(const cohort::Table& table, std::string_view name,
                                   Problems& problems);

/// As above, and a problem (assay.not_numbers) where it holds no numbers.
const cohort::Column* assay_numbers(const cohort::Table& table, std::string_view name,
                                    Problems& problems);

/// A column as categories: -1 where missing.
struct AssayCategories {
  std::vector<std::int32_t> code;   ///< per row asked for
  std::vector<std::string> levels;  ///< those that some row has: numbers ascending, others as
                                    ///< declared or as text
};

/// The values of `rows`, in their order. With `first`, that level comes before the others; a
/// problem (assay.no_control) where no row has it.
AssayCategories assay_categories(const cohort::Column& column, const std::vector<std::size_t>& rows,
                                 const std::string& first, Problems& problems);

/// "a", "b" and 3 more.
std::string some_of(const std::vector<std::string>& names);

}  // namespace venscope::study
