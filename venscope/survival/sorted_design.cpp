#include "venscope/survival/sorted_design.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {

namespace {

bool indicator(std::span<const double> column) {
  return std::all_of(column.begin(), column.end(),
                     [](double x) { return x == 0 || x == 1 || x == -1; });
}

/// Sum of weight * f(value) over the rows, divided by the sum of weights. Eight sums run beside
/// each other, because one would wait for itself.
template <class Function>
double weighted_mean(std::span<const double> column, std::span<const double> weights,
                     Function value) {
  constexpr std::size_t lanes = 8;
  double sums[lanes] = {}, totals[lanes] = {};
  const std::size_t n = column.size();
  for (std::size_t begin = 0; begin < n; begin += lanes)
    for (std::size_t k = 0; k < std::min(lanes, n - begin); ++k) {
      const double weight = weights.empty() ? 1 : weights[begin + k];
      sums[k] += weight * value(column[begin + k]);
      totals[k] += weight;
    }
  double sum = 0, total = 0;
  for (std::size_t k = 0; k < lanes; ++k) {
    sum += sums[k];
    total += totals[k];
  }
  return total > 0 ? sum / total : 0;
}

}  // namespace

double largest_eta(const SortedDesign& design, std::span<const double> eta, std::uint32_t begin,
                   std::uint32_t end) {
  double top = -std::numeric_limits<double>::infinity();
  for (std::uint32_t i = begin; i < end; ++i)
    if (design.weight[i] > 0) top = std::max(top, eta[i]);
  return top;
}

double first_eta(const RiskOrder& order, const RiskOrder::Stratum& stratum,
                 const SortedDesign& design, std::span<const double> eta) {
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const double top = largest_eta(design, eta, order.sets[s].begin, order.sets[s].end);
    if (std::isfinite(top)) return top;
  }
  return 0;
}

ColumnScale column_scale(std::span<const double> column, std::span<const double> weights) {
  // Twice, because the mean of values that are large next to their spread is itself rounded.
  double centre = weighted_mean(column, weights, [](double x) { return x; });
  centre += weighted_mean(column, weights, [&](double x) { return x - centre; });
  const bool plain = indicator(column);
  const double spread =
      plain ? 1 : weighted_mean(column, weights, [&](double x) { return std::abs(x - centre); });
  // A constant column must become zeros, not its rounding errors blown up.
  const bool constant = spread <= 4 * std::numeric_limits<double>::epsilon() * std::abs(centre);
  return {centre, constant ? 0 : 1 / spread, plain};
}

SortedDesign sorted_design(const RiskOrder& order, const Matrix& design,
                           std::span<const double> weights, std::span<const double> offset) {
  const std::size_t n = order.size(), p = design.columns;
  SortedDesign sorted;
  sorted.rows = n;
  sorted.columns = p;
  sorted.x.resize(n * p);
  sorted.weight.resize(n);
  sorted.offset.resize(n);
  std::vector<double> factor;
  for (std::size_t j = 0; j < p; ++j) {
    const ColumnScale scale = column_scale(design.column(j), weights);
    sorted.centre.push_back(scale.centre);
    sorted.scale.push_back(scale.constant() ? 1 : scale.factor);
    sorted.indicator.push_back(scale.indicator);
    factor.push_back(scale.factor);
  }
  std::vector<std::uint32_t> position(n);
  for (std::size_t i = 0; i < n; ++i) position[order.row[i]] = static_cast<std::uint32_t>(i);
  // Eight rows of the design are one line of memory in each column.
  constexpr std::size_t block = 8;
  for (std::size_t begin = 0; begin < n; begin += block)
    for (std::size_t j = 0; j < p; ++j) {
      const double* column = design.values.data() + j * n;
      for (std::size_t row = begin; row < std::min(begin + block, n); ++row)
        sorted.x[position[row] * p + j] = (column[row] - sorted.centre[j]) * factor[j];
    }
  for (const double value : offset) sorted.offset_mean += value;
  if (!offset.empty()) sorted.offset_mean /= static_cast<double>(offset.size());
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t row = order.row[i];
    sorted.weight[i] = weights.empty() ? 1 : weights[row];
    sorted.offset[i] = offset.empty() ? 0 : offset[row] - sorted.offset_mean;
  }
  return sorted;
}

}  // namespace venscope::survival
