/// How the genes go with resistance.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::signature {

enum class AssociationMethod {
  spearman,  ///< correlation of midranks; p by Student's t with n - 2
  pearson,   ///< p by Student's t with n - 2
  wilcoxon,  ///< the more against the less resistant half; p by the normal distribution, with ties
};

/// Which genes count: those higher in the resistant, those lower, either.
enum class Direction { either, higher, lower };

struct Association {
  /// Correlation; of Wilcoxon's test 2 W / (m n) - 1: the probability that a resistant sample has
  /// more of the gene, stretched to -1 … 1.
  double estimate = 0;
  double p = 1;  ///< 1 where the gene does not vary
  bool constant = false;
};

/// Of each column of `genes` of `expression` with the resistance of the rows, which may repeat. For
/// Wilcoxon's test the resistant are those above the median of `resistance`. A value at a cap (10
/// µM) is one tie at the top of the ranks. Constant resistance: every p is 1.
/// Cost O(genes n log n). Source: [Spearman1904], [Wilcoxon1945].
/// Right by: reference/signature/pipeline (R: cor.test with exact = FALSE, wilcox.test).
std::vector<Association> associations(const Matrix& expression, std::span<const std::size_t> genes,
                                      std::span<const double> resistance,
                                      std::span<const std::size_t> rows, AssociationMethod method);

}  // namespace venscope::signature
