#include "venscope/survival/sorted_design.hpp"

#include "venscope/base/large_pages.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/survival/risk_kernels.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace venscope::survival {

namespace {

/// In blocks without an early exit.
bool indicator(std::span<const double> column) {
  using Two = double __attribute__((vector_size(16)));
  using Bits = std::int64_t __attribute__((vector_size(16)));
  constexpr std::size_t block = 64;
  const auto is_plain = [](double x) { return x == 0 || x == 1 || x == -1; };
  std::size_t begin = 0;
  for (; begin + block <= column.size(); begin += block) {
    Bits odd{};
    for (std::size_t i = 0; i < block; i += 2) {
      Two x;
      std::memcpy(&x, &column[begin + i], sizeof x);
      odd |= (x != 0.0) & (x != 1.0) & (x != -1.0);
    }
    if ((odd[0] | odd[1]) != 0) return false;
  }
  const auto rest = column.subspan(begin);
  return std::all_of(rest.begin(), rest.end(), is_plain);
}

/// Sum of weight * f(value) over the rows, divided by the sum of weights. Eight sums run beside
/// each other, because one would wait for itself.
template <class Function>
double weighted_mean(std::span<const double> column, std::span<const double> weights,
                     Function value) {
  constexpr std::size_t lanes = 8;
  double sums[lanes] = {}, totals[lanes] = {};
  const std::size_t n = column.size(), whole = n / lanes * lanes;
  const auto add = [&](std::size_t i, std::size_t k) {
    const double weight = weights[i];
    sums[k] += weight * value(column[i]);
    totals[k] += weight;
  };
  if (weights.empty()) {
    const double* x = column.data();
    for (std::size_t begin = 0; begin < whole; begin += lanes)
#pragma GCC unroll 8
      for (std::size_t k = 0; k < lanes; ++k) sums[k] += value(x[begin + k]);
    for (std::size_t i = whole; i < n; ++i) sums[i - whole] += value(x[i]);
    totals[0] = static_cast<double>(n);
  } else {
    for (std::size_t begin = 0; begin < whole; begin += lanes)
      for (std::size_t k = 0; k < lanes; ++k) add(begin + k, k);
    for (std::size_t i = whole; i < n; ++i) add(i, i - whole);
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
  return risk_kernels().largest(eta.data() + begin, design.weight.data() + begin, end - begin);
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
  const bool plain = indicator(column);
  double centre = weighted_mean(column, weights, [](double x) { return x; });
  // Twice, because the mean of values that are large next to their spread is itself rounded; a
  // count is not.
  if (!plain || !weights.empty())
    centre += weighted_mean(column, weights, [&](double x) { return x - centre; });
  const double spread =
      plain ? 1 : weighted_mean(column, weights, [&](double x) { return std::abs(x - centre); });
  // A constant column must become zeros, not its rounding errors blown up.
  const bool constant = spread <= 4 * std::numeric_limits<double>::epsilon() * std::abs(centre);
  return {centre, constant ? 0 : 1 / spread, plain};
}

namespace {

/// The rows [begin, end) of the data go to their positions: column by column into a tile that stays
/// near, then row by row to where each belongs.
void place_rows(const Matrix& design, std::span<const ColumnScale> scales,
                std::span<const std::uint32_t> position, std::size_t begin, std::size_t end,
                double* x) {
  constexpr std::size_t tile_rows = 64, near = 4096;
  const std::size_t p = design.columns;
  if (design.values.size() <= near) {  // all of it is near
    for (std::size_t j = 0; j < p; ++j) {
      const double* column = design.values.data() + j * design.rows;
      const double centre = scales[j].centre, by = scales[j].factor;
      for (std::size_t i = begin; i < end; ++i) x[position[i] * p + j] = (column[i] - centre) * by;
    }
    return;
  }
  std::vector<double> tile(tile_rows * p);
  for (; begin < end; begin += tile_rows) {
    const std::size_t count = std::min(tile_rows, end - begin);
    for (std::size_t j = 0; j < p; ++j) {
      const double* column = design.values.data() + j * design.rows + begin;
      const double centre = scales[j].centre, by = scales[j].factor;
      for (std::size_t i = 0; i < count; ++i) tile[i * p + j] = (column[i] - centre) * by;
    }
    for (std::size_t i = 0; i < count; ++i)
      std::copy_n(tile.data() + i * p, p, x + position[begin + i] * p);
  }
}

}  // namespace

SortedDesign sorted_design(const RiskOrder& order, const Matrix& design,
                           std::span<const double> weights, std::span<const double> offset,
                           unsigned threads) {
  const std::size_t n = order.size(), p = design.columns;
  constexpr std::size_t part = 4096;
  if (n * p < 100 * part) threads = 1;  // sooner done than a thread is started
  SortedDesign sorted;
  sorted.rows = n;
  sorted.columns = p;
  sorted.offset.resize(n);
  std::vector<ColumnScale> scales(p);
  parallel_for(p, threads,
               [&](std::size_t j) { scales[j] = column_scale(design.column(j), weights); });
  sorted.centre.reserve(p);
  sorted.scale.reserve(p);
  sorted.indicator.reserve(p);
  for (const ColumnScale& scale : scales) {
    sorted.centre.push_back(scale.centre);
    sorted.scale.push_back(scale.constant() ? 1 : scale.factor);
    sorted.indicator.push_back(scale.indicator);
  }
  std::vector<std::uint32_t> position(n);
  for (std::size_t i = 0; i < n; ++i) position[order.row[i]] = static_cast<std::uint32_t>(i);
  sorted.x = on_large_pages<double>(n * p + SortedDesign::beyond);
  parallel_for((n + part - 1) / part, threads, [&](std::size_t k) {
    place_rows(design, scales, position, k * part, std::min((k + 1) * part, n), sorted.x.data());
  });
  sorted.weight.assign(n, 1.0);
  for (std::size_t i = 0; i < n && !weights.empty(); ++i) sorted.weight[i] = weights[order.row[i]];
  if (offset.empty()) return sorted;
  for (const double value : offset) sorted.offset_mean += value;
  sorted.offset_mean /= static_cast<double>(offset.size());
  for (std::size_t i = 0; i < n; ++i) sorted.offset[i] = offset[order.row[i]] - sorted.offset_mean;
  return sorted;
}

}  // namespace venscope::survival
