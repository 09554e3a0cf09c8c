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

/// The weighted mean, and whether it is far out next to the spread about it; not of one value.
struct Place {
  double centre = 0;
  bool is_far = false;
};
Place place_of(std::span<const double> x, std::span<const double> weight, double total) {
  const auto moments = [&](double centre) {
    return column_kernels().moments(x.data(), weight.data(), x.size(), centre);
  };
  Place place{moments(0).first / total, false};
  // Twice, because the mean of values that are large next to their spread is itself rounded.
  const ColumnMoments<double> about = moments(place.centre);
  place.centre += about.first / total;
  const double limit = place.centre / far_out;
  place.is_far = about.second < total * limit * limit && varies(x, weight);
  return place;
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
  std::vector<char> is_far(p);
  parallel_for(blocks_of(p), p < few_columns ? 1 : threads, [&](std::size_t b) {
    for (std::size_t j = b * together; j < std::min(p, (b + 1) * together); ++j) {
      const std::span<const double> x = data.design.column(j);
      columns.values[j] = x.data();
      const Place place = place_of(x, weight, total);
      columns.centre[j] = place.centre;
      is_far[j] = place.is_far;
    }
  });
  columns.shift = columns.centre;
  keep_centred(columns, is_far);
  return columns;
}

ColumnSpread column_spread(const CoxnetColumns& columns, std::span<const double> weight,
                           Crew* crew) {
  const std::size_t n = columns.rows, p = columns.columns;
  std::vector<double> by_row(n);
  columns.to_rows(weight, by_row);
  const double total = sum_of(by_row);
  ColumnSpread spread;
  spread.deviation.resize(p);
  spread.length.resize(p);
  const auto find = [&](std::size_t j) {
    const std::span<const double> x = columns.column(j);
    const auto moments = [&](double centre) {
      return column_kernels().moments(x.data(), by_row.data(), n, centre);
    };
    const ColumnMoments<double> about = moments(columns.shift[j]);
    const double mean = about.first / total;
    double square = about.second / total - mean * mean;
    // Centred, but not for these weights: where that matters, once more with care.
    if (!(square > 1e-3 * mean * mean)) square = moments(columns.shift[j] + mean).second / total;
    const double value = std::sqrt(square);
    // A constant column must not become its rounding errors blown up. The centre is that of all
    // rows: a gene that is 0 in all that have a weight here lies away from it, and its mean too is
    // rounded.
    const double rounding =
        8 * std::numeric_limits<double>::epsilon() * (std::abs(columns.centre[j]) + std::abs(mean));
    spread.deviation[j] = value > rounding && varies(x, by_row) ? value : 0;
    spread.length[j] = std::sqrt(about.length);
  };
  Crew alone(1);
  (crew ? *crew : alone).share(blocks_of(p), p < few_columns, [&](std::size_t b) {
    for (std::size_t j = b * together; j < std::min(p, (b + 1) * together); ++j) find(j);
  });
  return spread;
}

}  // namespace venscope::survival
