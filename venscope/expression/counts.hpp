/// Read counts of RNA sequencing: library sizes, their normalisation, and what is worth keeping.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/expression/linear_model.hpp"

#include <span>
#include <string>
#include <vector>

namespace venscope::expression {

/// Says what is wrong with counts (samples by genes): negative, missing or not whole numbers
/// (expression.not_counts: each kind with how many and the first, by name), samples without any
/// read (expression.zero_library). Whole to within 1e-6: what is estimated of transcripts is not,
/// and `fractions` lets it pass.
Problems check_counts(const Matrix& counts, const std::vector<std::string>& samples,
                      const std::vector<std::string>& genes, bool fractions = false);

/// Reads per sample.
std::vector<double> library_sizes(const Matrix& counts);

/// Factors of the library sizes by the trimmed mean of M values, with a geometric mean of 1. The
/// reference sample is that whose upper quartile of counts per read is closest to the mean of all.
/// Of the genes counted in both, the 30 % with the most extreme log ratios and the 5 % with the
/// most extreme abundances, at either end, are left out; the rest are weighted by the inverse of
/// their approximate variance. A single sample has 1.
/// Cost O(n G log G). Source: [Robinson2010]. docs/methods/normalisation.md.
/// Right by: reference/expression/counts (R edgeR 3.40), laws/expression/counts.
std::vector<double> tmm_factors(const Matrix& counts, std::span<const double> library_size);

/// Size factors by the median of ratios: median over the genes counted in every sample of the count
/// by the gene's geometric mean. Problem: expression.no_common_gene.
/// Source: [Anders2010]. Right by: reference/expression/counts (R DESeq2 1.38).
Result<std::vector<double>> median_of_ratios(const Matrix& counts);

/// log2 of counts per million, with `prior` reads added to the sample of mean library size, and to
/// the others in proportion: log2((y + p_i) / (L_i + 2 p_i) 10^6), p_i = prior L_i / mean L.
/// Right by: reference/expression/counts (R edgeR 3.40: cpm with log = TRUE).
Matrix log_counts_per_million(const Matrix& counts, std::span<const double> library_size,
                              double prior = 2.0);

/// Whether a gene has enough reads to be tested: counts per million of 10 reads in the median
/// library, in as many samples as the smallest group has (1 over the largest leverage of the
/// design; of what exceeds 10 samples 70 %), and 15 reads in all.
/// Source: [Chen2016]. Right by: reference/expression/counts (R edgeR 3.40: filterByExpr).
std::vector<bool> enough_reads(const Matrix& counts, const Design& design,
                               std::span<const double> library_size);

}  // namespace venscope::expression
