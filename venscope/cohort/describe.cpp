#include "venscope/cohort/describe.hpp"

#include "venscope/base/quantile.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

void count_levels(const Column& column, ColumnDescription& about) {
  std::vector<std::size_t> counts(column.levels.size(), 0);
  for (const std::int32_t code : column.code)
    if (code >= 0) ++counts[static_cast<std::size_t>(code)];
  for (std::size_t i = 0; i < counts.size(); ++i) {
    about.levels.push_back({column.levels[i], counts[i]});
    if (counts[i] > 0) ++about.distinct;
  }
}

/// How the values lie against what the dictionary expects of the variable.
void compare_with(const Variable& variable, const Column& column, ColumnDescription& about) {
  about.variable = variable.name;
  if (!column.numeric()) return;
  const auto outside = [&column](const Range& range) {
    std::size_t count = 0;
    for (const double value : column.number)
      if (value == value && !range.contains(value)) ++count;
    return count;
  };
  for (const auto& range : {variable.range, variable.plausible}) {
    const std::size_t count = range ? outside(*range) : 0;
    if (count == 0) continue;
    about.suspicions.push_back(
        fmt::format("{} value{} outside {} to {}{}, if this is {}: check values and unit",
                    with_thousands(count), count == 1 ? "" : "s", range->low, range->high,
                    variable.unit.empty() ? "" : " " + variable.unit, variable.name));
    return;
  }
}

}  // namespace

std::optional<NumberSummary> summarise_numbers(const Column& column, std::size_t& distinct) {
  std::vector<double> sorted;
  sorted.reserve(column.number.size());
  for (const double value : column.number)
    if (value == value) sorted.push_back(value);
  distinct = 0;
  if (sorted.empty()) return std::nullopt;
  std::sort(sorted.begin(), sorted.end());

  NumberSummary summary;
  summary.min = sorted.front();
  summary.lower = sorted_quantile(sorted, 0.25);
  summary.median = sorted_quantile(sorted, 0.5);
  summary.upper = sorted_quantile(sorted, 0.75);
  summary.max = sorted.back();
  // Around the median, so that a column of huge equal values keeps its digits.
  double sum = 0;
  for (const double value : sorted) sum += value - summary.median;
  const auto n = static_cast<double>(sorted.size());
  summary.mean = summary.median + sum / n;
  double squares = 0;
  for (const double value : sorted) squares += (value - summary.mean) * (value - summary.mean);
  if (sorted.size() > 1) summary.sd = std::sqrt(squares / (n - 1));
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i == 0 || sorted[i] != sorted[i - 1]) ++distinct;
    if (sorted[i] == 0) ++summary.zeros;
    if (sorted[i] < 0) ++summary.negative;
    if (sorted[i] != std::floor(sorted[i])) summary.whole = false;
  }
  return summary;
}

std::string coding_of(const ColumnDescription& about) {
  if (!about.number || about.distinct != 2) return "";
  if (about.number->min == 0 && about.number->max == 1) return "0/1";
  if (about.number->min == 1 && about.number->max == 2) return "1/2";
  return "";
}

Description describe(const Table& table, const Dictionary& hints) {
  Description about;
  about.rows = table.rows;
  for (const Column& column : table.columns) {
    ColumnDescription one;
    one.name = column.name;
    one.label = column.label;
    one.unit = column.unit;
    one.type = column.type;
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (column.missing(row)) ++one.missing;
      if (column.not_tested(row)) ++one.not_tested;
    }
    if (column.numeric())
      one.number = summarise_numbers(column, one.distinct);
    else
      count_levels(column, one);
    const std::size_t values = table.rows - one.missing;
    one.identifying = !column.numeric() && (column.type == ColumnType::text ||
                                            (one.distinct > 20 && 2 * one.distinct > values));
    if (const Variable* variable = hints.match(column.name)) compare_with(*variable, column, one);
    for (std::string& text : suspicions_of(table, column, one))
      one.suspicions.push_back(std::move(text));
    about.columns.push_back(std::move(one));
  }
  about.endpoints = guess_endpoints(about);
  about.suspicions = row_suspicions(table, about);
  return about;
}

}  // namespace venscope::cohort
