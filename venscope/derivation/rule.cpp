#include "venscope/derivation/rule.hpp"

namespace venscope::derivation {

std::vector<double> scores_of(const Rule& rule, const Sample& sample) {
  std::vector<std::int64_t> millionths(sample.rows, 0);
  std::vector<double> slopes(sample.rows, 0.0);
  for (std::size_t k = 0; k < rule.columns.size(); ++k) {
    const double* x = sample.column(rule.columns[k]);
    const std::int64_t points = rule.points[k].millionths();
    for (std::size_t i = 0; i < sample.rows; ++i) {
      if (!rule.indicator[k])
        slopes[i] += rule.points[k].value() * x[i];
      else if (x[i] != 0)
        millionths[i] += points;
    }
  }
  std::vector<double> scores(sample.rows);
  for (std::size_t i = 0; i < sample.rows; ++i) {
    scores[i] = risk::Decimal::of_millionths(millionths[i]).value();
    if (slopes[i] != 0) scores[i] = risk::to_nine_digits(scores[i] + slopes[i]);
  }
  return scores;
}

std::size_t group_of(const Rule& rule, double score) {
  std::size_t group = 0;
  for (const Cut& cut : rule.cuts)
    group += cut.below_with ? score > cut.at.value() : score >= cut.at.value();
  return group;
}

}  // namespace venscope::derivation
