/// Tables of counts of two categorical variables, and the chi-squared tests on them.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace venscope::response {

/// r x c counts, row by row: counts[i * columns() + j]. Patients with either value missing are not
/// in `counts`, but in `n_missing`.
struct ContingencyTable {
  std::vector<std::string> row_levels;
  std::vector<std::string> column_levels;
  std::vector<std::int64_t> counts;
  std::size_t n_missing = 0;

  std::size_t rows() const { return row_levels.size(); }
  std::size_t columns() const { return column_levels.size(); }
  std::int64_t operator()(std::size_t row, std::size_t column) const {
    return counts[row * columns() + column];
  }
  std::int64_t row_total(std::size_t row) const;
  std::int64_t column_total(std::size_t column) const;
  std::int64_t total() const;
};

/// A table from bare counts; levels are named "1", "2", …
ContingencyTable make_table(std::size_t rows, std::size_t columns,
                            std::vector<std::int64_t> counts);

/// The levels of a column and each row's code (-1: missing). A number is categorical by its
/// distinct values in ascending order, written with as many digits as they need.
struct Levels {
  std::vector<std::string> names;
  std::vector<std::int32_t> code;
};
Levels levels_of(const cohort::Column& column);

/// Counts every pair of levels; levels that nobody has stay, with zeros. O(n), or O(n log n) for
/// numbers. Problem: response.unequal_lengths.
Result<ContingencyTable> cross_tabulate(const cohort::Column& row, const cohort::Column& column);

/// The same without rows and columns that nobody is in.
ContingencyTable without_empty_levels(const ContingencyTable& table);
ContingencyTable transposed(const ContingencyTable& table);

/// Upper tail of chi-squared. `expected` are the counts under independence, ordered as `counts`.
struct ChiSquared {
  double statistic = 0;
  double df = 0;
  double p = 1;
  std::vector<double> expected;
  double smallest_expected = 0;
  std::size_t expected_below_five = 0;  ///< cells; above zero the approximation is doubtful
};

/// Pearson:  X2 = sum (O - E)^2 / E,  E_ij = row_i column_j / n,  df = (r - 1)(c - 1).
/// Problems of all four: response.no_observations (n = 0), response.one_level (fewer than two rows
/// or columns), response.empty_level (a margin is zero: E = 0 leaves X2 undefined). Source: Pearson
/// 1900; docs/methods/contingency.md. Right by: by_hand/response, reference/response/contingency (R
/// chisq.test), laws/response.
Result<ChiSquared> pearson(const ContingencyTable& table);

/// Pearson with Yates' continuity correction, for 2 x 2 only (else response.not_two_by_two):
///   sum (|O - E| - d)^2 / E,  d = min(0.5, |O - E|)  as R has it.
Result<ChiSquared> pearson_yates(const ContingencyTable& table);

/// (n - 1) / n times Pearson's X2 (E. Pearson 1947; Campbell 2007 recommends it for 2 x 2 tables
/// with all E >= 1).
Result<ChiSquared> pearson_n_minus_one(const ContingencyTable& table);

/// Likelihood ratio:  G2 = 2 sum O log(O / E),  0 log 0 = 0.
Result<ChiSquared> likelihood_ratio(const ContingencyTable& table);

}  // namespace venscope::response
