/// Empirical Bayes statistics: each gene's variance drawn towards that of all genes.
#pragma once

#include "venscope/expression/linear_model.hpp"
#include "venscope/expression/prior_variance.hpp"

namespace venscope::expression {

struct ModerationOptions {
  bool trend = false;        ///< the prior variance depends on the gene's mean expression
  bool robust = false;       ///< outlying variances are drawn less
  double proportion = 0.01;  ///< of genes that differ, for the log odds
  unsigned threads = 1;
};

/// Genes down, coefficients across.
struct Moderated {
  PriorVariance prior;
  std::vector<double> variance;      ///< s~^2 = (d0 s0^2 + d s^2) / (d0 + d)
  std::vector<double> df;            ///< min(d0 + d, sum of all d)
  Matrix t;                          ///< coefficient / (unscaled s~)
  Matrix p;                          ///< two-sided
  Matrix log_odds;                   ///< B: of being different against not
  std::vector<double> prior_effect;  ///< v0 of each coefficient, for the log odds
  double f_df = 0;                   ///< numerator's df of F
  std::vector<double> f, f_p;        ///< of all coefficients of the fit together
  std::vector<std::string> warnings;
};

/// limma's eBayes. F is t' C^-1 t / r with C the correlation of the coefficients over the whole
/// design and r its rank, on r and d0 + d degrees of freedom: where genes have weights or missing
/// values of their own that is limma's approximation.
/// Problems: expression.no_residuals, expression.zero_variances.
/// Cost O(G (log G + p^2)). Source: [Smyth2004], [Phipson2016]. docs/methods/moderated-t.md.
/// Right by: reference/expression/limma (R limma 3.54), by_hand/expression/linear_model,
/// laws/expression/moderated_t; its p: twins/expression/gene_tails.
Result<Moderated> moderate(const LinearFit& fit, const ModerationOptions& options = {});

/// The coefficients called `names` alone, in that order; all must exist.
LinearFit with_coefficients(const LinearFit& fit, const std::vector<std::string>& names);

}  // namespace venscope::expression
