/// Scores of gene sets in each sample.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/enrichment/gene_sets.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::enrichment {

enum class ScoreMethod {
  ssgsea,  ///< single-sample GSEA
  gsva,    ///< gene set variation analysis
  zscore,  ///< sum of the genes' z over the root of their number
  mean,    ///< mean of the genes' values
};

enum class DensityKernel {
  gaussian,  ///< for a logarithmic scale
  poisson,   ///< for counts
  none,      ///< the empirical distribution
};

struct ScoreOptions {
  ScoreMethod method = ScoreMethod::ssgsea;
  std::size_t least = 1;  ///< genes of a set found
  std::size_t most = static_cast<std::size_t>(-1);
  std::optional<double> tau;                       ///< weight of the ranks; ssgsea 0.25, gsva 1
  bool normalise = true;                           ///< ssgsea: by the range of all scores
  DensityKernel kernel = DensityKernel::gaussian;  ///< gsva
  bool difference = true;         ///< gsva: highest + lowest; else whichever is further from zero
  bool absolute_ranking = false;  ///< gsva, with difference: highest - lowest
  unsigned threads = 1;
};

struct SetScores {
  Matrix scores;                 ///< samples x sets; missing where a score is undefined
  std::vector<IndexedSet> sets;  ///< of the columns; members are columns of the matrix given
  std::vector<SetLeftOut> left_out;
  std::size_t missing_genes = 0;   ///< left out because a sample has no value of them
  std::size_t constant_genes = 0;  ///< left out (ssgsea and mean: kept)
  std::vector<std::string> warnings;
};

/// `values` has a row per sample and a column per gene, named by `genes` (each name once). Genes
/// with a missing value are left out by all methods and counted; constant ones (sd below 1e-10)
/// too, except by ssgsea and mean, where they say something.
///
/// ssgsea [Barbie2009]: in a sample, genes descend by rank r (mean rank of ties, cut to a whole
/// number; tied genes stand in the order of the columns); with N genes, m members at places S_i
///   score = sum r_i^tau (N - S_i + 1) / sum r_i^tau
///         - (N (N + 1) / 2 - sum (N - S_i + 1)) / (N - m),
/// the area between both cumulative distributions; then divided by (largest - smallest) of all
/// scores of all sets and samples, so that they depend on which sets and samples are there.
///
/// gsva [Haenzelmann2013]: each value becomes its estimated cumulative probability F among the
/// samples (gaussian: kernels of bandwidth sd / 4; poisson: of rate x + 0.5), in a sample genes
/// descend by ln(F / (1 - F)), the k-th from the end weighs |k - N / 2|^tau, and the running sum of
/// running_sum() has a highest point >= 0 and a lowest <= 0; score = highest + lowest.
///
/// zscore [Lee2008]: sum of z / sqrt(m), z over the samples with sd of n - 1.
///
/// Equal to Bioconductor's GSVA 1.46 (ssgsea, gsva, zscore): to rounding. The Gaussian kernel is
/// read from the same table of 10,000 steps, since its roundings decide the order of genes. A score
/// that is 0 / 0 is missing.
/// Problems: enrichment.no_sets; enrichment.few_genes, few_samples (gsva and zscore: below 2),
/// enrichment.not_counts (poisson kernel and a value below 0).
/// Cost: ssgsea O(samples (N log N + members)); gsva with the Gaussian kernel O(N samples^2)
/// beside. Right by: reference/enrichment/set_scores (R GSVA), twins/enrichment/set_scores,
/// laws/enrichment/set_scores.
Result<SetScores> set_scores(const Matrix& values, std::span<const std::string> genes,
                             std::span<const GeneSet> sets, const ScoreOptions& options = {});

/// sqrt(GZMA PRF1) of each sample, of values on a linear scale; of values log2(x + offset) the
/// mean of both on the scale of the logarithm, which is the logarithm of that geometric mean.
/// Missing where one is missing or below zero (linear).
/// Source: [Rooney2015].  Right by: unit/enrichment/cytolytic.
std::vector<double> cytolytic_score(std::span<const double> gzma, std::span<const double> prf1,
                                    bool logarithmic);

}  // namespace venscope::enrichment
