/// The distribution of the residual variances over the genes: what each is drawn towards.
#pragma once

#include "venscope/base/problem.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::expression {

struct PriorVariance {
  std::vector<double> scale;    ///< s0^2: one for all genes, or one per gene with a trend
  double df = 0;                ///< d0; may be infinite: all genes have the same variance
  std::vector<double> gene_df;  ///< robust: d0 of each gene, smaller for outliers; else empty
  std::vector<std::string> warnings;

  double scale_of(std::size_t gene) const { return scale.size() == 1 ? scale[0] : scale[gene]; }
  double df_of(std::size_t gene) const { return gene_df.empty() ? df : gene_df[gene]; }
};

/// s0^2 and d0 such that variance ~ s0^2 F(df, d0), from the mean and variance of its logarithm:
///   e = log s^2 - digamma(df / 2) + log(df / 2),
///   trigamma(d0 / 2) = var(e) - mean trigamma(df / 2), or d0 infinite where that is not positive.
/// With a `covariate` (the gene's mean expression) the mean of e is a natural cubic spline in it of
/// 4 degrees of freedom (fewer below 30 genes). Genes without residual df take no part. Variances
/// below 1e-5 of the median are set to that.
/// Source: [Smyth2004]; limma's fitFDist.
/// Right by: reference/expression/limma (R limma 3.54), laws/expression/moderated_t.
Result<PriorVariance> prior_variance(std::span<const double> variance, std::span<const double> df,
                                     std::span<const double> covariate = {});

/// The same from winsorised log variances (5 % below, 10 % above), and d0 of each gene reduced
/// where its variance is an outlier; with a covariate the trend is a lowess of span 0.4. Problems:
/// expression.zero_variances (most variances are zero). Source: [Phipson2016]; limma's
/// fitFDistRobustly.
Result<PriorVariance> robust_prior_variance(std::span<const double> variance,
                                            std::span<const double> df,
                                            std::span<const double> covariate = {});

}  // namespace venscope::expression
