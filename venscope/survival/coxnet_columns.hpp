/// The columns of a penalised Cox model, read where the data have them.
#pragma once

#include "venscope/base/large_pages.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/risk_order.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// By column, under weights by position.
struct ColumnSpread {
  /// sqrt(sum q x^2 - (sum q x)^2), q the weights divided by their sum; 0 for a column that does
  /// not vary where the weight is above 0.
  std::vector<double> deviation;
  std::vector<double> length;  ///< sqrt(sum (x - centre)^2) over the rows that have a weight
};

/// n x p, each column by row as the data have it, not centred: sums of products with a gradient,
/// which itself sums to 0, do not need it. Only columns that lie so far from 0 that digits would be
/// lost are kept here a second time, centred. The partial likelihood is the same for any centre.
struct CoxnetColumns {
  CoxnetColumns() = default;
  CoxnetColumns(CoxnetColumns&&) = default;  // `values` may lead into `centred`: no copies

  std::size_t rows = 0, columns = 0;
  std::vector<const double*> values;   ///< by column: its numbers by row, where the data have them
  std::vector<double> centre;          ///< by column: the weighted mean of what the data say
  std::vector<double> shift;           ///< what is left of it in `values`: the centre, or 0
  LargeVector<double> centred;         ///< the columns that are kept here
  std::vector<std::uint32_t> row;      ///< position of the risk order -> row
  std::vector<double> weight, offset;  ///< by position; the offset less its mean
  ColumnSpread spread;                 ///< under these weights

  std::span<const double> column(std::size_t j) const { return {values[j], rows}; }
  void to_rows(std::span<const double> by_position, std::span<double> by_row) const {
    for (std::size_t i = 0; i < rows; ++i) by_row[row[i]] = by_position[i];
  }
  void to_positions(std::span<const double> by_row, std::span<double> by_position) const {
    for (std::size_t i = 0; i < rows; ++i) by_position[i] = by_row[row[i]];
  }
};

/// Reads the data's design for as long as the columns are used. Cost: O(n p); no memory but for
/// columns whose mean is more than a thousand times their standard deviation.
CoxnetColumns coxnet_columns(const RiskOrder& order, const CoxData& data, unsigned threads = 1);

/// Under other weights; what is known under those of the columns is not found again.
ColumnSpread column_spread(const CoxnetColumns& columns, std::span<const double> weight);

}  // namespace venscope::survival
