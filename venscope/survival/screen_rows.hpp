/// The rows on which columns of a screen are fitted, sorted once for all of them.
#pragma once

#include "venscope/survival/cox.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// The rows that some columns have values in, ready for models of them.
struct ScreenRows {
  std::vector<std::size_t> rows;  ///< of the data; empty: all
  endpoint::Outcomes outcomes;
  Matrix adjusters;
  std::vector<std::int32_t> strata, cluster;
  std::vector<double> weights, offset;
  std::size_t n = 0, events = 0;
  std::optional<RiskOrder> order;  ///< nothing where the models are left to cox()
  SortedDesign design = {};
  std::vector<double> start;          ///< by position: weight exp(offset)
  std::vector<std::uint32_t> deaths;  ///< by tied set

  CoxData with(const Matrix& columns) const {
    return {.outcomes = outcomes,
            .design = columns,
            .strata = strata,
            .weights = weights,
            .offset = offset,
            .cluster = cluster};
  }
};

/// Those of `values` that stand at `rows`; nothing of nothing.
template <class T>
std::vector<T> taken(std::span<const T> values, const std::vector<std::size_t>& rows) {
  if (values.empty()) return {};
  std::vector<T> result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) result.push_back(values[row]);
  return result;
}

/// Copies the rows and sorts them.
ScreenRows screen_rows(const CoxData& data, std::vector<std::size_t> rows);

}  // namespace venscope::survival
