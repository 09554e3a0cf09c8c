#include "venscope/derivation/performance.hpp"

#include "venscope/accuracy/count_tree.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::derivation {
namespace {

std::optional<double> concordance(const Sample& sample, const RankedScores& scores) {
  accuracy::CountTree later(scores.values.size());
  double concordant = 0, tied = 0, pairs = 0;
  const auto join = [&](std::uint32_t i) {
    later.add(scores.rank[i], static_cast<std::int32_t>(sample.copies[i]));
  };
  const auto compare = [&](std::uint32_t i) {
    const auto split = later.split(scores.rank[i]);
    concordant += sample.deaths[i] * split.below;
    tied += sample.deaths[i] * split.equal;
    pairs += sample.deaths[i] * (split.below + split.equal + split.above);
  };
  for (const Sample::TiedSet& set : sample.sets) {
    // One row alone is compared, dead or not: the processor could only guess which.
    if (set.end == set.begin + 1) {
      compare(set.begin);
      join(set.begin);
      continue;
    }
    // Censored at the time of a death is later than it.
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      if (sample.deaths[i] == 0) join(i);
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      if (sample.deaths[i] > 0) compare(i);
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      if (sample.deaths[i] > 0) join(i);
  }
  if (pairs == 0) return std::nullopt;
  return (concordant + tied / 2) / pairs;
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

Judge::Judge(const Sample& sample, survival::Ties ties, double horizon)
    : sample_(sample), deaths_(sample, ties), weight_(sample.rows, 0.0) {
  double uncensored = 1, at_risk = sample.patients;
  for (std::size_t s = sample.sets.size(); s-- > 0;) {
    const Sample::TiedSet& set = sample.sets[s];
    if (set.time > horizon) {
      beyond_ = std::max(beyond_, set.end);
      for (std::uint32_t i = set.begin; i < set.end; ++i)
        weight_[i] = sample.copies[i] / uncensored;
      continue;
    }
    double leaving = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      leaving += sample.copies[i];
      if (sample.deaths[i] > 0) weight_[i] = sample.copies[i] / uncensored;
    }
    const double still = at_risk - set.deaths, censored = leaving - set.deaths;
    survival_ *= still / at_risk;
    if (censored > 0) uncensored *= 1 - censored / still;
    at_risk -= leaving;
  }
  known_ = at_risk > 0;
}

/// By distinct score.
struct Judge::Groups {
  std::vector<double> patients, cases, controls;  ///< the latter two weighted
};

Judge::Groups Judge::groups(const RankedScores& scores) const {
  const std::size_t count = scores.values.size();
  Groups groups{std::vector<double>(count, 0.0), std::vector<double>(count, 0.0),
                std::vector<double>(count, 0.0)};
  for (std::uint32_t i = 0; i < sample_.rows; ++i) {
    groups.patients[scores.rank[i]] += sample_.copies[i];
    (i < beyond_ ? groups.controls : groups.cases)[scores.rank[i]] += weight_[i];
  }
  return groups;
}

/// Observed over expected; AUC, each pair of a case and a control by the product of its weights;
/// Brier score, the mean weighted squared difference from 1 for a case, from 0 for a control.
void Judge::at_horizon(const Predictor& predictor, const RankedScores& scores,
                       Performance& result) const {
  const Groups groups = this->groups(scores);
  const double overall = 1 - survival_;
  double expected = 0, brier = 0, cases = 0, controls = 0, wins = 0;
  for (std::size_t k = 0; k < scores.values.size(); ++k) {
    const double risk = predictor.risk(scores.values[k]);
    expected += groups.patients[k] * risk / sample_.patients;
    brier += groups.cases[k] * (1 - risk) * (1 - risk) + groups.controls[k] * risk * risk;
    wins += groups.cases[k] * (controls + groups.controls[k] / 2);
    cases += groups.cases[k];
    controls += groups.controls[k];
  }
  if (expected > 0) result.observed_expected = overall / expected;
  if (cases > 0 && controls > 0) result.auc = wins / (cases * controls);
  result.brier = brier / sample_.patients;
  const double without = cases * (1 - overall) * (1 - overall) + controls * overall * overall;
  if (without > 0) result.ipa = 1 - brier / without;
}

Performance Judge::performance(const Predictor& predictor) const {
  return performance(predictor, ranked(sample_, scores_of(predictor.rule, sample_)));
}

Performance Judge::performance(const Predictor& predictor, const RankedScores& scores) const {
  Performance result;
  result.concordance = concordance(sample_, scores);
  result.slope = deaths_.slope(scores);
  if (known_) at_horizon(predictor, scores, result);
  return result;
}

Performance performance(const Predictor& predictor, const Sample& sample, survival::Ties ties,
                        double horizon) {
  return Judge(sample, ties, horizon).performance(predictor);
}

}  // namespace venscope::derivation
