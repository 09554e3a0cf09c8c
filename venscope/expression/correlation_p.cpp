#include "venscope/expression/correlation_p.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/rank_distributions.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace venscope::expression {
namespace {

constexpr std::size_t exact_spearman = 9, edgeworth_spearman = 1290, exact_kendall = 50;

/// The null distributions of small samples, each made once.
const std::vector<double>& spearman_table(std::size_t n) {
  static const auto tables = [] {
    std::array<std::vector<double>, exact_spearman + 1> all;
    for (std::size_t k = 2; k <= exact_spearman; ++k) all[k] = spearman_probabilities(k);
    return all;
  }();
  return tables[n];
}

const std::vector<double>& kendall_table(std::size_t n) {
  static const auto tables = [] {
    std::array<std::vector<double>, exact_kendall> all;
    for (std::size_t k = 2; k < exact_kendall; ++k) all[k] = kendall_probabilities(k);
    return all;
  }();
  return tables[n];
}

/// P(S >= s) for even s, without ties [Best1975].
double edgeworth_upper(double s, double n) {
  const double b = 1.0 / n;
  const double x = (6.0 * (s - 1.0) * b / (n * n - 1.0) - 1.0) * std::sqrt(n - 1.0);
  const double y = x * x;
  const double inner =
      0.0879 + 0.0151 * b - y * (0.0072 - 0.0831 * b + y * b * (0.0131 - 4.6e-4 * y));
  const double u = x * b *
                   (0.2274 + b * (0.2531 + 0.1745 * b) +
                    y * (-0.0758 + b * (0.1033 + 0.3932 * b) - y * b * inner));
  return std::clamp(u / std::exp(y / 2.0) + normal_cdf(-x), 0.0, 1.0);
}

}  // namespace

void test_by_t(Correlation& correlation, double df) {
  const double r = correlation.estimate;
  correlation.statistic = std::sqrt(df) * r / std::sqrt(1.0 - r * r);
  correlation.p = student_t_two_sided(correlation.statistic, df);
  correlation.p_from = CorrelationP::t;
}

void test_spearman(Correlation& correlation, bool ties) {
  const double n = static_cast<double>(correlation.n), cube = n * n * n - n;
  const double s = cube * (1.0 - correlation.estimate) / 6.0;
  if (ties || correlation.n > edgeworth_spearman) {
    test_by_t(correlation, n - 2.0);
    correlation.statistic = s;
    return;
  }
  correlation.statistic = s;
  const double whole = std::round(s);
  double tail = 0.0;
  if (correlation.n <= exact_spearman) {
    const Tails tails = symmetric_tails(spearman_table(correlation.n), cube / 3.0, whole);
    tail = std::min(tails.lower, tails.upper);
    correlation.p_from = CorrelationP::exact;
  } else {
    // The distribution is symmetric: the lower tail is the upper one at the mirrored place.
    tail = edgeworth_upper(s > cube / 6.0 ? whole : cube / 3.0 - whole, n);
    correlation.p_from = CorrelationP::edgeworth;
  }
  correlation.p = std::min(1.0, 2.0 * tail);
}

void test_kendall_exactly(Correlation& correlation) {
  const double n = static_cast<double>(correlation.n), pairs = n * (n - 1.0) / 2.0;
  correlation.statistic = std::round((correlation.estimate + 1.0) * pairs / 2.0);
  const Tails tails = symmetric_tails(kendall_table(correlation.n), pairs, correlation.statistic);
  correlation.p = std::min(1.0, 2.0 * std::min(tails.lower, tails.upper));
  correlation.p_from = CorrelationP::exact;
}

void add_interval(Correlation& correlation, double error, double confidence) {
  correlation.low = correlation.high = std::numeric_limits<double>::quiet_NaN();
  if (!(error >= 0.0) || std::isinf(error)) return;
  const double z = std::atanh(correlation.estimate);
  const double reach = normal_quantile((1.0 + confidence) / 2.0) * error;
  correlation.low = std::tanh(z - reach);
  correlation.high = std::tanh(z + reach);
}

}  // namespace venscope::expression
