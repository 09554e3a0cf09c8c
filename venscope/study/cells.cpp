#include "venscope/study/cells.hpp"

#include "venscope/report/number.hpp"

#include <cmath>
#include <vector>

namespace venscope::study {

using report::no_value;

report::Cell count_cell(std::size_t n) {
  return {report::count(static_cast<double>(n)), static_cast<double>(n)};
}

report::Cell p_cell(double p) {
  return std::isfinite(p) ? report::Cell(report::p_value(p), p)
                          : report::Cell(report::undefined_number, report::no_value);
}

report::Cell p_cell(std::optional<double> p) {
  if (!p) return {report::undefined_number};
  return {report::p_value(*p), *p};
}

report::Cell number_cell(std::optional<double> value, int decimals) {
  return {value ? report::fixed(*value, decimals) : report::undefined_number,
          std::vector{value.value_or(no_value)}};
}

report::Cell interval_cell(std::optional<double> value, std::optional<double> low,
                           std::optional<double> high, int decimals) {
  const std::vector values{value.value_or(no_value), low.value_or(no_value),
                           high.value_or(no_value)};
  if (!value) return {report::undefined_number, values};
  if (!low || !high) return {report::fixed(*value, decimals), values};
  return {report::estimate_interval(*value, *low, *high, decimals), values};
}

}  // namespace venscope::study
