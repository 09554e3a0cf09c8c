#include "venscope/derivation/performance.hpp"

#include "venscope/accuracy/fenwick.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {
namespace {

/// The ranks of equal values are equal, from 0.
std::vector<std::uint32_t> ranks_of(const std::vector<double>& values, std::size_t& distinct) {
  std::vector<double> sorted = values;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  distinct = sorted.size();
  std::vector<std::uint32_t> ranks;
  ranks.reserve(values.size());
  for (const double value : values)
    ranks.push_back(static_cast<std::uint32_t>(
        std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin()));
  return ranks;
}

std::optional<double> concordance(const Sample& sample, const std::vector<std::uint32_t>& ranks,
                                  std::size_t distinct) {
  accuracy::Fenwick later(distinct);
  double concordant = 0, tied = 0, pairs = 0;
  for (const Sample::TiedSet& set : sample.sets) {
    // Censored at the time of a death is later than it.
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      if (sample.deaths[i] == 0) later.add(ranks[i], sample.copies[i]);
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      if (sample.deaths[i] == 0) continue;
      const auto split = later.split(ranks[i]);
      concordant += sample.copies[i] * split.below;
      tied += sample.copies[i] * split.equal;
      pairs += sample.copies[i] * (split.below + split.equal + split.above);
    }
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      if (sample.deaths[i] > 0) later.add(ranks[i], sample.copies[i]);
  }
  if (pairs == 0) return std::nullopt;
  return (concordant + tied / 2) / pairs;
}

std::optional<double> slope(const Sample& sample, const std::vector<double>& scores,
                            survival::Ties ties) {
  Sample of_score = sample;
  of_score.columns = 1;
  of_score.x = scores;
  SampleLikelihood likelihood(of_score, ties);
  const auto alone = fit(likelihood, of_score, {0});
  if (!alone || alone->columns.empty()) return std::nullopt;
  return alone->beta.front();
}

/// Kaplan-Meier of the event and of being uncensored, up to the horizon.
struct AtHorizon {
  double survival = 1;
  double uncensored = 1;
  std::vector<double> weight;  ///< by row; 0 where censored by the horizon
  bool known = true;  ///< somebody was observed that long, and nobody has a weight of infinity
};

AtHorizon at_horizon(const Sample& sample, double horizon) {
  AtHorizon result;
  result.weight.assign(sample.rows, 0.0);
  double at_risk = sample.patients;
  for (std::size_t s = sample.sets.size(); s-- > 0;) {
    const Sample::TiedSet& set = sample.sets[s];
    if (set.time > horizon) {
      for (std::uint32_t i = set.begin; i < set.end; ++i) result.weight[i] = 1 / result.uncensored;
      continue;
    }
    double leaving = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      leaving += sample.copies[i];
      if (sample.deaths[i] > 0) result.weight[i] = 1 / result.uncensored;
    }
    const double still = at_risk - set.deaths, censored = leaving - set.deaths;
    result.survival *= still / at_risk;
    if (censored > 0) result.uncensored *= 1 - censored / still;
    at_risk -= leaving;
  }
  result.known = at_risk > 0;
  return result;
}

/// Cases by the horizon against those beyond it, each pair by the product of its weights.
std::optional<double> area(const Sample& sample, const std::vector<std::uint32_t>& ranks,
                           std::size_t distinct, const AtHorizon& at, double horizon) {
  std::vector<double> cases(distinct, 0.0), controls(distinct, 0.0);
  for (const Sample::TiedSet& set : sample.sets)
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      (set.time > horizon ? controls : cases)[ranks[i]] += sample.copies[i] * at.weight[i];
  double below = 0, wins = 0, all_cases = 0;
  for (std::size_t k = 0; k < distinct; ++k) {
    wins += cases[k] * (below + controls[k] / 2);
    below += controls[k];
    all_cases += cases[k];
  }
  if (!(all_cases > 0 && below > 0)) return std::nullopt;
  return wins / (all_cases * below);
}

/// Mean weighted squared difference from 1 for a case, from 0 for who lives longer.
template <class Risk>
double brier(const Sample& sample, const AtHorizon& at, double horizon, Risk risk) {
  double sum = 0;
  for (const Sample::TiedSet& set : sample.sets)
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const double miss = (set.time > horizon ? 0 : 1) - risk(i);
      sum += sample.copies[i] * at.weight[i] * miss * miss;
    }
  return sum / sample.patients;
}

}  // namespace

const std::array<IndexName, index_count> index_names = {
    {{"concordance", "Harrell's C"},
     {"slope", "Calibration slope", true},
     {"observed_expected", "Observed / expected", true},
     {"auc", "AUC"},
     {"brier", "Brier score"},
     {"ipa", "IPA"}}};

std::array<std::optional<double>, index_count> indices_of(const Performance& p) {
  return {p.concordance, p.slope, p.observed_expected, p.auc, p.brier, p.ipa};
}

double Predictor::risk(double score) const {
  return -std::expm1(-hazard * std::exp(score));
}

Predictor predictor_of(const Rule& rule, const Sample& sample, survival::Ties ties,
                       double horizon) {
  SampleLikelihood likelihood(sample, ties);
  std::vector<double> beta, score(rule.columns.size());
  for (const risk::Decimal& points : rule.points) beta.push_back(points.value());
  likelihood.evaluate(rule.columns, beta, score);
  return {rule, likelihood.cumulative_hazard(horizon)};
}

Performance performance(const Predictor& predictor, const Sample& sample, survival::Ties ties,
                        double horizon) {
  const std::vector<double> scores = scores_of(predictor.rule, sample);
  std::size_t distinct = 0;
  const std::vector<std::uint32_t> ranks = ranks_of(scores, distinct);
  Performance result;
  result.concordance = concordance(sample, ranks, distinct);
  if (distinct > 1) result.slope = slope(sample, scores, ties);
  const AtHorizon at = at_horizon(sample, horizon);
  if (!at.known) return result;
  double expected = 0;
  std::vector<double> risk(sample.rows);
  for (std::size_t i = 0; i < sample.rows; ++i) {
    risk[i] = predictor.risk(scores[i]);
    expected += sample.copies[i] * risk[i] / sample.patients;
  }
  if (expected > 0) result.observed_expected = (1 - at.survival) / expected;
  result.auc = area(sample, ranks, distinct, at, horizon);
  result.brier = brier(sample, at, horizon, [&](std::uint32_t i) { return risk[i]; });
  const double without = brier(sample, at, horizon, [&](std::uint32_t) { return 1 - at.survival; });
  if (without > 0) result.ipa = 1 - *result.brier / without;
  return result;
}

}  // namespace venscope::derivation
