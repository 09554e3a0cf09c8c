/// A linear model for every gene at once.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/formula/model_frame.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::expression {

/// A row per sample; the intercept is a column like any other.
struct Design {
  Matrix columns;
  std::vector<std::string> names;
};

/// The design of a formula: "(Intercept)" and the columns of the frame.
Design design_of(const formula::ModelFrame& frame);

struct LinearModelOptions {
  std::span<const double> sample_weights = {};  ///< one per sample, for all genes; empty: equal
  const Matrix* weights = nullptr;              ///< samples by genes, beside or instead of those
  unsigned threads = 1;
};

/// Genes down, coefficients (or contrasts) across. What cannot be estimated is NaN.
struct LinearFit {
  std::vector<std::string> names;  ///< of the coefficients
  Matrix coefficients;
  Matrix unscaled;                  ///< sqrt of the diagonal of (X'WX)^-1, gene by gene
  std::vector<double> sigma;        ///< residual standard deviation; NaN without residual df
  std::vector<double> df_residual;  ///< samples with a value, less the rank
  std::vector<double> mean;         ///< of the gene's values, unweighted (R: Amean)
  Matrix covariance;                ///< (X'X)^-1 of the whole design, with sample weights if given
  std::size_t genes() const { return sigma.size(); }
};

/// Weighted least squares of each column of `expression` (samples by genes) on the design. Where
/// all samples have a value and genes share their weights, one QR serves them all; a gene with
/// missing values or weights of its own gets its own. A weight of 0 leaves the value out. Problems,
/// all of the analysis: expression.confounded (the design's columns are combinations of each other,
/// named), expression.no_replicates (no residual degree of freedom: one sample per group),
/// expression.no_genes, expression.weights (negative, infinite, or not of this size). Cost O(G n
/// p), and O(G n p^2) where each gene has its own QR. Source: [Smyth2004]; [Ritchie2015].
/// docs/methods/linear-models.md. Right by: reference/expression/limma (R limma 3.54: lmFit),
/// twins/expression/linear_model, by_hand/expression/linear_model, laws/expression/linear_model.
Result<LinearFit> fit_linear_models(const Matrix& expression, const Design& design,
                                    const LinearModelOptions& options = {});

}  // namespace venscope::expression
