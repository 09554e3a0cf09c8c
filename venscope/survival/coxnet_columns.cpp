#include "venscope/survival/coxnet_columns.hpp"

#include "venscope/base/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Core>

namespace venscope::survival {

namespace {

double mean_of(std::span<const double> values, std::span<const double> weight, double total) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += weight[i] * values[i];
  return sum / total;
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

}  // namespace

CoxnetColumns coxnet_columns(const RiskOrder& order, const CoxData& data, Matrix* used_up,
                             unsigned threads) {
  const std::size_t n = order.size(), p = data.design.columns;
  CoxnetColumns columns;
  columns.rows = n;
  columns.columns = p;
  columns.centre.resize(p);
  columns.weight.assign(n, 1.0);
  columns.offset.assign(n, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    if (!data.weights.empty()) columns.weight[i] = data.weights[order.row[i]];
    if (!data.offset.empty()) columns.offset[i] = data.offset[order.row[i]];
  }
  const double total = sum_of(columns.weight);
  const double middle = mean_of(columns.offset, columns.weight, total);
  for (double& value : columns.offset) value -= middle;
  if (used_up)
    columns.given = std::move(used_up->values);
  else
    columns.laid.resize(n * p);
  double* const x = used_up ? columns.given.data() : columns.laid.data();
  constexpr std::size_t together = 64;
  const std::size_t blocks = (p + together - 1) / together;
  const auto lay = [&](std::size_t j, std::vector<double>& from) {
    const std::span<double> to(x + j * n, n);
    const std::span<const double> given = used_up ? to : data.design.column(j);
    std::copy(given.begin(), given.end(), from.begin());
    for (std::size_t i = 0; i < n; ++i) to[i] = from[order.row[i]];
    // Twice, because the mean of values that are large next to their spread is itself rounded.
    for (int pass = 0; pass < 2; ++pass) {
      const double centre = mean_of(to, columns.weight, total);
      for (double& value : to) value -= centre;
      columns.centre[j] += centre;
    }
  };
  parallel_for(blocks, blocks > 4 ? threads : 1, [&](std::size_t b) {
    std::vector<double> from(n);
    for (std::size_t j = b * together; j < std::min(p, (b + 1) * together); ++j) lay(j, from);
  });
  return columns;
}

ColumnSpread column_spread(const CoxnetColumns& columns, std::span<const double> weight) {
  const auto n = static_cast<Eigen::Index>(columns.rows);
  Eigen::VectorXd share = Eigen::Map<const Eigen::VectorXd>(weight.data(), n);
  const Eigen::VectorXd there = (share.array() > 0).cast<double>();
  share /= share.sum();
  ColumnSpread spread;
  spread.deviation.resize(columns.columns);
  spread.length.resize(columns.columns);
  for (std::size_t j = 0; j < columns.columns; ++j) {
    const Eigen::Map<const Eigen::VectorXd> x(columns.column(j).data(), n);
    const double mean = share.dot(x);
    double square = (share.array() * x.array() * x.array()).sum() - mean * mean;
    // The columns are centred, but not for these weights: where that matters, once more with care.
    if (!(square > 1e-3 * mean * mean))
      square = (share.array() * (x.array() - mean).square()).sum();
    const double value = std::sqrt(square);
    // A constant column must not become its rounding errors blown up. The centre is that of all
    // rows: a gene that is 0 in all that have a weight here lies away from it, and its mean too is
    // rounded.
    const double rounding =
        8 * std::numeric_limits<double>::epsilon() * (std::abs(columns.centre[j]) + std::abs(mean));
    spread.deviation[j] = value > rounding && varies(columns.column(j), weight) ? value : 0;
    spread.length[j] = std::sqrt((there.array() * x.array() * x.array()).sum());
  }
  return spread;
}

}  // namespace venscope::survival
