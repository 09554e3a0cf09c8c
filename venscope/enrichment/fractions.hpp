/// Fractions of cell types in mixed samples, from a signature matrix.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::enrichment {

struct FractionOptions {
  bool sum_to_one = true;           ///< else coefficients as fitted
  bool quantile_normalise = false;  ///< the mixtures among each other, all their genes
  std::size_t permutations = 0;     ///< for the p of the fit; 0: none
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

/// One mixed sample. All values are absent where no cell type fits (all coefficients 0).
struct SampleFractions {
  std::vector<double> fraction;       ///< of each cell type; empty where none fits
  double total = 0;                   ///< sum of the coefficients as fitted
  double rmse = 0;                    ///< root of the mean squared residual
  std::optional<double> correlation;  ///< of fitted and observed values (Pearson)
  std::optional<double> p;
};

struct Fractions {
  std::vector<std::string> shared;  ///< genes of the signature that were found and used
  std::vector<std::string> absent;  ///< the others
  std::vector<SampleFractions> samples;
  std::vector<std::string> warnings;
};

/// `mixture`: a row per sample, a column per gene; `signature`: a row per cell type, a column per
/// gene. Both on the same linear scale: a mixture is a sum of cells, its logarithm is not the sum
/// of theirs. For each sample, over the shared genes without a missing value anywhere,
///   min |S x - y|^2, x >= 0   (nnls.hpp),   fraction = x / sum x.
/// p of the fit: the share of mixtures made of values drawn at random from all of `mixture` (its
/// shared genes) that correlate with their fit as well, (c + 1) / (permutations + 1): whether the
/// signature says anything of the sample, not whether a cell type is there. All samples share the
/// draws, the streams ("fractions", i).
/// Problems: enrichment.few_shared (fewer shared genes than cell types), enrichment.negative
/// (values below zero: not a linear scale), enrichment.collinear_signature.
/// Warnings: less than half of the signature's genes are shared, values that look logarithmic.
/// Source: [Abbas2009], [Lawson1974]; the permutation as in [Newman2015].
/// Right by: reference/enrichment/nnls, laws/enrichment/fractions, unit/enrichment/fractions.
Result<Fractions> cell_fractions(const Matrix& mixture, std::span<const std::string> genes,
                                 const Matrix& signature,
                                 std::span<const std::string> signature_genes,
                                 std::span<const std::string> cell_types,
                                 const FractionOptions& options = {});

}  // namespace venscope::enrichment
