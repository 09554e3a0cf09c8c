#include "venscope/expression/prior_variance.hpp"

#include "venscope/base/polygamma.hpp"
#include "venscope/base/quantile.hpp"
#include "venscope/expression/least_squares.hpp"
#include "venscope/formula/splines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::expression {
namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return sorted_quantile(values, 0.5);
}

/// Sets a covariate that is infinite just beyond the others.
std::vector<double> finite_covariate(std::span<const double> covariate) {
  double low = infinite, high = -infinite;
  for (const double value : covariate)
    if (std::isfinite(value)) low = std::min(low, value), high = std::max(high, value);
  std::vector<double> finite(covariate.begin(), covariate.end());
  for (double& value : finite) {
    if (!std::isinf(value)) continue;
    if (low > high)
      value = value > 0 ? 1.0 : -1.0;
    else
      value = value > 0 ? high + 1.0 : low - 1.0;
  }
  return finite;
}

/// A basis of the natural cubic splines with `df` columns, the constant among them, whose knots are
/// quantiles of `x`. Any basis of that space gives the same fit.
class SplineTrend {
public:
  SplineTrend(std::span<const double> x, std::size_t df) {
    std::vector<double> sorted(x.begin(), x.end());
    std::sort(sorted.begin(), sorted.end());
    centre_ = sorted.front();
    width_ = sorted.back() - sorted.front();
    for (std::size_t k = 0; k < df; ++k) {
      const double share = static_cast<double>(k) / static_cast<double>(df - 1);
      knots_.push_back((sorted_quantile(sorted, share) - centre_) / width_);
    }
    knots_.erase(std::unique(knots_.begin(), knots_.end()), knots_.end());
  }
  Matrix basis(std::span<const double> x) const {
    std::vector<double> moved(x.begin(), x.end());
    for (double& value : moved) value = (value - centre_) / width_;
    Matrix columns(x.size(), 2, 1.0);
    if (knots_.size() < 3) {
      std::copy(moved.begin(), moved.end(), columns.column(1).begin());
      return columns;
    }
    const Matrix spline = formula::restricted_cubic_spline(moved, knots_);
    columns.values.resize(x.size());
    columns.values.insert(columns.values.end(), spline.values.begin(), spline.values.end());
    columns.columns = spline.columns + 1;
    return columns;
  }

private:
  double centre_ = 0, width_ = 1;
  std::vector<double> knots_;
};

/// The genes that take part.
struct Usable {
  std::vector<std::size_t> gene;
  std::vector<double> variance, df, covariate;
};

Usable usable(std::span<const double> variance, std::span<const double> df,
              const std::vector<double>& covariate) {
  Usable used;
  for (std::size_t g = 0; g < variance.size(); ++g) {
    if (!(std::isfinite(df[g]) && df[g] > 1e-15)) continue;
    if (!(std::isfinite(variance[g]) && variance[g] > -1e-15)) continue;
    used.gene.push_back(g);
    used.variance.push_back(std::fmax(0.0, variance[g]));
    used.df.push_back(df[g]);
    if (!covariate.empty()) used.covariate.push_back(covariate[g]);
  }
  return used;
}

void lift_zeros(std::vector<double>& variance, PriorVariance& prior) {
  double middle = median(variance);
  if (middle == 0.0) {
    prior.warnings.push_back(
        "more than half of the residual variances are exactly zero: the prior variance means "
        "little");
    middle = 1.0;
  } else if (std::find(variance.begin(), variance.end(), 0.0) != variance.end()) {
    prior.warnings.push_back("residual variances of zero have been set off zero");
  }
  for (double& value : variance) value = std::fmax(value, 1e-5 * middle);
}

std::size_t distinct(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return static_cast<std::size_t>(std::unique(values.begin(), values.end()) - values.begin());
}

/// The trend of e over the covariate, and the mean square about it.
struct Trend {
  std::vector<double> mean;  ///< per gene of all, or one
  double variance = 0;
};

Trend spline_trend(std::span<const double> e, const Usable& used, std::size_t df,
                   const std::vector<double>& covariate) {
  const SplineTrend spline(used.covariate, df);
  LeastSquares qr;
  const Matrix basis = spline.basis(used.covariate);
  qr.factor(basis);
  std::vector<double> effects(e.begin(), e.end()), beta(basis.columns);
  qr.effects(effects);
  qr.coefficients(effects, beta);
  Trend trend;
  for (std::size_t i = qr.rank(); i < effects.size(); ++i)
    trend.variance += effects[i] * effects[i];
  trend.variance /= static_cast<double>(effects.size() - qr.rank());
  const Matrix all = spline.basis(covariate);
  trend.mean.assign(covariate.size(), 0.0);
  for (std::size_t j = 0; j < all.columns; ++j)
    for (std::size_t g = 0; g < covariate.size(); ++g)
      if (!std::isnan(beta[j])) trend.mean[g] += all(g, j) * beta[j];
  return trend;
}

Trend constant_trend(std::span<const double> e) {
  Trend trend;
  const double n = static_cast<double>(e.size());
  double sum = 0.0;
  for (const double value : e) sum += value;
  trend.mean = {sum / n};
  for (const double value : e) trend.variance += (value - trend.mean[0]) * (value - trend.mean[0]);
  trend.variance /= n - 1.0;
  return trend;
}

}  // namespace

Result<PriorVariance> prior_variance(std::span<const double> variance, std::span<const double> df,
                                     std::span<const double> covariate) {
  const std::vector<double> along = finite_covariate(covariate);
  Usable used = usable(variance, df, along);
  if (used.gene.empty())
    return cannot_analyse("expression.no_residuals", "no gene has a residual variance",
                          "add replicates: two samples or more in a group");
  PriorVariance prior;
  if (used.gene.size() == 1) {
    prior.scale = {used.variance[0]};
    return prior;
  }
  const std::size_t n = used.gene.size();
  std::size_t spline_df = 1;
  if (!along.empty()) {
    spline_df = 1 + (n >= 3) + (n >= 6) + (n >= 30);
    spline_df = std::min(spline_df, distinct(used.covariate));
  }
  lift_zeros(used.variance, prior);
  std::vector<double> e(n);
  double noise = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    const double half = used.df[i] / 2.0;
    e[i] = std::log(used.variance[i]) - digamma(half) + std::log(half);
    noise += trigamma(half);
  }
  const Trend trend = spline_df < 2 ? constant_trend(e) : spline_trend(e, used, spline_df, along);
  const double spread = trend.variance - noise / static_cast<double>(n);
  prior.scale = trend.mean;
  if (spread > 0.0) {
    prior.df = 2.0 * trigamma_inverse(spread);
    const double shift = digamma(prior.df / 2.0) - std::log(prior.df / 2.0);
    for (double& value : prior.scale) value = std::exp(value + shift);
  } else {
    prior.df = infinite;
    for (double& value : prior.scale) value = std::exp(value);
    if (spline_df < 2) {
      double sum = 0.0;
      for (const double value : used.variance) sum += value;
      prior.scale = {sum / static_cast<double>(n)};
    }
  }
  return prior;
}

}  // namespace venscope::expression
