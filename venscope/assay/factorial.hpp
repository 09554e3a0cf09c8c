/// Two factors at once: condition, dose and whether the effect of one depends on the other.
#pragma once

#include "venscope/assay/replicates.hpp"
#include "venscope/base/problem.hpp"

#include <optional>

namespace venscope::assay {

struct FactorialRow {
  double squares = 0, df = 0;
  std::optional<double> f, p;  ///< empty where nothing is left to test (df = 0)
};

/// One table of the analysis of variance: each row against the residual of the full model.
struct FactorialTable {
  FactorialRow condition, dose, interaction;
};

struct Factorial {
  FactorialTable type_2;  ///< main effects given the other main effect
  /// Main effects given all else, of unweighted means of cells; none where a cell is empty.
  std::optional<FactorialTable> type_3;
  double residual_squares = 0, residual_df = 0;
  std::size_t empty_cells = 0;
};

/// value ~ condition * dose (+ block). With RSS the residual sum of squares of a model:
///   type II   condition: RSS(dose) - RSS(condition + dose), dose alike, interaction:
///             RSS(condition + dose) - RSS(condition * dose)
///   type III  RSS(full model without the columns of the term, in contrasts that sum to 0) -
///   RSS(full)
/// all over the residual mean square of the full model. They agree where the cells have equal n.
/// Problems (Fault::analysis): assay.one_dose, assay.one_group, assay.one_replicate (no residual
/// df), assay.constant, assay.no_block. Cost O(n (cells + blocks)^2).
/// Source: [Fox2019]. Right by: reference/assay/compare (R car Anova type 2 and 3),
/// by_hand/assay/compare, laws/assay/compare.
Result<Factorial> two_way_anova(const Replicates& replicates);

}  // namespace venscope::assay
