#include "venscope/expression/transform.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace venscope::expression {
namespace {

std::vector<double> sorted_known(std::span<const double> values) {
  std::vector<double> known;
  for (const double value : values)
    if (!std::isnan(value)) known.push_back(value);
  std::sort(known.begin(), known.end());
  return known;
}

/// The sorted values at a position from 0 on, linear between whole ones.
double at_position(std::span<const double> sorted, double position) {
  constexpr double rounding = 4 * std::numeric_limits<double>::epsilon();
  double whole = std::floor(position + rounding);
  double part = position - whole;
  if (std::abs(part) <= rounding) part = 0;
  whole = std::clamp(whole, 0.0, static_cast<double>(sorted.size() - 1));
  const auto low = static_cast<std::size_t>(whole);
  if (part == 0 || low + 1 >= sorted.size()) return sorted[low];
  return (1 - part) * sorted[low] + part * sorted[low + 1];
}

}  // namespace

std::vector<double> quantile_target(const Matrix& matrix) {
  const std::size_t p = matrix.columns;
  std::vector<double> target(p, 0.0), sample(p);
  std::size_t samples = 0;
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t j = 0; j < p; ++j) sample[j] = matrix(i, j);
    const std::vector<double> sorted = sorted_known(sample);
    if (sorted.empty()) continue;
    ++samples;
    const double stretch =
        p > 1 ? static_cast<double>(sorted.size() - 1) / static_cast<double>(p - 1) : 0;
    for (std::size_t j = 0; j < p; ++j)
      target[j] +=
          sorted.size() == p ? sorted[j] : at_position(sorted, stretch * static_cast<double>(j));
  }
  if (samples == 0) return {};
  for (double& value : target) value /= static_cast<double>(samples);
  return target;
}

void map_quantiles(std::span<double> values, std::span<const double> target) {
  std::vector<std::uint32_t> order;
  for (std::uint32_t i = 0; i < values.size(); ++i)
    if (!std::isnan(values[i])) order.push_back(i);
  if (order.empty() || target.empty()) return;
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return values[a] < values[b] || (values[a] == values[b] && a < b);
  });
  const std::size_t n = order.size();
  const double stretch =
      n > 1 ? static_cast<double>(target.size() - 1) / static_cast<double>(n - 1) : 0;
  for (std::size_t begin = 0; begin < n;) {
    std::size_t end = begin + 1;
    while (end < n && values[order[end]] == values[order[begin]]) ++end;
    const double rank = static_cast<double>(begin + end - 1) / 2;
    // At half a rank this is the mean of two neighbours.
    const double value = at_position(target, n == target.size() ? rank : stretch * rank);
    for (std::size_t i = begin; i < end; ++i) values[order[i]] = value;
    begin = end;
  }
}

void map_samples(Matrix& matrix, std::span<const double> target) {
  std::vector<double> sample(matrix.columns);
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t j = 0; j < matrix.columns; ++j) sample[j] = matrix(i, j);
    map_quantiles(sample, target);
    for (std::size_t j = 0; j < matrix.columns; ++j) matrix(i, j) = sample[j];
  }
}

std::vector<std::size_t> map_genes(Matrix& matrix, const Matrix& reference) {
  std::vector<std::size_t> undefined;
  for (std::size_t j = 0; j < matrix.columns; ++j) {
    const std::vector<double> target = sorted_known(reference.column(j));
    const std::span<double> gene = matrix.column(j);
    const bool known =
        std::any_of(gene.begin(), gene.end(), [](double x) { return !std::isnan(x); });
    if (target.empty() || !known) {
      std::fill(gene.begin(), gene.end(), std::numeric_limits<double>::quiet_NaN());
      undefined.push_back(j);
    } else {
      map_quantiles(gene, target);
    }
  }
  return undefined;
}

}  // namespace venscope::expression
