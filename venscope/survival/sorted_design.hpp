/// Design, weights and offset laid down in risk order, centred and scaled.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/survival/risk_order.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

/// n x p, row by row: the p values of a position are contiguous, because the sums over the risk set
/// take a whole row at a time.
struct SortedDesign {
  static constexpr std::size_t beyond = 8;
  std::size_t rows = 0, columns = 0;
  /// (value - centre) * scale; after the last row `beyond` zeros, so that every row may be read in
  /// whole registers.
  std::vector<double> x;
  std::vector<double> weight;   ///< by position
  std::vector<double> offset;   ///< by position, less its mean
  std::vector<double> centre;   ///< weighted mean of each column
  std::vector<double> scale;    ///< 1 / mean absolute deviation, or 1 (see below)
  std::vector<bool> indicator;  ///< columns of nothing but -1, 0, 1
  double offset_mean = 0;

  const double* row(std::size_t position) const { return x.data() + position * columns; }
};

/// How a column is laid down: (value - centre) * factor.
struct ColumnScale {
  double centre = 0;
  double factor = 1;       ///< 0 for a column that does not vary
  bool indicator = false;  ///< nothing but -1, 0, 1
  bool constant() const { return factor == 0; }
};
ColumnScale column_scale(std::span<const double> column, std::span<const double> weights);

/// The largest eta among the positions [begin, end) of positive weight; -inf if there is none. Sums
/// of exp(eta) are taken relative to it, so that they neither overflow nor vanish.
double largest_eta(const SortedDesign& design, std::span<const double> eta, std::uint32_t begin,
                   std::uint32_t end);

/// eta to start a stratum with: the largest of its first tied set that has a positive weight.
double first_eta(const RiskOrder& order, const RiskOrder::Stratum& stratum,
                 const SortedDesign& design, std::span<const double> eta);

/// Copies the columns into risk order. Every column is centred at its weighted mean, so that sums
/// of large values do not cancel; every column but an indicator is divided by its mean absolute
/// deviation, so that the test for collinear columns does not depend on units (as R does it).
/// The partial likelihood is the same for any centre.
SortedDesign sorted_design(const RiskOrder& order, const Matrix& design,
                           std::span<const double> weights, std::span<const double> offset,
                           unsigned threads = 1);

}  // namespace venscope::survival
