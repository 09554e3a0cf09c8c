#include "venscope/base/brent.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/base/log_tails.hpp"
#include "venscope/base/quantile.hpp"
#include "venscope/expression/lowess.hpp"
#include "venscope/expression/prior_variance.hpp"
#include "venscope/expression/winsorised_moments.hpp"
#include "venscope/response/rank_test.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

namespace venscope::expression {
namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();
constexpr WinsorShares tails;

std::vector<std::size_t> ascending(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  return order;
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

/// The mean without the share `trim` at either end.
double trimmed_mean(std::span<const double> values, double trim) {
  const std::vector<double> order = sorted(values);
  const auto cut = static_cast<std::size_t>(std::floor(static_cast<double>(order.size()) * trim));
  double sum = 0.0;
  for (std::size_t i = cut; i < order.size() - cut; ++i) sum += order[i];
  return sum / static_cast<double>(order.size() - 2 * cut);
}

std::vector<double> lowess_trend(std::span<const double> z, std::span<const double> covariate) {
  const std::vector<std::size_t> order = ascending(covariate);
  std::vector<double> x, y, trend(z.size());
  for (const std::size_t i : order) {
    x.push_back(covariate[i]);
    y.push_back(z[i]);
  }
  const std::vector<double> fitted = lowess(x, y, {.span = 0.4, .iterations = 3});
  for (std::size_t k = 0; k < order.size(); ++k) trend[order[k]] = fitted[k];
  return trend;
}

/// Variances of fewer degrees of freedom are taken to those that have the same tail with the most.
double with_equal_df(std::vector<double>& variance, std::span<const double> df,
                     const PriorVariance& plain) {
  const double most = *std::max_element(df.begin(), df.end());
  for (std::size_t i = 0; i < variance.size(); ++i) {
    if (!(df[i] < most - 1e-14)) continue;
    const double scale = plain.scale_of(i), f = variance[i] / scale;
    const double upper = log_f_upper(f, df[i], plain.df), lower = log_f_lower(f, df[i], plain.df);
    variance[i] = scale * (upper < lower ? f_from_log_upper(upper, most, plain.df)
                                         : f_from_log_lower(lower, most, plain.df));
  }
  return most;
}

/// z - trend, winsorised: its mean and variance.
LogMoments winsorised(std::span<const double> residual) {
  const std::vector<double> order = sorted(residual);
  const double low = sorted_quantile(order, tails.below);
  const double high = sorted_quantile(order, 1.0 - tails.above);
  const double n = static_cast<double>(residual.size());
  LogMoments moments;
  for (const double value : residual) moments.mean += std::clamp(value, low, high);
  moments.mean /= n;
  for (const double value : residual)
    moments.variance += std::pow(std::clamp(value, low, high) - moments.mean, 2);
  moments.variance /= n - 1.0;
  return moments;
}

/// log of the share of genes with a ratio as high, from ranks.
std::vector<double> log_empirical_tail(std::span<const double> ratio) {
  const double n = static_cast<double>(ratio.size());
  std::vector<double> tail = response::midranks(ratio).rank;
  for (double& value : tail) value = std::log(n - value + 0.5) - std::log(n);
  return tail;
}

/// d0 of outliers where all other genes have one variance.
void shrink_from_infinity(std::span<const double> ratio, double df, PriorVariance& prior) {
  const std::size_t n = ratio.size();
  prior.gene_df.assign(n, no_limit);
  const std::vector<double> empirical = log_empirical_tail(ratio);
  std::vector<double> tail(n);
  for (std::size_t i = 0; i < n; ++i) tail[i] = chi_squared_upper(ratio[i] * df, df);
  bool any = false;
  for (std::size_t i = 0; i < n; ++i) {
    const double regular = tail[i] / std::exp(empirical[i]);
    if (regular >= 1.0) continue;
    prior.gene_df[i] = regular * static_cast<double>(n) * df;
    any = true;
  }
  if (!any) return;
  double most = -no_limit;
  for (const std::size_t i : ascending(tail))
    most = prior.gene_df[i] = std::max(most, prior.gene_df[i]);
}

/// d0 of outliers: between that of the others and one that makes the most extreme ratio a median.
void shrink_outliers(std::span<const double> ratio, double df, PriorVariance& prior) {
  const std::size_t n = ratio.size();
  prior.gene_df.assign(n, prior.df);
  std::vector<double> tail(n), regular = log_empirical_tail(ratio);
  bool any = false;
  for (std::size_t i = 0; i < n; ++i) {
    tail[i] = log_f_upper(ratio[i], df, prior.df);
    regular[i] = std::fmin(tail[i] - regular[i], 0.0);
    any = any || regular[i] < 0.0;
  }
  if (!any) return;
  const double extreme = *std::min_element(tail.begin(), tail.end());
  double outlier = 0.0;
  if (std::isfinite(extreme)) {
    outlier = std::log(0.5) / extreme * prior.df;
    const double again = log_f_upper(*std::max_element(ratio.begin(), ratio.end()), df, outlier);
    outlier *= std::log(0.5) / again;
  }
  for (std::size_t i = 0; i < n; ++i)
    prior.gene_df[i] = std::exp(regular[i]) * prior.df - std::expm1(regular[i]) * outlier;
  // Never larger for a more extreme ratio; the first ones share the least mean from the top.
  const std::vector<std::size_t> order = ascending(tail);
  double sum = 0.0, least = no_limit;
  std::size_t at = 0;
  for (std::size_t k = 0; k < n; ++k) {
    sum += prior.gene_df[order[k]];
    if (sum / static_cast<double>(k + 1) < least) least = sum / static_cast<double>(k + 1), at = k;
  }
  for (std::size_t k = 0; k <= at; ++k) prior.gene_df[order[k]] = least;
  double most = -no_limit;
  for (const std::size_t i : order) most = prior.gene_df[i] = std::max(most, prior.gene_df[i]);
}

/// d0 that gives the winsorised variance; at least that of the plain estimate.
double matched_df(double variance, double df, double plain_df) {
  const auto off = [&](double x) {
    return std::log(variance / winsorised_moments(df, x / (1.0 - x), tails).variance);
  };
  const double low = plain_df / (1.0 + plain_df), at_low = off(low);
  if (at_low >= 0.0) return plain_df;
  const double at_one = std::log(variance / winsorised_moments(df, no_limit, tails).variance);
  const double x = brent_root(off, low, 1.0, at_low, at_one, 1e-8);
  return x / (1.0 - x);
}

/// All genes have residual degrees of freedom.
Result<PriorVariance> robust_prior_of_all(std::vector<double> variance, std::span<const double> dfs,
                                          std::span<const double> covariate) {
  const std::size_t n = variance.size();
  const double middle = sorted_quantile(sorted(variance), 0.5);
  if (!(middle > 0.0))
    return cannot_analyse("expression.zero_variances",
                          "most genes do not vary at all within the groups",
                          "leave constant genes out, or fit without --robust");
  std::size_t lifted = 0;
  for (double& value : variance)
    if (value < middle * 1e-12) value = middle * 1e-12, ++lifted;
  auto plain = prior_variance(variance, dfs, covariate);
  if (!plain) return plain;
  PriorVariance prior = *plain;
  if (lifted > 0)
    prior.warnings.push_back(fmt::format("{} very small residual variance{} been set off zero",
                                         lifted, lifted == 1 ? " has" : "s have"));
  if (n < 3 || std::max(tails.below, tails.above) < 1.0 / static_cast<double>(n)) return prior;
  const double df = with_equal_df(variance, dfs, *plain);

  std::vector<double> z(n), trend, residual(n);
  for (std::size_t i = 0; i < n; ++i) z[i] = std::log(variance[i]);
  trend = covariate.empty() ? std::vector<double>(n, trimmed_mean(z, tails.above))
                            : lowess_trend(z, covariate);
  for (std::size_t i = 0; i < n; ++i) residual[i] = z[i] - trend[i];
  const LogMoments seen = winsorised(residual);
  const LogMoments limit = winsorised_moments(df, no_limit, tails);
  const bool one_variance = seen.variance <= limit.variance;
  if (!one_variance && std::isinf(plain->df)) {
    prior.gene_df.assign(n, no_limit);
    return prior;
  }
  prior.df = one_variance ? no_limit : matched_df(seen.variance, df, plain->df);
  const double shift =
      seen.mean - (one_variance ? limit : winsorised_moments(df, prior.df, tails)).mean;
  std::vector<double> ratio(n);
  for (std::size_t i = 0; i < n; ++i) ratio[i] = std::exp(residual[i] - shift);
  prior.scale.assign(covariate.empty() ? 1 : n, 0.0);
  for (std::size_t i = 0; i < prior.scale.size(); ++i) prior.scale[i] = std::exp(trend[i] + shift);
  one_variance ? shrink_from_infinity(ratio, df, prior) : shrink_outliers(ratio, df, prior);
  return prior;
}

/// Linear interpolation in ascending x, constant outside; y at tied x is their mean.
double interpolated(std::span<const double> x, std::span<const double> y, double at) {
  if (at <= x.front()) return y.front();
  if (at >= x.back()) return y.back();
  const auto next = static_cast<std::size_t>(std::upper_bound(x.begin(), x.end(), at) - x.begin());
  const double share = (at - x[next - 1]) / (x[next] - x[next - 1]);
  return y[next - 1] + share * (y[next] - y[next - 1]);
}

/// The trend at the covariates of genes that took no part.
void spread_trend(std::span<const double> covariate, const std::vector<std::size_t>& used,
                  PriorVariance& prior) {
  std::vector<double> along, x, y, count;
  for (const std::size_t g : used) along.push_back(covariate[g]);
  for (const std::size_t k : ascending(along)) {
    const double value = std::log(prior.scale[k]);
    if (!x.empty() && x.back() == along[k]) {
      count.back() += 1.0;
      y.back() += (value - y.back()) / count.back();
      continue;
    }
    x.push_back(along[k]);
    y.push_back(value);
    count.push_back(1.0);
  }
  std::vector<double> all(covariate.size());
  for (std::size_t g = 0; g < all.size(); ++g) all[g] = std::exp(interpolated(x, y, covariate[g]));
  for (std::size_t k = 0; k < used.size(); ++k) all[used[k]] = prior.scale[k];
  prior.scale = std::move(all);
}

}  // namespace

Result<PriorVariance> robust_prior_variance(std::span<const double> variance,
                                            std::span<const double> df,
                                            std::span<const double> covariate) {
  std::vector<std::size_t> used;
  std::vector<double> variances, dfs, along;
  for (std::size_t g = 0; g < variance.size(); ++g) {
    if (std::isnan(variance[g]) || !(std::isfinite(df[g]) && df[g] > 1e-6)) continue;
    used.push_back(g);
    variances.push_back(variance[g]);
    dfs.push_back(df[g]);
    if (!covariate.empty()) along.push_back(covariate[g]);
  }
  if (used.size() < 3) return prior_variance(variance, df, covariate);
  auto prior = robust_prior_of_all(variances, dfs, along);
  if (!prior || used.size() == variance.size()) return prior;
  if (prior->scale.size() > 1) spread_trend(covariate, used, *prior);
  if (!prior->gene_df.empty()) {
    std::vector<double> all(variance.size(), prior->df);
    for (std::size_t k = 0; k < used.size(); ++k) all[used[k]] = prior->gene_df[k];
    prior->gene_df = std::move(all);
  }
  return prior;
}

}  // namespace venscope::expression
