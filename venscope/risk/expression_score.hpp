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
  double cut = 0.0;  ///< median of the scores

  /// Index in the card's groups: 0 up to the cut, 1 above it; nothing without a score.
  std::optional<std::size_t> group(std::size_t sample) const {
    if (!score[sample]) return std::nullopt;
    return *score[sample] > cut ? std::size_t{1} : std::size_t{0};
  }
};

/// score = sum of weight × expression, in the order of the card's weights and the unit of the
/// matrix; cut = the median of the samples that have a score (the mean of the middle two of an even
/// number), so that a group is relative to the cohort it is taken in. A sample that lacks one gene
/// has no score and no part in the median. Genes are found by their exact name.
/// Problems: score.no_gene for each gene the matrix does not have; score.one_sample where fewer
/// than two samples have a score, as a median of one divides nothing.
/// Cost: O(weights · samples).   Right by: unit/risk/expression_score.
Result<ExpressionScores> score_expression(const Card& card, const cohort::MatrixFile& matrix);

}  // namespace venscope::risk
