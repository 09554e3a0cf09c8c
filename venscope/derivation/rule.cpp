#include "venscope/derivation/rule.hpp"

namespace venscope::derivation {

std::vector<double> scores_of(const Rule& rule, const Sample& sample) {
  const std::size_t patterns = sample.first_of.size();
  std::vector<std::int64_t> millionths(patterns, 0);
  std::vector<double> slopes(patterns, 0.0);
  for (std::size_t k = 0; k < rule.columns.size(); ++k) {
    const double* x = sample.column(rule.columns[k]);
    const std::int64_t points = rule.points[k].millionths();
    for (std::size_t q = 0; q < patterns; ++q) {
      const double value = x[sample.first_of[q]];
      if (!rule.indicator[k])
        slopes[q] += rule.points[k].value() * value;
      else
        millionths[q] += points * (value != 0);
    }
  }
  for (std::size_t q = 0; q < patterns; ++q) {
    const double points = risk::Decimal::of_millionths(millionths[q]).value();
    slopes[q] = slopes[q] != 0 ? risk::to_nine_digits(points + slopes[q]) : points;
  }
  std::vector<double> scores(sample.rows);
  for (std::size_t i = 0; i < sample.rows; ++i) scores[i] = slopes[sample.pattern[i]];
  return scores;
}

std::size_t group_of(const Rule& rule, double score) {
  std::size_t group = 0;
  for (const Cut& cut : rule.cuts)
    group += cut.below_with ? score > cut.at.value() : score >= cut.at.value();
  return group;
}

}  // namespace venscope::derivation
