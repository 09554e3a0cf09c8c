#include "venscope/response/trend.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace venscope::response {
namespace {

std::vector<double> scores_or_ranks(std::span<const double> scores, std::size_t count) {
  std::vector<double> chosen(scores.begin(), scores.end());
  for (std::size_t k = chosen.size(); k < count; ++k) chosen.push_back(static_cast<double>(k + 1));
  return chosen;
}

tl::unexpected<Problems> constant(const char* what) {
  return cannot_analyse("response.constant", what);
}

/// Centred sums over the patients: of squared row scores, squared column scores and products.
struct Moments {
  double n = 0, rows = 0, columns = 0, products = 0;
};

Moments moments_of(const ContingencyTable& table, const std::vector<double>& row_score,
                   const std::vector<double>& column_score) {
  Moments m;
  m.n = static_cast<double>(table.total());
  double row_mean = 0, column_mean = 0;
  for (std::size_t i = 0; i < table.rows(); ++i)
    row_mean += static_cast<double>(table.row_total(i)) * row_score[i] / m.n;
  for (std::size_t j = 0; j < table.columns(); ++j)
    column_mean += static_cast<double>(table.column_total(j)) * column_score[j] / m.n;
  for (std::size_t i = 0; i < table.rows(); ++i) {
    for (std::size_t j = 0; j < table.columns(); ++j) {
      const double count = static_cast<double>(table(i, j));
      const double row = row_score[i] - row_mean, column = column_score[j] - column_mean;
      m.rows += count * row * row;
      m.columns += count * column * column;
      m.products += count * row * column;
    }
  }
  return m;
}

}  // namespace

Result<TrendTest> cochran_armitage(const ContingencyTable& table, std::size_t counted,
                                   std::span<const double> scores) {
  // The trend of an indicator: every other column scores 0.
  std::vector<double> indicator(table.columns(), 0.0);
  if (counted < indicator.size()) indicator[counted] = 1.0;
  Result<TrendTest> result = linear_by_linear(table, scores, indicator);
  if (!result) return result;
  const double n = static_cast<double>(table.total());
  result->statistic *= n / (n - 1.0);
  result->p = chi_squared_upper(result->statistic, 1.0);
  return result;
}

Result<TrendTest> linear_by_linear(const ContingencyTable& table,
                                   std::span<const double> row_scores,
                                   std::span<const double> column_scores) {
  if (table.total() == 0)
    return cannot_analyse("response.no_observations", "the table has no observations");
  const Moments m = moments_of(table, scores_or_ranks(row_scores, table.rows()),
                               scores_or_ranks(column_scores, table.columns()));
  if (!(m.rows > 0.0)) return constant("all patients have the same row score: there is no trend");
  if (!(m.columns > 0.0))
    return constant("all patients have the same column score: there is no trend");
  TrendTest result;
  result.statistic = (m.n - 1.0) * (m.products / m.rows) * (m.products / m.columns);
  result.p = chi_squared_upper(result.statistic, 1.0);
  return result;
}

Result<McNemar> mcnemar(const ContingencyTable& table, bool corrected) {
  if (table.rows() != 2 || table.columns() != 2)
    return cannot_analyse("response.not_two_by_two", "McNemar's test is of 2 x 2 tables of pairs");
  const double b = static_cast<double>(table(0, 1)), c = static_cast<double>(table(1, 0));
  if (b + c == 0.0)
    return cannot_analyse("response.no_observations",
                          "no pair disagrees: there is nothing to test");
  McNemar result;
  const double difference = std::fabs(b - c) - (corrected && b != c ? 1.0 : 0.0);
  result.statistic = difference * difference / (b + c);
  result.p = chi_squared_upper(result.statistic, 1.0);
  // P(X <= k) of a binomial(n, 1/2) is a beta probability.
  const double fewer = std::min(b, c), n = b + c;
  result.exact_p = std::min(1.0, 2.0 * beta_cdf(0.5, n - fewer, fewer + 1.0));
  return result;
}

}  // namespace venscope::response
