#include "venscope/survival/coxnet_columns.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/survival/column_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::survival {

namespace {

/// Columns that a thread takes at a time, and how many are not worth a second one.
constexpr std::size_t together = 64, few_columns = 4 * together;

std::size_t blocks_of(std::size_t columns) {
  return (columns + together - 1) / together;
}

double sum_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum;
}

/// Whether rows that have a weight differ.
bool varies(std::span<const double> values, std::span<const double> weight) {
  std::size_t i = 0;
  while (i < values.size() && !(weight[i] > 0)) ++i;
  for (std::size_t k = i + 1; k < values.size(); ++k)
    if (weight[k] > 0 && values[k] != values[i]) return true;
  return false;
}

/// Three digits of sixteen may be lost in sums of products.
constexpr double far_out = 1e3;

/// How a column lies about a centre that is close to its mean.
struct Lie {
  double mean = 0;  ///< less the centre
  double deviation = 0, length = 0;
};

/// `by_row`: weights, `total` their sum. `magnitude`: of the numbers that the column was made of.
Lie lie_about(std::span<const double> x, std::span<const double> by_row, double total,
              double centre, double magnitude) {
  const auto moments = [&](double about) {
    return column_kernels().moments(x.data(), by_row.data(), x.size(), about);
  };
  const ColumnMoments<double> found = moments(centre);
  const double mean = found.first / total;
  double square = found.second / total - mean * mean;
  // Centred, but not for these weights: where that matters, once more with care.
  if (!(square > 1e-3 * mean * mean)) square = moments(centre + mean).second / total;
  const double deviation = std::sqrt(square);
  // A constant column must not become its rounding errors blown up. The centre is that of all
  // rows: a gene that is 0 in all that have a weight here lies away from it, and its mean too is
  // rounded.
  const double rounding =
      8 * std::numeric_limits<double>::epsilon() * (std::abs(magnitude) + std::abs(mean));
  return {mean, deviation > rounding && varies(x, by_row) ? deviation : 0, std::sqrt(found.length)};
}

void keep_centred(CoxnetColumns& columns, std::span<const char> chosen) {
  const std::size_t n = columns.rows;
  columns.centred.resize(n * static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), 1)));
  double* to = columns.centred.data();
  for (std::size_t j = 0; j < columns.columns; ++j) {
    if (!chosen[j]) continue;
    for (std::size_t i = 0; i < n; ++i) to[i] = columns.values[j][i] - columns.centre[j];
    columns.values[j] = to;
    columns.shift[j] = 0;
    to += n;
  }
}

}  // namespace

CoxnetColumns coxnet_columns(const RiskOrder& order, const CoxData& data, unsigned threads) {
  const std::size_t n = order.size(), p = data.design.columns;
  CoxnetColumns columns;
  columns.rows = n;
  columns.columns = p;
  columns.row = order.row;
  columns.weight.assign(n, 1.0);
  columns.offset.assign(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    if (!data.weights.empty()) columns.weight[i] = data.weights[order.row[i]];
    if (!data.offset.empty()) columns.offset[i] = data.offset[order.row[i]];
  }
  const double total = sum_of(columns.weight);
  const double middle =
      column_kernels().moments(columns.offset.data(), columns.weight.data(), n, 0).first / total;
  for (double& value : columns.offset) value -= middle;
  std::vector<double> weight(n);
  columns.to_rows(columns.weight, weight);
  columns.values.resize(p);
  columns.centre.resize(p);
  columns.spread = {std::vector<double>(p), std::vector<double>(p)};
  std::vector<char> is_far(p);
  parallel_for(blocks_of(p), p < few_columns ? 1 : threads, [&](std::size_t b) {
    for (std::size_t j = b * together; j < std::min(p, (b + 1) * together); ++j) {
      const std::span<const double> x = data.design.column(j);
      columns.values[j] = x.data();
      const double first = column_kernels().moments(x.data(), weight.data(), n, 0).first / total;
      // Twice, because the mean of values that are large next to their spread is itself rounded.
      const Lie lie = lie_about(x, weight, total, first, first);
      columns.centre[j] = first + lie.mean;
      is_far[j] = lie.deviation > 0 && lie.deviation * far_out < std::abs(columns.centre[j]);
      columns.spread.deviation[j] = lie.deviation;
      columns.spread.length[j] = lie.length;
    }
  });
  columns.shift = columns.centre;
  keep_centred(columns, is_far);
  return columns;
}

ColumnSpread column_spread(const CoxnetColumns& columns, std::span<const double> weight) {
  if (std::equal(weight.begin(), weight.end(), columns.weight.begin())) return columns.spread;
  const std::size_t p = columns.columns;
  std::vector<double> by_row(columns.rows);
  columns.to_rows(weight, by_row);
  const double total = sum_of(by_row);
  ColumnSpread spread{std::vector<double>(p), std::vector<double>(p)};
  for (std::size_t j = 0; j < p; ++j) {
    const Lie lie =
        lie_about(columns.column(j), by_row, total, columns.shift[j], columns.centre[j]);
    spread.deviation[j] = lie.deviation;
    spread.length[j] = lie.length;
  }
  return spread;
}

}  // namespace venscope::survival
