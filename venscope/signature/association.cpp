#include "venscope/signature/association.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/signature/cut.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::signature {

namespace {

/// Less its mean, and divided by the root of its sum of squares; false where it does not vary.
bool unit_vector(std::vector<double>& x) {
  double mean = 0, largest = 0;
  for (const double value : x) {
    mean += value;
    largest = std::max(largest, std::abs(value));
  }
  const auto n = static_cast<double>(x.size());
  mean /= n;
  double squares = 0;
  for (double& value : x) {
    value -= mean;
    squares += value * value;
  }
  // What is left of a constant by rounding is no variation.
  const double noise = 1e-14 * largest;
  if (!(squares > n * noise * noise)) return false;
  const double scale = 1 / std::sqrt(squares);
  for (double& value : x) value *= scale;
  return true;
}

Association correlation(const std::vector<double>& x, const std::vector<double>& y) {
  double r = 0;
  for (std::size_t i = 0; i < x.size(); ++i) r += x[i] * y[i];
  r = std::clamp(r, -1.0, 1.0);
  const double df = static_cast<double>(x.size()) - 2, rest = 1 - r * r;
  return {r, rest > 0 ? student_t_two_sided(r * std::sqrt(df / rest), df) : 0, false};
}

Association rank_sum(const std::vector<double>& x, const std::vector<bool>& resistant,
                     double count) {
  const response::Ranks ranks = response::midranks(x);
  const double n = static_cast<double>(x.size()), others = n - count;
  double sum = 0;
  for (std::size_t i = 0; i < x.size(); ++i)
    if (resistant[i]) sum += ranks.rank[i];
  const double w = sum - count * (count + 1) / 2, mean = count * others / 2;
  const double variance = count * others / 12 * (n + 1 - ranks.tie_sum / (n * (n - 1)));
  if (!(variance > 0)) return {0, 1, true};
  const double away = w - mean, step = away > 0 ? 0.5 : away < 0 ? -0.5 : 0;
  const double p = normal_two_sided((away - step) / std::sqrt(variance));
  return {w / mean - 1, std::min(1.0, p), false};
}

}  // namespace

std::vector<Association> associations(const Matrix& expression, std::span<const std::size_t> genes,
                                      std::span<const double> resistance,
                                      std::span<const std::size_t> rows, AssociationMethod method) {
  std::vector<Association> found(genes.size(), Association{0, 1, true});
  std::vector<double> y;
  for (const std::size_t row : rows) y.push_back(resistance[row]);
  if (y.size() < 3) return found;
  const bool ranked = method == AssociationMethod::spearman;
  std::vector<bool> resistant;
  double count = 0;
  if (method == AssociationMethod::wilcoxon) {
    const double median = quantile_7(y, 0.5);
    for (const double value : y) {
      resistant.push_back(value > median);
      count += value > median;
    }
    if (count == 0) return found;
  } else {
    if (ranked) y = response::midranks(y).rank;
    if (!unit_vector(y)) return found;
  }
  std::vector<double> x(y.size());
  for (std::size_t g = 0; g < genes.size(); ++g) {
    const std::span<const double> column = expression.column(genes[g]);
    for (std::size_t i = 0; i < rows.size(); ++i) x[i] = column[rows[i]];
    if (method == AssociationMethod::wilcoxon) {
      found[g] = rank_sum(x, resistant, count);
      continue;
    }
    if (ranked) x = response::midranks(x).rank;
    if (unit_vector(x)) found[g] = correlation(x, y);
  }
  return found;
}

}  // namespace venscope::signature
