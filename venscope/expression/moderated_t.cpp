#include "venscope/expression/moderated_t.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/expression/gene_tails.hpp"
#include "venscope/expression/moderated_odds.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Dense>

namespace venscope::expression {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double not_defined = std::numeric_limits<double>::quiet_NaN();
/// Genes that one thread takes at a time.
constexpr std::size_t block = 1024;

/// (d0 s0^2 + d s^2) / (d0 + d); a gene without residual df has the prior's.
double posterior(double variance, double df, double prior, double prior_df) {
  if (std::isinf(prior_df)) return prior;
  if (df == 0.0) return prior_df > 0.0 ? prior : not_defined;
  return (df * variance + prior_df * prior) / (df + prior_df);
}

/// L with F = |t' L|^2 / r: the eigenvectors of the correlation matrix over the roots of their
/// values, without those that are as good as zero.
Eigen::MatrixXd root_of_inverse_correlation(const Matrix& covariance) {
  const auto p = static_cast<Eigen::Index>(covariance.columns);
  Eigen::MatrixXd correlation(p, p);
  for (Eigen::Index a = 0; a < p; ++a)
    for (Eigen::Index b = 0; b < p; ++b) {
      const auto at = [&](Eigen::Index i, Eigen::Index j) {
        return covariance(static_cast<std::size_t>(i), static_cast<std::size_t>(j));
      };
      const double scale = std::sqrt(at(a, a) * at(b, b));
      correlation(a, b) = scale > 0.0 ? at(a, b) / scale : a == b ? 1.0 : 0.0;
    }
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(correlation);
  const Eigen::VectorXd values = solver.eigenvalues();
  Eigen::Index first = 0;
  while (first + 1 < p && !(values(first) / values(p - 1) > 1e-8)) ++first;
  Eigen::MatrixXd root = solver.eigenvectors().rightCols(p - first);
  for (Eigen::Index k = first; k < p; ++k) root.col(k - first) /= std::sqrt(values(k));
  return root;
}

/// work(first, last) for blocks of genes.
template <class Work>
void for_blocks(std::size_t genes, unsigned threads, Work&& work) {
  parallel_for((genes + block - 1) / block, threads,
               [&](std::size_t b) { work(b * block, std::min(genes, (b + 1) * block)); });
}

void add_t(const LinearFit& fit, unsigned threads, Moderated& moderated) {
  const std::size_t p = fit.names.size();
  for_blocks(fit.genes(), threads, [&](std::size_t first, std::size_t last) {
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t g = first; g < last; ++g) {
        const double deviation = std::sqrt(moderated.variance[g]);
        const double t = fit.coefficients(g, j) / fit.unscaled(g, j) / deviation;
        moderated.t(g, j) = t;
        moderated.p(g, j) = t * t;
      }
  });
  GeneTails(1, moderated.df).upper(moderated.p.values, threads);
}

void add_f(const LinearFit& fit, unsigned threads, Moderated& moderated) {
  const std::size_t p = fit.names.size(), genes = fit.genes();
  const Eigen::MatrixXd root = root_of_inverse_correlation(fit.covariance);
  const Eigen::Index rank = root.cols();
  moderated.f_df = static_cast<double>(rank);
  moderated.f.resize(genes);
  std::vector<double> df(genes);
  for_blocks(genes, threads, [&](std::size_t first, std::size_t last) {
    std::vector<double> t(p);
    for (std::size_t g = first; g < last; ++g) {
      for (std::size_t j = 0; j < p; ++j) t[j] = moderated.t(g, j);
      double sum = 0.0;
      for (Eigen::Index k = 0; k < rank; ++k) {
        const double* const column = root.data() + k * static_cast<Eigen::Index>(p);
        double product = 0.0;
        for (std::size_t j = 0; j < p; ++j) product += t[j] * column[j];
        sum += product * product;
      }
      moderated.f[g] = sum / moderated.f_df;
      df[g] = moderated.prior.df_of(g) + fit.df_residual[g];
    }
  });
  moderated.f_p = moderated.f;
  GeneTails(static_cast<unsigned>(rank), df).upper(moderated.f_p, threads);
}

}  // namespace

Result<Moderated> moderate(const LinearFit& fit, const ModerationOptions& options) {
  const std::size_t genes = fit.genes();
  std::vector<double> variance(genes);
  double pooled = 0.0;
  for (std::size_t g = 0; g < genes; ++g) {
    variance[g] = fit.df_residual[g] > 0.0 ? fit.sigma[g] * fit.sigma[g] : 0.0;
    pooled += fit.df_residual[g];
  }
  std::vector<double> covariate;
  if (options.trend) {
    covariate = fit.mean;
    // A gene without a value has no place on the trend; it has no statistics either.
    for (double& value : covariate)
      if (std::isnan(value)) value = -infinity;
    if (options.robust)
      for (double& value : covariate)
        if (std::isinf(value)) value = 0.0;
  }
  auto prior = options.robust ? robust_prior_variance(variance, fit.df_residual, covariate)
                              : prior_variance(variance, fit.df_residual, covariate);
  if (!prior) return tl::unexpected(std::move(prior.error()));
  Moderated moderated;
  moderated.prior = std::move(*prior);
  moderated.warnings = moderated.prior.warnings;
  moderated.variance.resize(genes);
  moderated.df.resize(genes);
  moderated.t = moderated.p = Matrix(genes, fit.names.size());
  for (std::size_t g = 0; g < genes; ++g) {
    const double d0 = moderated.prior.df_of(g), d = fit.df_residual[g];
    moderated.variance[g] = posterior(variance[g], d, moderated.prior.scale_of(g), d0);
    moderated.df[g] = std::fmin(d + d0, pooled);
  }
  add_t(fit, options.threads, moderated);
  add_log_odds(fit, options.proportion, options.threads, moderated);
  add_f(fit, options.threads, moderated);
  return moderated;
}

LinearFit with_coefficients(const LinearFit& fit, const std::vector<std::string>& names) {
  std::vector<std::size_t> places;
  for (const std::string& name : names)
    places.push_back(static_cast<std::size_t>(std::find(fit.names.begin(), fit.names.end(), name) -
                                              fit.names.begin()));
  LinearFit chosen = fit;
  chosen.names = names;
  chosen.coefficients = chosen.unscaled = Matrix(fit.genes(), names.size());
  chosen.covariance = Matrix(names.size(), names.size());
  for (std::size_t a = 0; a < places.size(); ++a) {
    const auto copy = [&](const Matrix& from, Matrix& to) {
      std::copy(from.column(places[a]).begin(), from.column(places[a]).end(), to.column(a).begin());
    };
    copy(fit.coefficients, chosen.coefficients);
    copy(fit.unscaled, chosen.unscaled);
    for (std::size_t b = 0; b < places.size(); ++b)
      chosen.covariance(a, b) = fit.covariance(places[a], places[b]);
  }
  return chosen;
}

}  // namespace venscope::expression
