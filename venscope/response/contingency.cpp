#include "venscope/response/contingency.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

namespace venscope::response {

std::int64_t ContingencyTable::row_total(std::size_t row) const {
  std::int64_t sum = 0;
  for (std::size_t j = 0; j < columns(); ++j) sum += (*this)(row, j);
  return sum;
}

std::int64_t ContingencyTable::column_total(std::size_t column) const {
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < rows(); ++i) sum += (*this)(i, column);
  return sum;
}

std::int64_t ContingencyTable::total() const {
  return std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
}

ContingencyTable make_table(std::size_t rows, std::size_t columns,
                            std::vector<std::int64_t> counts) {
  ContingencyTable table;
  for (std::size_t i = 1; i <= rows; ++i) table.row_levels.push_back(std::to_string(i));
  for (std::size_t j = 1; j <= columns; ++j) table.column_levels.push_back(std::to_string(j));
  table.counts = std::move(counts);
  table.counts.resize(rows * columns, 0);
  return table;
}

Levels levels_of(const cohort::Column& column) {
  if (!column.numeric()) return {column.levels, column.code};
  Levels levels;
  std::vector<double> values;
  for (const double value : column.number)
    if (!std::isnan(value)) values.push_back(value);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  // -0 equals 0 and is written without its sign.
  for (const double value : values) levels.names.push_back(fmt::format("{}", value + 0.0));
  levels.code.reserve(column.number.size());
  for (const double value : column.number) {
    const auto place = std::lower_bound(values.begin(), values.end(), value);
    levels.code.push_back(std::isnan(value) ? -1
                                            : static_cast<std::int32_t>(place - values.begin()));
  }
  return levels;
}

Result<ContingencyTable> cross_tabulate(const cohort::Column& row, const cohort::Column& column) {
  if (row.size() != column.size())
    return cannot_analyse("response.unequal_lengths",
                          fmt::format("{} has {} values and {} has {}", row.name, row.size(),
                                      column.name, column.size()));
  Levels of_row = levels_of(row), of_column = levels_of(column);
  ContingencyTable table;
  table.row_levels = std::move(of_row.names);
  table.column_levels = std::move(of_column.names);
  table.counts.assign(table.rows() * table.columns(), 0);
  for (std::size_t k = 0; k < of_row.code.size(); ++k) {
    if (of_row.code[k] < 0 || of_column.code[k] < 0) {
      ++table.n_missing;
      continue;
    }
    const auto i = static_cast<std::size_t>(of_row.code[k]);
    ++table.counts[i * table.columns() + static_cast<std::size_t>(of_column.code[k])];
  }
  return table;
}

ContingencyTable without_empty_levels(const ContingencyTable& table) {
  ContingencyTable kept;
  kept.n_missing = table.n_missing;
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < table.columns(); ++j) {
    if (table.column_total(j) == 0) continue;
    columns.push_back(j);
    kept.column_levels.push_back(table.column_levels[j]);
  }
  for (std::size_t i = 0; i < table.rows(); ++i) {
    if (table.row_total(i) == 0) continue;
    kept.row_levels.push_back(table.row_levels[i]);
    for (const std::size_t j : columns) kept.counts.push_back(table(i, j));
  }
  return kept;
}

ContingencyTable transposed(const ContingencyTable& table) {
  ContingencyTable other{table.column_levels, table.row_levels, {}, table.n_missing};
  other.counts.reserve(table.counts.size());
  for (std::size_t j = 0; j < table.columns(); ++j)
    for (std::size_t i = 0; i < table.rows(); ++i) other.counts.push_back(table(i, j));
  return other;
}

namespace {

Problems margin_problems(const ContingencyTable& table) {
  Problems problems;
  const auto add = [&](std::string code, std::string what, std::string remedy) {
    problems.push_back(
        {std::move(code), {}, std::move(what), {}, std::move(remedy), Fault::analysis});
  };
  if (table.total() == 0) {
    add("response.no_observations", "the table has no observations", "");
    return problems;
  }
  if (table.rows() < 2 || table.columns() < 2)
    add("response.one_level",
        fmt::format("the table has {} row(s) and {} column(s), two of each are needed to compare",
                    table.rows(), table.columns()),
        "");
  const char* const remedy = "leave the level out";
  for (std::size_t i = 0; i < table.rows(); ++i)
    if (table.row_total(i) == 0)
      add("response.empty_level",
          fmt::format("row {} of the table has no observations", table.row_levels[i]), remedy);
  for (std::size_t j = 0; j < table.columns(); ++j)
    if (table.column_total(j) == 0)
      add("response.empty_level",
          fmt::format("column {} of the table has no observations", table.column_levels[j]),
          remedy);
  return problems;
}

/// Sums term(observed, deviation, expected) over the cells, where deviation = observed - expected
/// comes from the integers: O n - r c is exact below 2^53, O - E would lose digits near
/// independence.
template <class Term>
Result<ChiSquared> sum_over_cells(const ContingencyTable& table, Term term) {
  if (Problems problems = margin_problems(table); !problems.empty())
    return failure(std::move(problems));
  const double n = static_cast<double>(table.total());
  ChiSquared result;
  result.smallest_expected = n;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    const double row = static_cast<double>(table.row_total(i));
    for (std::size_t j = 0; j < table.columns(); ++j) {
      const double column = static_cast<double>(table.column_total(j));
      const double observed = static_cast<double>(table(i, j));
      const double expected = row * column / n;
      result.statistic += term(observed, (observed * n - row * column) / n, expected);
      result.expected.push_back(expected);
      result.smallest_expected = std::min(result.smallest_expected, expected);
      if (expected < 5.0) ++result.expected_below_five;
    }
  }
  result.df = static_cast<double>((table.rows() - 1) * (table.columns() - 1));
  result.p = chi_squared_upper(result.statistic, result.df);
  return result;
}

double squared(double deviation, double expected) {
  return deviation * deviation / expected;
}

}  // namespace

Result<ChiSquared> pearson(const ContingencyTable& table) {
  return sum_over_cells(table, [](double, double deviation, double expected) {
    return squared(deviation, expected);
  });
}

Result<ChiSquared> pearson_yates(const ContingencyTable& table) {
  if (table.rows() != 2 || table.columns() != 2)
    return cannot_analyse("response.not_two_by_two",
                          "Yates' correction is defined for 2 x 2 tables only");
  return sum_over_cells(table, [](double, double deviation, double expected) {
    const double size = std::fabs(deviation);
    return squared(size - std::min(0.5, size), expected);
  });
}

Result<ChiSquared> pearson_n_minus_one(const ContingencyTable& table) {
  Result<ChiSquared> result = pearson(table);
  if (!result) return result;
  const double n = static_cast<double>(table.total());
  result->statistic *= (n - 1.0) / n;
  result->p = chi_squared_upper(result->statistic, result->df);
  return result;
}

Result<ChiSquared> likelihood_ratio(const ContingencyTable& table) {
  return sum_over_cells(table, [](double observed, double deviation, double expected) {
    // O log(O/E) - (O - E): the subtracted part sums to zero, and every term is then positive.
    const double log_ratio = std::log1p(deviation / expected);
    return observed > 0.0 ? 2.0 * (observed * log_ratio - deviation) : 2.0 * expected;
  });
}

}  // namespace venscope::response
