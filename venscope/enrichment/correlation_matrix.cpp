#include "venscope/enrichment/correlation_matrix.hpp"

#include "venscope/base/adjust.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

namespace venscope::enrichment {
namespace {

/// Deviations from the mean, divided by the root of their squares; empty if there are none.
std::vector<double> unit_deviations(std::vector<double> values) {
  const double n = static_cast<double>(values.size());
  double mean = 0, squares = 0, largest = 0;
  for (const double value : values) mean += value / n;
  for (double& value : values) {
    largest = std::max(largest, std::abs(value));
    value -= mean;
    squares += value * value;
  }
  const double length = std::sqrt(squares);
  if (!(length > 1e-14 * std::sqrt(n) * largest)) return {};
  for (double& value : values) value /= length;
  return values;
}

std::vector<double> prepared(std::span<const double> values, CorrelationKind kind) {
  if (kind == CorrelationKind::spearman) return unit_deviations(response::midranks(values).rank);
  return unit_deviations({values.begin(), values.end()});
}

double product(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return std::clamp(sum, -1.0, 1.0);
}

double p_of(double r, std::size_t n) {
  const double df = static_cast<double>(n) - 2;
  const double rest = (1 - r) * (1 + r);
  if (rest <= 0) return 0;
  return student_t_two_sided(r * std::sqrt(df / rest), df);
}

}  // namespace

CorrelationMatrix correlation_matrix(const Matrix& values, CorrelationKind kind, unsigned threads) {
  const std::size_t k = values.columns;
  std::vector<char> complete(k, 1);
  std::vector<std::vector<double>> whole(k);
  for (std::size_t j = 0; j < k; ++j) {
    for (const double value : values.column(j))
      if (std::isnan(value)) complete[j] = 0;
    if (complete[j] != 0) whole[j] = prepared(values.column(j), kind);
  }
  CorrelationMatrix result;
  result.r = Matrix(k, k, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t a = 0; a < k; ++a) {
    result.r(a, a) = 1;
    for (std::size_t b = a + 1; b < k; ++b) result.pairs.push_back({a, b, values.rows, {}, {}, {}});
  }
  parallel_for(result.pairs.size(), threads, [&](std::size_t i) {
    ColumnPair& pair = result.pairs[i];
    if (complete[pair.a] != 0 && complete[pair.b] != 0) {
      if (pair.n >= 3 && !whole[pair.a].empty() && !whole[pair.b].empty())
        pair.r = product(whole[pair.a], whole[pair.b]);
    } else {
      std::vector<double> x, y;
      for (std::size_t row = 0; row < values.rows; ++row) {
        if (std::isnan(values(row, pair.a)) || std::isnan(values(row, pair.b))) continue;
        x.push_back(values(row, pair.a));
        y.push_back(values(row, pair.b));
      }
      pair.n = x.size();
      x = prepared(x, kind);
      y = prepared(y, kind);
      if (pair.n >= 3 && !x.empty() && !y.empty()) pair.r = product(x, y);
    }
    if (pair.r) pair.p = p_of(*pair.r, pair.n);
  });
  std::vector<double> p;
  for (const ColumnPair& pair : result.pairs) {
    p.push_back(pair.p.value_or(std::numeric_limits<double>::quiet_NaN()));
    if (pair.r) result.r(pair.a, pair.b) = result.r(pair.b, pair.a) = *pair.r;
  }
  const std::vector<double> q = adjusted(p, Adjustment::benjamini_hochberg);
  for (std::size_t i = 0; i < q.size(); ++i)
    if (result.pairs[i].p) result.pairs[i].q = q[i];
  return result;
}

}  // namespace venscope::enrichment
