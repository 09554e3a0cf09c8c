#include "venscope/expression/moderated_odds.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/log_tails.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace venscope::expression {
namespace {

/// Bounds of the standard deviation of an effect.
constexpr double least_effect = 0.1, largest_effect = 4.0;

struct Ranked {
  double t;
  std::size_t gene;
};

/// The genes with a t, as if all had the most degrees of freedom.
std::vector<Ranked> comparable_genes(std::span<const double> t, std::span<const double> df,
                                     double& most_df) {
  most_df = 0.0;
  for (std::size_t g = 0; g < t.size(); ++g)
    if (!std::isnan(t[g])) most_df = std::max(most_df, df[g]);
  std::vector<Ranked> genes;
  genes.reserve(t.size());
  for (std::size_t g = 0; g < t.size(); ++g) {
    if (std::isnan(t[g])) continue;
    double size = std::fabs(t[g]);
    if (df[g] < most_df) size = student_t_from_log_upper(log_student_t_upper(size, df[g]), most_df);
    genes.push_back({size, g});
  }
  return genes;
}

/// The `count` largest come first, in order.
void rank_top(std::vector<Ranked>& genes, std::size_t count) {
  const auto before = [](const Ranked& a, const Ranked& b) {
    return a.t != b.t ? a.t > b.t : a.gene < b.gene;
  };
  const auto end = genes.begin() + static_cast<std::ptrdiff_t>(count);
  std::nth_element(genes.begin(), end, genes.end(), before);
  std::sort(genes.begin(), end, before);
}

/// v0 of one coefficient; NaN where there is no gene.
double prior_effect(std::span<const double> t, std::span<const double> unscaled,
                    std::span<const double> df, double proportion, double low, double high) {
  double most_df = 0.0;
  std::vector<Ranked> genes = comparable_genes(t, df, most_df);
  const double n = static_cast<double>(genes.size());
  const auto top = static_cast<std::size_t>(std::ceil(proportion / 2.0 * n));
  if (top < 1) return std::numeric_limits<double>::quiet_NaN();
  rank_top(genes, top);
  const double share = std::fmax(static_cast<double>(top) / n, proportion);
  double sum = 0.0;
  for (std::size_t k = 0; k < top; ++k) {
    const double null_p = student_t_two_sided(genes[k].t, most_df);
    const double target = ((static_cast<double>(k) + 0.5) / n - (1.0 - share) * null_p) / share;
    double v0 = 0.0;
    if (target > null_p) {
      const double expected = -student_t_quantile(target / 2.0, most_df);
      v0 = std::pow(unscaled[genes[k].gene], 2) * (std::pow(genes[k].t / expected, 2) - 1.0);
    }
    sum += std::fmin(std::fmax(v0, low), high);
  }
  return sum / static_cast<double>(top);
}

/// B of one coefficient with this v0.
void add_column(const LinearFit& fit, double proportion, std::size_t j, Moderated& moderated) {
  const double v0 = moderated.prior_effect[j], base = std::log(proportion / (1.0 - proportion));
  // Genes without missing values share u.
  double last_r = 1.0, log_r = 0.0;
  for (std::size_t g = 0; g < fit.genes(); ++g) {
    const double u2 = fit.unscaled(g, j) * fit.unscaled(g, j), r = (u2 + v0) / u2;
    const double t2 = moderated.t(g, j) * moderated.t(g, j), df = moderated.df[g];
    const double kernel = moderated.prior.df_of(g) > 1e6
                              ? t2 * (1.0 - 1.0 / r) / 2.0
                              : (1.0 + df) / 2.0 * std::log((t2 + df) / (t2 / r + df));
    if (r != last_r) log_r = std::log(last_r = r);
    moderated.log_odds(g, j) = base - log_r / 2.0 + kernel;
  }
}

}  // namespace

void add_log_odds(const LinearFit& fit, double proportion, unsigned threads, Moderated& moderated) {
  const std::vector<double>& scales = moderated.prior.scale;
  std::vector<double> sorted = scales;
  std::sort(sorted.begin(), sorted.end());
  const double scale = sorted_quantile(sorted, 0.5);
  const double low = least_effect * least_effect / scale;
  const double high = largest_effect * largest_effect / scale;
  moderated.log_odds = Matrix(fit.genes(), fit.names.size());
  moderated.prior_effect.assign(fit.names.size(), 0.0);
  parallel_for(fit.names.size(), threads, [&](std::size_t j) {
    const double v0 = prior_effect(moderated.t.column(j), fit.unscaled.column(j), moderated.df,
                                   proportion, low, high);
    moderated.prior_effect[j] = std::isnan(v0) ? 1.0 / scales[0] : v0;
    add_column(fit, proportion, j, moderated);
  });
}

}  // namespace venscope::expression
