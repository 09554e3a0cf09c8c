/// The expression rule of a card, applied to a cohort of samples.
#pragma once

#include "venscope/cohort/matrix_file.hpp"
#include "venscope/risk/card.hpp"

#include <cstddef>
#include <optional>
#include <vector>

namespace venscope::risk {

/// Scores by sample, in the order of the file.
struct ExpressionScores {
  std::vector<std::size_t> feature;  ///< of each weight of the card: its column of the matrix
  std::vector<std::optional<double>> score;       ///< nothing where a gene has no value
  std::vector<std::vector<std::size_t>> missing;  ///< weights whose gene has no value
  std::size_t scored = 0;
  std::vector<CutRange> ranges;  ///< of the card; empty: split at the median
  double cut = 0.0;              ///< median of the scores; of a card with ranges not used

  /// Index in the card's groups: by its ranges, else 0 up to the median and 1 above it; nothing
  /// without a score.
  std::optional<std::size_t> group(std::size_t sample) const;
};

/// score = sum of weight × expression, in the order of the card's weights and the unit of the
/// matrix. A card with cut points divides the scores by these numbers, each sample for itself.
/// Without, cut = the median of the samples that have a score (the mean of the middle two of an
/// even number), so that a group is relative to the cohort it is taken in. A sample that lacks one
/// gene has no score and no part in the median. Genes are found by their exact name.
/// Problems: score.no_gene for each gene the matrix does not have; score.one_sample where fewer
/// than two samples have a score and the card has no cut points, as a median of one divides
/// nothing.
/// Cost: O(weights · samples).   Right by: unit/risk/expression_score.
Result<ExpressionScores> score_expression(const Card& card, const cohort::MatrixFile& matrix);

}  // namespace venscope::risk
