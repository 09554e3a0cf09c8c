/// Weights of samples by how well they fit: a poor array or library counts for less.
#pragma once

#include "venscope/expression/linear_model.hpp"

#include <string>
#include <vector>

namespace venscope::expression {

enum class ArrayWeightsMethod {
  automatic,     ///< residual likelihood; gene by gene with missing values or weights of values
  likelihood,    ///< restricted maximum likelihood over all genes; misses nothing, no weights
  gene_by_gene,  ///< one update per gene, in the order of the genes
};

struct ArrayWeights {
  std::vector<double> weight;  ///< per sample; their logarithms add up to 0
  std::vector<std::string> warnings;
};

/// limma's arrayWeights: variance of a value = gene's variance / weight of its sample, log-linear
/// in one parameter per sample that add up to 0, with ten genes' worth of prior weight on equality.
/// All 1 with fewer than two residual degrees of freedom or two genes. The order of the genes
/// matters to gene_by_gene. `weights`: of values, samples by genes. Cost: likelihood O(iterations
/// (G n p + n^3)); gene_by_gene O(G n^3). Source: [Ritchie2006], [Liu2015]. docs/methods/voom.md.
/// Right by: reference/expression/counts (R limma 3.54), laws/expression/voom.
ArrayWeights array_weights(const Matrix& expression, const Design& design,
                           const Matrix* weights = nullptr,
                           ArrayWeightsMethod method = ArrayWeightsMethod::automatic);

}  // namespace venscope::expression
