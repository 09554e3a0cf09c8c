/// Tests that use an order of the levels, and tests of paired counts.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/response/contingency.hpp"

#include <span>

namespace venscope::response {

/// A statistic with its reference distribution's p; df where it has one.
struct TrendTest {
  double statistic = 0;
  double df = 1;
  double p = 1;
};

/// Cochran-Armitage trend of a proportion over ordered groups: rows are the groups, the counted
/// level is column `counted`. With scores s (1, 2, … if empty) and p = x. / n.:
///   X2 = (sum x_i (s_i - s))^2 / (p (1 - p) sum n_i (s_i - s)^2),  s = sum n_i s_i / n.
/// Equals N / (N - 1) times linear_by_linear() on the 2-column table.
/// Problems: response.no_observations, response.constant (all or none have the level, or one
/// score). Source: [Cochran1954], [Armitage1955]. Right by: reference/response/counts (R).
Result<TrendTest> cochran_armitage(const ContingencyTable& table, std::size_t counted,
                                   std::span<const double> scores = {});

/// Mantel's linear-by-linear association: X2 = (n - 1) r^2, r the correlation of row and column
/// scores (1, 2, … if empty) over the patients.
/// Source: [Mantel1963]. Right by: reference/response/counts.
Result<TrendTest> linear_by_linear(const ContingencyTable& table,
                                   std::span<const double> row_scores = {},
                                   std::span<const double> column_scores = {});

/// McNemar's test of a 2 x 2 table of pairs, discordant cells b and c:
///   X2 = (|b - c| - d)^2 / (b + c),  d = 1 where corrected and b != c, else 0  (R mcnemar.test);
/// `exact_p` is the two-sided binomial p of b among b + c.
/// Problems: response.not_two_by_two, response.no_observations (b + c = 0).
struct McNemar {
  double statistic = 0, p = 1, exact_p = 1;
};
Result<McNemar> mcnemar(const ContingencyTable& table, bool corrected = true);

}  // namespace venscope::response
