#include "venscope/enrichment/kernel_density.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <boost/math/special_functions/gamma.hpp>

namespace venscope::enrichment {
namespace {

namespace policies = boost::math::policies;
using Quiet = policies::policy<policies::domain_error<policies::errno_on_error>,
                               policies::overflow_error<policies::errno_on_error>,
                               policies::pole_error<policies::errno_on_error>,
                               policies::evaluation_error<policies::errno_on_error>>;

constexpr double table_end = 10.0;
constexpr int table_steps = 10'000;

/// P(Z <= step / 1000).
const std::vector<double>& normal_table() {
  static const std::vector<double> table = [] {
    std::vector<double> values(table_steps + 1);
    for (int i = 0; i <= table_steps; ++i)
      values[static_cast<std::size_t>(i)] =
          0.5 * std::erfc(-(table_end * i / table_steps) / std::numbers::sqrt2);
    return values;
  }();
  return table;
}

double log_odds_of(double lower_tail) {
  return -1.0 * std::log((1.0 - lower_tail) / lower_tail);
}

/// In extended precision, as R: a bandwidth that differs in its last digit reads another step of
/// the table here and there.
double sample_sd(std::span<const double> values) {
  const auto n = static_cast<long double>(values.size());
  long double sum = 0, rest = 0, squares = 0;
  for (const double value : values) sum += value;
  const long double rough = sum / n;
  for (const double value : values) rest += value - rough;
  const auto mean = static_cast<double>(rough + rest / n);
  for (const double value : values)
    squares += static_cast<long double>((value - mean) * (value - mean));
  return std::sqrt(static_cast<double>(squares / (n - 1)));
}

}  // namespace

/// Each pair is looked up once for both. The terms of a sum are added in the order of the samples,
/// those before, itself, those after: sums that are equal stay equal.
void gaussian_log_odds(std::span<const double> values, std::span<double> log_odds) {
  const double* const table = normal_table().data();
  const double bandwidth = sample_sd(values) / 4.0;
  const std::size_t n = values.size();
  std::fill(log_odds.begin(), log_odds.end(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    const double own = values[i];
    double sum = log_odds[i] + 0.5;
    for (std::size_t j = i + 1; j < n; ++j) {
      const double z = (own - values[j]) / bandwidth;
      const double size = std::abs(z);
      const double upper =
          size > table_end ? 1.0 : table[static_cast<int>(size / table_end * table_steps)];
      // The table is cut down on both sides of zero, and 1 - table is the other tail.
      const double lower = size > table_end ? 0.0 : 1.0 - upper;
      sum += z < 0 ? lower : upper;
      log_odds[j] += z <= 0 ? upper : lower;
    }
    log_odds[i] = sum;
  }
  for (double& value : log_odds) value = log_odds_of(value / static_cast<double>(n));
}

void poisson_log_odds(std::span<const double> values, std::span<double> log_odds) {
  std::vector<double> distinct(values.begin(), values.end());
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  const std::size_t d = distinct.size(), n = values.size();
  std::vector<std::size_t> kind(n);
  for (std::size_t i = 0; i < n; ++i)
    kind[i] = static_cast<std::size_t>(
        std::lower_bound(distinct.begin(), distinct.end(), values[i]) - distinct.begin());
  // below[a * d + b] = P(X <= distinct[a]) of rate distinct[b] + 0.5; beyond 12 standard deviations
  // and some it is 0 or 1 to the last digit that a sum of others keeps.
  std::vector<double> below(d * d);
  for (std::size_t a = 0; a < d; ++a)
    for (std::size_t b = 0; b < d; ++b) {
      const double rate = distinct[b] + 0.5, whole = std::floor(distinct[a] + 1e-7);
      const double far = 40 * std::sqrt(rate) + 40;
      below[a * d + b] = whole > rate + far   ? 1.0
                         : whole < rate - far ? 0.0
                                              : boost::math::gamma_q(whole + 1, rate, Quiet());
    }
  std::vector<double> of_kind(d);
  for (std::size_t a = 0; a < d; ++a) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += below[a * d + kind[i]];
    of_kind[a] = log_odds_of(sum / static_cast<double>(n));
  }
  for (std::size_t i = 0; i < n; ++i) log_odds[i] = of_kind[kind[i]];
}

void empirical_log_odds(std::span<const double> values, std::span<double> log_odds) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double n = static_cast<double>(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto above = std::upper_bound(sorted.begin(), sorted.end(), values[i]);
    const double share = static_cast<double>(above - sorted.begin()) / n;
    log_odds[i] = std::log(share / (1 - share));
  }
}

}  // namespace venscope::enrichment
