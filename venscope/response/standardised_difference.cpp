#include "venscope/response/standardised_difference.hpp"

#include "venscope/response/summary.hpp"

#include <cmath>
#include <vector>

namespace venscope::response {
namespace {

tl::unexpected<Problems> separated() {
  return cannot_analyse("response.separated",
                        "the groups do not overlap: the standardised difference is infinite");
}

/// Solves a x = b for a symmetric positive definite `a` (row by row) by Cholesky's method and
/// returns b' x. The matrices are one per variable and as small as it has levels.
double inverse_form(std::vector<double> a, std::vector<double> b) {
  const std::size_t k = b.size();
  double form = 0.0;
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t m = 0; m < j; ++m) a[j * k + j] -= a[j * k + m] * a[j * k + m];
    a[j * k + j] = std::sqrt(a[j * k + j]);
    for (std::size_t i = j + 1; i < k; ++i) {
      for (std::size_t m = 0; m < j; ++m) a[i * k + j] -= a[i * k + m] * a[j * k + m];
      a[i * k + j] /= a[j * k + j];
    }
    // Forward substitution on the way: b' a^-1 b is the squared length of L^-1 b.
    for (std::size_t m = 0; m < j; ++m) b[j] -= a[j * k + m] * b[m];
    b[j] /= a[j * k + j];
    form += b[j] * b[j];
  }
  return form;
}

}  // namespace

Result<double> standardised_difference(std::span<const double> x, std::span<const double> y) {
  if (x.size() < 2 || y.size() < 2)
    return cannot_analyse("response.too_few",
                          "a group has fewer than two values: its variance is unknown");
  const double mean_x = mean(x), mean_y = mean(y);
  const double variance_x = squared_deviations(x, mean_x) / static_cast<double>(x.size() - 1);
  const double variance_y = squared_deviations(y, mean_y) / static_cast<double>(y.size() - 1);
  if (mean_x == mean_y) return 0.0;
  if (!(variance_x + variance_y > 0.0)) return separated();
  return (mean_x - mean_y) / std::sqrt((variance_x + variance_y) / 2.0);
}

Result<double> standardised_difference(std::int64_t x1, std::int64_t n1, std::int64_t x2,
                                       std::int64_t n2) {
  if (n1 <= 0 || n2 <= 0)
    return cannot_analyse("response.no_observations", "one of the two groups has nobody");
  const double p1 = static_cast<double>(x1) / static_cast<double>(n1);
  const double p2 = static_cast<double>(x2) / static_cast<double>(n2);
  if (p1 == p2) return 0.0;
  const double variance = (p1 * (1.0 - p1) + p2 * (1.0 - p2)) / 2.0;
  if (!(variance > 0.0)) return separated();
  return (p1 - p2) / std::sqrt(variance);
}

Result<double> standardised_difference(const ContingencyTable& groups_by_levels) {
  if (groups_by_levels.rows() != 2)
    return cannot_analyse("response.two_groups", "a standardised difference is between two groups");
  const double n[2] = {static_cast<double>(groups_by_levels.row_total(0)),
                       static_cast<double>(groups_by_levels.row_total(1))};
  if (n[0] == 0.0 || n[1] == 0.0)
    return cannot_analyse("response.no_observations", "one of the two groups has nobody");
  const ContingencyTable table = without_empty_levels(groups_by_levels);
  bool overlap = false;
  for (std::size_t j = 0; j < table.columns(); ++j)
    overlap = overlap || (table(0, j) > 0 && table(1, j) > 0);
  // Only then is S singular: some weights of the levels are constant within each group.
  if (!overlap) return separated();
  const std::size_t k = table.columns() - 1;
  const auto share = [&](std::size_t group, std::size_t level) {
    return static_cast<double>(table(group, level + 1)) / n[group];
  };
  std::vector<double> pooled(k * k), difference(k);
  for (std::size_t i = 0; i < k; ++i) {
    difference[i] = share(0, i) - share(1, i);
    for (std::size_t j = 0; j < k; ++j)
      for (std::size_t g = 0; g < 2; ++g)
        pooled[i * k + j] += 0.5 * share(g, i) * ((i == j ? 1.0 : 0.0) - share(g, j));
  }
  return std::sqrt(inverse_form(std::move(pooled), std::move(difference)));
}

}  // namespace venscope::response
