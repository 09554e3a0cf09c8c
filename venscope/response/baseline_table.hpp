/// The table that opens a paper: who the patients were, overall and by group.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/response/summary.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::response {

/// How a number is meant to be shown; it also chooses the fitting test.
enum class Display { fitting, median_iqr, median_range, mean_sd, counts };

enum class VariableTest {
  fitting,  ///< see baseline_table()
  none,
  pearson,
  fisher,
  ranks,           ///< Mann-Whitney for two groups, Kruskal-Wallis for more
  welch,           ///< Welch's t, or Welch's analysis of variance
  equal_variance,  ///< Student's t, or classical analysis of variance
};

struct BaselineVariable {
  std::string column;
  Display display = Display::fitting;
  VariableTest test = VariableTest::fitting;
};

struct BaselineOptions {
  std::vector<BaselineVariable> variables;
  std::optional<std::string> group;  ///< a column; none: overall only
  bool tests = true;
  bool standardised_differences = true;
  /// Percentages of everyone in the group instead of those with a value.
  bool percent_of_all = false;
  std::uint64_t seed = 1;  ///< of Fisher's p where the exact sum is too long
};

/// One level of a categorical variable, per column of the table; percent is absent where the
/// denominator is 0.
struct BaselineLevel {
  std::string name;
  std::vector<std::int64_t> count;
  std::vector<std::optional<double>> percent;
};

/// The test of a variable. `name` says which, e.g. "Mann-Whitney test"; absent p: `note` says why.
struct BaselineTest {
  std::string name;
  std::optional<double> statistic, p;
  std::string note;
};

/// One variable. Vectors have one entry per column of the table: overall, then the groups.
struct BaselineRow {
  std::string column, label, unit;
  Display display = Display::fitting;  ///< never `fitting`: what was chosen
  std::vector<std::size_t> n;          ///< patients with a value
  std::vector<std::size_t> n_missing;
  std::vector<Summary> summary;       ///< of numbers and dates, else empty
  std::vector<BaselineLevel> levels;  ///< of categories, else empty
  std::optional<BaselineTest> test;
  /// Standardised difference without sign; the mean over the pairs for more than two groups.
  std::optional<double> standardised_difference;
};

struct BaselineTable {
  std::string group_label;           ///< "" without a group
  std::vector<std::string> columns;  ///< "Overall", then the group's levels
  std::vector<std::size_t> n;        ///< patients per column
  std::size_t n_without_group = 0;   ///< in Overall, in no group
  std::vector<BaselineRow> rows;
  std::vector<std::string> warnings;
};

/// Describes `variables` in all rows of `table` and by group.
///
/// Display where fitting: categories, and numbers that are only ever 0 or 1, by counts; other
/// numbers by median and interquartile range (quantiles of type 7); dates by their range; free text
/// only by n and missing. Levels are in the column's order, also those that nobody has. Percentages
/// are of the patients with a value unless percent_of_all; missing is always counted.
///
/// Test where fitting (groups and levels that nobody is in take no part):
///   counts: Pearson without continuity correction, or Fisher's exact test (r x c too, simulated if
///     the sum is too long) where any expected count is below 5;
///   numbers: ranks; Welch where the display is mean_sd;
///   dates and text: none.
/// A variable with one level, one group with values, or no values has a named reason instead of p.
/// p values are of single variables and not adjusted.
/// Problems, all at once: response.unknown_column, response.group_not_categorical.
/// Right by: reference/response/baseline_table (R), unit/response/degenerate.
Result<BaselineTable> baseline_table(const cohort::Table& table, const BaselineOptions& options);

}  // namespace venscope::response
