#include "venscope/accuracy/case_mix.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/imputation/regression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::accuracy {
namespace {

/// Both cohorts, one below the other, behind a column of 1; columns that do not vary left out.
Matrix stacked(const Matrix& first, const Matrix& second) {
  Matrix both(first.rows + second.rows, first.columns + 1, 1.0);
  std::size_t kept = 1;
  for (std::size_t j = 0; j < first.columns; ++j) {
    const auto to = both.column(kept);
    const auto one = first.column(j), other = second.column(j);
    std::copy(other.begin(), other.end(), std::copy(one.begin(), one.end(), to.begin()));
    const auto [low, high] = std::minmax_element(to.begin(), to.end());
    if (*low < *high) ++kept;
  }
  both.columns = kept;
  both.values.resize(both.rows * kept);
  Matrix independent(both.rows, 0);
  for (const std::size_t j : imputation::independent_columns(both)) {
    const auto column = both.column(j);
    independent.values.insert(independent.values.end(), column.begin(), column.end());
    ++independent.columns;
  }
  return independent;
}

/// Share of `others` (ascending) below each of `values`, equal ones counting one half.
std::vector<double> placements(const std::vector<double>& values,
                               const std::vector<double>& others) {
  std::vector<double> result;
  for (const double value : values) {
    const auto [low, high] = std::equal_range(others.begin(), others.end(), value);
    result.push_back(
        (static_cast<double>(low - others.begin()) + 0.5 * static_cast<double>(high - low)) /
        static_cast<double>(others.size()));
  }
  return result;
}

double variance_of_mean(const std::vector<double>& values) {
  const auto n = static_cast<double>(values.size());
  if (values.size() < 2) return 0;
  const double mean = std::accumulate(values.begin(), values.end(), 0.0) / n;
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return squares / (n - 1) / n;
}

}  // namespace

Spread spread(std::span<const double> linear_predictor) {
  Spread result;
  result.n = linear_predictor.size();
  if (result.n == 0) return result;
  const auto n = static_cast<double>(result.n);
  result.mean = std::accumulate(linear_predictor.begin(), linear_predictor.end(), 0.0) / n;
  if (result.n < 2) return result;
  double squares = 0;
  for (const double value : linear_predictor)
    squares += (value - result.mean) * (value - result.mean);
  result.sd = std::sqrt(squares / (n - 1));
  return result;
}

std::optional<double> expected_concordance(std::span<const double> linear_predictor) {
  if (linear_predictor.size() < 2) return std::nullopt;
  std::vector<double> sorted(linear_predictor.begin(), linear_predictor.end());
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> value, count;
  for (const double one : sorted) {
    if (value.empty() || one > value.back()) {
      value.push_back(one);
      count.push_back(0);
    }
    ++count.back();
  }
  double sum = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    sum += 0.5 * count[i] * (count[i] - 1) / 2;
    for (std::size_t j = 0; j < i; ++j)
      sum += count[i] * count[j] / (1 + std::exp(value[j] - value[i]));
  }
  const auto n = static_cast<double>(sorted.size());
  return sum / (n * (n - 1) / 2);
}

Result<Membership> membership(const Matrix& first, const Matrix& second, double level) {
  if (first.rows == 0 || second.rows == 0)
    return cannot_analyse("accuracy.case_mix", "one of the cohorts has no patient");
  const Matrix both = stacked(first, second);
  if (both.columns < 2)
    return cannot_analyse("accuracy.case_mix", "all patients have the same values");
  std::vector<std::int32_t> member(both.rows, 0);
  std::fill(member.begin() + static_cast<std::ptrdiff_t>(first.rows), member.end(), 1);
  const std::vector<double> weights(both.rows, 1.0);
  const imputation::CategoryFit fit = imputation::fit_category(both, member, weights, 2);
  std::vector<double> of_first, of_second;
  for (std::size_t i = 0; i < both.rows; ++i) {
    double eta = 0;
    for (std::size_t j = 0; j < both.columns; ++j) eta += both(i, j) * fit.beta.estimate[j];
    // Patients with the same values are ties, whatever the order of summation left of them.
    eta = std::round(eta * 1e9) / 1e9;
    (member[i] == 0 ? of_first : of_second).push_back(eta);
  }
  std::sort(of_first.begin(), of_first.end());
  std::sort(of_second.begin(), of_second.end());
  const std::vector<double> above = placements(of_second, of_first);
  const std::vector<double> below = placements(of_first, of_second);
  Membership result;
  result.terms = both.columns - 1;
  result.auc = std::accumulate(above.begin(), above.end(), 0.0) / static_cast<double>(above.size());
  result.std_error = std::sqrt(variance_of_mean(above) + variance_of_mean(below));
  const double margin = normal_quantile(0.5 + level / 2) * result.std_error;
  result.conf_low = std::max(0.0, result.auc - margin);
  result.conf_high = std::min(1.0, result.auc + margin);
  return result;
}

}  // namespace venscope::accuracy
