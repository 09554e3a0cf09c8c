#include "venscope/imputation/rubin.hpp"

#include "venscope/base/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::imputation {

namespace {

/// Below this share of missing information the degrees of freedom no longer matter.
constexpr double least_lambda = 1e-4;

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

}  // namespace

double Pooled::std_error() const {
  return std::sqrt(variance);
}

double Pooled::p() const {
  const double t = estimate / std_error();
  return std::isinf(df) ? normal_two_sided(t) : student_t_two_sided(t, df);
}

Pooled::Interval Pooled::interval(double level) const {
  const double tail = 0.5 + level / 2;
  const double quantile = std::isinf(df) ? normal_quantile(tail) : student_t_quantile(tail, df);
  return {estimate - quantile * std_error(), estimate + quantile * std_error()};
}

Result<Pooled> pool(std::span<const double> estimates, std::span<const double> variances,
                    double complete_df) {
  if (estimates.size() < 2 || variances.size() != estimates.size())
    return cannot_analyse("imputation.too_few",
                          "fewer than two imputations say nothing of how far they differ",
                          "impute at least twice; twenty times is usual");
  Pooled pooled;
  const auto m = static_cast<double>(estimates.size());
  pooled.imputations = estimates.size();
  pooled.estimate = mean_of(estimates);
  pooled.within = mean_of(variances);
  for (const double value : estimates)
    pooled.between += (value - pooled.estimate) * (value - pooled.estimate) / (m - 1);
  const double added = (1 + 1 / m) * pooled.between;
  pooled.variance = pooled.within + added;
  pooled.relative_increase = added / pooled.within;
  pooled.lambda = added / pooled.variance;
  const double share = std::max(pooled.lambda, least_lambda);
  const double old = (m - 1) / (share * share);
  pooled.df = old;
  if (std::isfinite(complete_df)) {
    const double observed = (complete_df + 1) / (complete_df + 3) * complete_df * (1 - share);
    pooled.df = old * observed / (old + observed);
  }
  pooled.missing_information =
      (pooled.relative_increase + 2 / (pooled.df + 3)) / (pooled.relative_increase + 1);
  return pooled;
}

}  // namespace venscope::imputation
