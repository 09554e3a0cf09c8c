#include "venscope/derivation/log_rank_scores.hpp"

namespace venscope::derivation {

std::vector<double> log_rank_scores(const Sample& sample) {
  std::vector<double> hazard(sample.sets.size());
  double at_risk = 0;
  for (std::size_t s = 0; s < sample.sets.size(); ++s) {
    const Sample::TiedSet& set = sample.sets[s];
    for (std::uint32_t i = set.begin; i < set.end; ++i) at_risk += sample.copies[i];
    hazard[s] = set.deaths / at_risk;
  }
  std::vector<double> scores(sample.rows);
  double lived = 0;
  for (std::size_t s = sample.sets.size(); s-- > 0;) {
    const Sample::TiedSet& set = sample.sets[s];
    lived += hazard[s];
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      scores[i] = (sample.deaths[i] > 0 ? 1 : 0) - lived;
  }
  return scores;
}

}  // namespace venscope::derivation
