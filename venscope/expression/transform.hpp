/// Changes of scale of a matrix of genes: logarithm, z values, quantiles; and genes that carry
/// nothing.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::expression {

// In all of these a row is a sample and a column a gene; NaN is a missing value and stays one.

/// What the values of a matrix look like.
struct ScaleGuess {
  std::size_t values = 0;  ///< that are not missing
  double smallest = 0, largest = 0;
  std::size_t negative = 0;  ///< values below 0: no counts, and no log2(x + 1)
  std::size_t zeros = 0;
  bool whole = false;   ///< all are whole numbers
  bool logged = false;  ///< nothing above 30: 2^30 is more than any counter of transcripts has seen
};
ScaleGuess scale_guess(const Matrix& matrix);

/// Replaces x by log2(x + 1). Fails where a value is below 0 (expression.negative). Where the
/// values look logged already a sentence is added to `suspicions`: a second logarithm is hard to
/// see later. Right by: unit/expression/transform.
Result<Matrix> log2_plus_one(Matrix matrix, std::vector<std::string>& suspicions);

/// (x − mean) / standard deviation of each gene over the samples that have it (divisor n − 1). A
/// gene that does not vary, or that fewer than two samples have, becomes missing; their numbers are
/// returned. Right by: unit/expression/transform.
std::vector<std::size_t> standardise_genes(Matrix& matrix);

/// The common distribution of samples: the mean of their sorted values, rank by rank [Bolstad2003].
/// A sample with missing values is stretched to the length by linear interpolation, as
/// normalize.quantiles.determine.target of preprocessCore does; samples without any value are left
/// out. Cost O(n p log p).   Right by: reference/expression/quantiles (preprocessCore).
std::vector<double> quantile_target(const Matrix& matrix);

/// Replaces the values by those of the same rank in the sorted `target`; ties get their mean rank,
/// and at half a rank the mean of the two values. Where the numbers of values differ, ranks are
/// stretched linearly. Missing values stay. As normalize.quantiles.use.target of preprocessCore.
/// Right by: reference/expression/quantiles (preprocessCore).
void map_quantiles(std::span<double> values, std::span<const double> target);

/// Each sample takes the target's distribution: with the target of its own matrix, quantile
/// normalisation (normalize.quantiles); with that of a reference cohort of the same genes, mapping
/// to it.
void map_samples(Matrix& matrix, std::span<const double> target);

/// Each gene takes the distribution it has in a reference cohort (columns in the same order): the
/// scale is then that of the reference, gene by gene, whatever the platform. Genes without a value
/// in either become missing; their numbers are returned.
std::vector<std::size_t> map_genes(Matrix& matrix, const Matrix& reference);

/// Why a gene is left out before an analysis.
enum class Uninformative { no, all_missing, constant, low };

/// Per gene: all its values are missing; they are all the same; or fewer than `samples` of them
/// exceed `above`.
struct GeneFilter {
  double above = 0;
  std::size_t samples = 0;  ///< 0: no gene is low
};
std::vector<Uninformative> uninformative_genes(const Matrix& matrix, const GeneFilter& filter = {});

}  // namespace venscope::expression
