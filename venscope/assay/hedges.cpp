#include "venscope/assay/hedges.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/response/summary.hpp"

#include <cmath>

namespace venscope::assay {
namespace {

double small_sample_factor(double df) {
  return std::exp(std::lgamma(0.5 * df) - 0.5 * std::log(0.5 * df) - std::lgamma(0.5 * (df - 1.0)));
}

std::optional<StandardisedDifference> with_interval(double difference, double sd, double df,
                                                    double inverse_n, double n, double level) {
  if (!(sd > 0.0) || df < 2.0) return {};
  const double g = small_sample_factor(df) * difference / sd;
  const double half = normal_quantile(0.5 + 0.5 * level) * std::sqrt(inverse_n + g * g / (2.0 * n));
  return StandardisedDifference{g, {g - half, g + half}};
}

}  // namespace

std::optional<StandardisedDifference> hedges_g(std::span<const double> x, std::span<const double> y,
                                               double level) {
  if (x.empty() || y.empty()) return {};
  const double n = static_cast<double>(x.size()), m = static_cast<double>(y.size());
  const double of_x = response::mean(x), of_y = response::mean(y), df = n + m - 2.0;
  const double squares =
      response::squared_deviations(x, of_x) + response::squared_deviations(y, of_y);
  return with_interval(of_x - of_y, std::sqrt(squares / df), df, 1.0 / n + 1.0 / m, n + m, level);
}

std::optional<StandardisedDifference> paired_hedges_g(std::span<const double> differences,
                                                      double level) {
  if (differences.empty()) return {};
  const double n = static_cast<double>(differences.size()), mean = response::mean(differences);
  const double sd = std::sqrt(response::squared_deviations(differences, mean) / (n - 1.0));
  return with_interval(mean, sd, n - 1.0, 1.0 / n, n, level);
}

}  // namespace venscope::assay
