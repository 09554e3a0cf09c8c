#include "venscope/expression/moderated_odds.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/log_tails.hpp"
#include "venscope/formula/splines.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::expression {
namespace {

/// Bounds of the standard deviation of an effect.
constexpr double least_effect = 0.1, largest_effect = 4.0;

struct Ranked {
  double t, unscaled;
};

/// The genes with a t, as if all had the most degrees of freedom, largest first.
std::vector<Ranked> ranked_genes(std::span<const double> t, std::span<const double> unscaled,
                                 std::span<const double> df, double& most_df) {
  most_df = 0.0;
  for (std::size_t g = 0; g < t.size(); ++g)
    if (!std::isnan(t[g])) most_df = std::max(most_df, df[g]);
  std::vector<Ranked> genes;
  for (std::size_t g = 0; g < t.size(); ++g) {
    if (std::isnan(t[g])) continue;
    double size = std::fabs(t[g]);
    if (df[g] < most_df) size = student_t_from_log_upper(log_student_t_upper(size, df[g]), most_df);
    genes.push_back({size, unscaled[g]});
  }
  std::stable_sort(genes.begin(), genes.end(),
                   [](const Ranked& a, const Ranked& b) { return a.t > b.t; });
  return genes;
}

/// v0 of one coefficient; NaN where there is no gene.
double prior_effect(std::span<const double> t, std::span<const double> unscaled,
                    std::span<const double> df, double proportion, double low, double high) {
  double most_df = 0.0;
  const std::vector<Ranked> genes = ranked_genes(t, unscaled, df, most_df);
  const double n = static_cast<double>(genes.size());
  const auto top = static_cast<std::size_t>(std::ceil(proportion / 2.0 * n));
  if (top < 1) return std::numeric_limits<double>::quiet_NaN();
  const double share = std::fmax(static_cast<double>(top) / n, proportion);
  double sum = 0.0;
  for (std::size_t k = 0; k < top; ++k) {
    const double null_p = student_t_two_sided(genes[k].t, most_df);
    const double target = ((static_cast<double>(k) + 0.5) / n - (1.0 - share) * null_p) / share;
    double v0 = 0.0;
    if (target > null_p) {
      const double expected = -student_t_quantile(target / 2.0, most_df);
      v0 = genes[k].unscaled * genes[k].unscaled * (std::pow(genes[k].t / expected, 2) - 1.0);
    }
    sum += std::fmin(std::fmax(v0, low), high);
  }
  return sum / static_cast<double>(top);
}

}  // namespace

void add_log_odds(const LinearFit& fit, double proportion, Moderated& moderated) {
  std::vector<double> scales = moderated.prior.scale;
  std::sort(scales.begin(), scales.end());
  const double scale = formula::quantile(scales, 0.5);
  const double low = least_effect * least_effect / scale;
  const double high = largest_effect * largest_effect / scale;
  const std::size_t genes = fit.genes();
  moderated.log_odds = Matrix(genes, fit.names.size());
  moderated.prior_effect.clear();
  for (std::size_t j = 0; j < fit.names.size(); ++j) {
    double v0 = prior_effect(moderated.t.column(j), fit.unscaled.column(j), moderated.df,
                             proportion, low, high);
    if (std::isnan(v0)) v0 = 1.0 / moderated.prior.scale[0];
    moderated.prior_effect.push_back(v0);
    for (std::size_t g = 0; g < genes; ++g) {
      const double u2 = fit.unscaled(g, j) * fit.unscaled(g, j), r = (u2 + v0) / u2;
      const double t2 = moderated.t(g, j) * moderated.t(g, j), df = moderated.df[g];
      const double kernel = moderated.prior.df_of(g) > 1e6
                                ? t2 * (1.0 - 1.0 / r) / 2.0
                                : (1.0 + df) / 2.0 * std::log((t2 + df) / (t2 / r + df));
      moderated.log_odds(g, j) =
          std::log(proportion / (1.0 - proportion)) - std::log(r) / 2.0 + kernel;
    }
  }
}

}  // namespace venscope::expression
