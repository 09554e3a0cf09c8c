/// How the genes go with resistance.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::signature {

enum class AssociationMethod {
  spearman,     ///< expression::correlate
  pearson,      ///< the same
  kendall,      ///< the same; knows values beyond a cap
  moderated_t,  ///< expression::differential_expression, of two groups or on the number
  wilcoxon,     ///< expression::rank_sums, of two groups
};

/// Which genes count: those higher in the resistant, those lower, either.
enum class Direction { either, higher, lower };

/// Who is resistant, where two groups are compared.
enum class Split {
  none,    ///< the number stands: the slope on it
  median,  ///< those above the median
  at,      ///< those above `split_at`
};

struct AssociationRule {
  AssociationMethod method = AssociationMethod::spearman;
  Split split = Split::none;  ///< Wilcoxon's test: `none` is the median
  double split_at = 0;
  /// Values of this or more are known to be that or more: censored for Kendall's tau, ties at the
  /// cap for the others.
  std::optional<double> cap = {};
  /// Of the moderated t: the prior variance follows the mean, is robust; samples have weights.
  bool trend = false, robust = false, sample_weights = false;

  bool two_groups() const {
    return method == AssociationMethod::wilcoxon ||
           (method == AssociationMethod::moderated_t && split != Split::none);
  }
};

struct Association {
  /// Correlation; of Wilcoxon's test 2 P - 1, P the probability that a resistant sample has more of
  /// the gene; of the moderated t the difference, or the slope per unit of resistance.
  double estimate = 0;
  double p = 1;           ///< 1 where there is no test
  bool constant = false;  ///< there is none: the gene does not vary
};

/// Of each column of `genes` of `expression` with the resistance of the rows, which may repeat: the
/// statistics of `fit correlate` and `fit differential`. The prior variance of the moderated t is
/// of all columns, whichever are asked for. Where resistance is the same for all, or a group is
/// empty, every p is 1. What is to be said goes to `warnings`.
/// Cost O(genes n log n). Source: docs/methods/association.md, moderated-t.md.
/// Right by: reference/signature/pipeline (R: cor.test, wilcox.test, limma),
/// laws/signature/pipeline (the rooms below).
std::vector<Association> associations(const Matrix& expression, std::span<const std::size_t> genes,
                                      std::span<const double> resistance,
                                      std::span<const std::size_t> rows,
                                      const AssociationRule& rule,
                                      std::vector<std::string>& warnings);

}  // namespace venscope::signature
