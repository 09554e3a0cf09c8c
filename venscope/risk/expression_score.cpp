#include "venscope/risk/expression_score.hpp"

#include "venscope/base/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

/// The column of each weight's gene; a problem for each that is not there.
std::vector<std::size_t> find_genes(const Card& card, const cohort::MatrixFile& matrix,
                                    Problems& problems) {
  std::unordered_map<std::string_view, std::size_t> column_of;
  for (std::size_t i = 0; i < matrix.features.size(); ++i) column_of.emplace(matrix.features[i], i);
  std::vector<std::size_t> columns;
  for (const GeneWeight& weight : card.weights) {
    const auto found = column_of.find(weight.gene);
    if (found != column_of.end()) {
      columns.push_back(found->second);
      continue;
    }
    const std::string nearest = nearest_name(weight.gene, matrix.features);
    problems.push_back(
        {"score.no_gene",
         {matrix.file, 0, weight.gene},
         fmt::format("has no such row, and {} weighs it", card.id),
         "a row per gene of the model, named as the card names it",
         nearest.empty() ? "see `venscope model show`" : fmt::format("did you mean {}?", nearest)});
  }
  return columns;
}

double median_of(std::vector<double> values) {
  const std::size_t middle = values.size() / 2;
  std::sort(values.begin(), values.end());
  return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

bool holds(const CutRange& range, double score) {
  const bool above =
      !range.low || score > range.low->value() || (range.low_closed && score == range.low->value());
  const bool below = !range.high || score < range.high->value() ||
                     (range.high_closed && score == range.high->value());
  return above && below;
}

}  // namespace

std::optional<std::size_t> ExpressionScores::group(std::size_t sample) const {
  if (!score[sample]) return std::nullopt;
  if (ranges.empty()) return *score[sample] > cut ? std::size_t{1} : std::size_t{0};
  for (const CutRange& range : ranges)
    if (holds(range, *score[sample])) return range.group;
  return std::nullopt;
}

Result<ExpressionScores> score_expression(const Card& card, const cohort::MatrixFile& matrix) {
  Problems problems;
  ExpressionScores scores;
  scores.feature = find_genes(card, matrix, problems);
  if (!problems.empty()) return failure(std::move(problems));
  std::vector<double> known;
  for (std::size_t sample = 0; sample < matrix.samples.size(); ++sample) {
    double sum = 0.0;
    std::vector<std::size_t> missing;
    for (std::size_t i = 0; i < card.weights.size(); ++i) {
      const double value = matrix.values(sample, scores.feature[i]);
      if (std::isnan(value))
        missing.push_back(i);
      else
        sum += card.weights[i].weight * value;
    }
    scores.score.push_back(missing.empty() ? std::optional(sum) : std::nullopt);
    if (missing.empty()) known.push_back(sum);
    scores.missing.push_back(std::move(missing));
  }
  scores.scored = known.size();
  scores.ranges = card.cut_points;
  if (!scores.ranges.empty()) return scores;
  if (known.size() < 2)
    return failure(
        Problem{"score.one_sample",
                {matrix.file, 0, ""},
                fmt::format("{} of {} samples {} a value of every gene of {}", known.size(),
                            matrix.samples.size(), known.size() == 1 ? "has" : "have", card.id),
                "two or more: the cut point is the median of the cohort",
                "score the patient together with the cohort",
                Fault::analysis});
  scores.cut = median_of(std::move(known));
  return scores;
}

}  // namespace venscope::risk
