#include "venscope/derivation/maximal_rank.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {
namespace {

/// Sums from the lowest value up to each one.
struct Running {
  std::vector<double> patients{0}, score{0};
  explicit Running(std::span<const ScoredValue> values) {
    for (const ScoredValue& one : values) {
      patients.push_back(patients.back() + one.patients);
      score.push_back(score.back() + one.score);
    }
  }
  double n() const { return patients.back(); }
  double mean() const { return score.back() / n(); }
  /// n_g (mean of g - mean)^2 of the values [from, to).
  double between(std::size_t from, std::size_t to) const {
    const double size = patients[to] - patients[from];
    const double excess = score[to] - score[from] - size * mean();
    return excess * excess / size;
  }
};

double least_patients(double n, double least) {
  return std::max(1.0, std::floor(n * least));
}

}  // namespace

MaximalRank maximal_rank(std::span<const ScoredValue> values, double squares, double least) {
  const Running running(values);
  const double n = running.n();
  MaximalRank result;
  for (std::size_t k = 1; k < values.size(); ++k) {
    const double m = running.patients[k];
    if (m < least_patients(n, least) || m > std::floor(n * (1 - least))) continue;
    const double variance = m * (n - m) / (n * (n - 1)) * squares;
    const double statistic =
        variance > 0 ? std::abs(running.score[k] - m * running.mean()) / std::sqrt(variance) : 0;
    if (result.below.empty() || statistic > result.statistic) {
      result.statistic = statistic;
      result.cut = values[k - 1].value;
    }
    result.below.push_back(m);
  }
  return result;
}

MaximalPair maximal_pair(std::span<const ScoredValue> values, double squares, double least) {
  const Running running(values);
  const double n = running.n(), fewest = least_patients(n, least);
  MaximalPair result;
  for (std::size_t k = 1; k < values.size(); ++k) {
    if (running.patients[k] < fewest) continue;
    for (std::size_t l = k + 1; l < values.size(); ++l) {
      if (running.patients[l] - running.patients[k] < fewest) continue;
      if (n - running.patients[l] < fewest) break;
      const double statistic =
          (n - 1) / squares *
          (running.between(0, k) + running.between(k, l) + running.between(l, values.size()));
      if (result.found && !(statistic > result.statistic)) continue;
      result = {statistic, values[k - 1].value, values[l - 1].value, true};
    }
  }
  return result;
}

}  // namespace venscope::derivation
