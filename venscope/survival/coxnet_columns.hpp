/// The columns of a penalised Cox model, laid down once for all fits on the same rows.
#pragma once

#include "venscope/base/large_pages.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/risk_order.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

/// n x p, column by column, each by position of the risk order and centred, so that scores do not
/// cancel. The partial likelihood is the same for any centre.
struct CoxnetColumns {
  std::size_t rows = 0, columns = 0;
  std::vector<double> given;           ///< the memory of a design that was used up, or
  LargeVector<double> laid;            ///< of their own
  std::vector<double> centre;          ///< what was taken off each column
  std::vector<double> weight, offset;  ///< by position; the offset less its mean

  std::span<const double> column(std::size_t j) const {
    return {(given.empty() ? laid.data() : given.data()) + j * rows, rows};
  }
};

/// `used_up`: the design of the data, where its memory may serve; it is left without values.
CoxnetColumns coxnet_columns(const RiskOrder& order, const CoxData& data, Matrix* used_up = nullptr,
                             unsigned threads = 1);

/// By column, under weights by position.
struct ColumnSpread {
  /// sqrt(sum q x^2 - (sum q x)^2), q the weights divided by their sum; 0 for a column that does
  /// not vary where the weight is above 0.
  std::vector<double> deviation;
  std::vector<double> length;  ///< sqrt(sum x^2) over the rows that have a weight
};
ColumnSpread column_spread(const CoxnetColumns& columns, std::span<const double> weight);

}  // namespace venscope::survival
