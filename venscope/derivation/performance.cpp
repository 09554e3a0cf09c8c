#include "venscope/derivation/performance.hpp"

#include "venscope/accuracy/count_tree.hpp"
#include "venscope/survival/risk_kernels.hpp"

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

namespace {

/// exp(eta) of each pattern, eta being the points times the values, relative to the largest.
std::vector<double> relative_risks(const Rule& rule, const Sample& sample, double& shift) {
  const std::size_t patterns = sample.first_of.size();
  std::vector<double> eta(patterns), risk(patterns);
  for (std::size_t k = 0; k < rule.columns.size(); ++k) {
    const double* x = sample.column(rule.columns[k]);
    const double points = rule.points[k].value();
    for (std::size_t q = 0; q < patterns; ++q) eta[q] += points * x[sample.first_of[q]];
  }
  shift = *std::max_element(eta.begin(), eta.end());
  survival::risk_kernels().exponentials(eta.data(), patterns, shift, risk.data());
  return risk;
}

}  // namespace

Predictor predictor_of(const Rule& rule, const Sample& sample, survival::Ties ties,
                       double horizon) {
  double shift = 0, at_risk = 0, sum = 0;
  const std::vector<double> risk = relative_risks(rule, sample, shift);
  for (const Sample::TiedSet& set : sample.sets) {
    double dying = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      const double one = sample.copies[i] * risk[sample.pattern[i]];
      at_risk += one;
      if (sample.deaths[i] > 0) dying += one;
    }
    if (set.deaths == 0 || set.time > horizon) continue;
    // Breslow's, or Efron's.
    const double share = ties == survival::Ties::efron ? 1.0 / set.deaths : 0;
    for (std::uint32_t k = 0; k < set.deaths; ++k)
      sum += 1 / ((at_risk - dying) + (1 - k * share) * dying);
  }
  return {rule, sum * std::exp(-shift)};
}

Judge::Judge(const Sample& sample, survival::Ties ties, double horizon, const Wanted& wanted)
    : sample_(sample), wanted_(wanted) {
  if (wants_slope(wanted)) deaths_.emplace(sample, ties);
  if (wants_horizon(wanted)) weigh(horizon);
}

void Judge::weigh(double horizon) {
  const Sample& sample = sample_;
  weight_.assign(sample.rows, 0.0);
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
  std::vector<double> hazards(scores.values.size());
  survival::risk_kernels().exponentials(scores.values.data(), hazards.size(), 0, hazards.data());
  const double overall = 1 - survival_;
  double expected = 0, brier = 0, cases = 0, controls = 0, wins = 0;
  for (std::size_t k = 0; k < scores.values.size(); ++k) {
    const double risk = -std::expm1(-predictor.hazard * hazards[k]);  // as Predictor::risk()
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
  if (wanted_[0]) result.concordance = concordance(sample_, scores);
  if (deaths_) result.slope = deaths_->slope(scores);
  if (wants_horizon(wanted_) && known_) at_horizon(predictor, scores, result);
  return result;
}

Performance performance(const Predictor& predictor, const Sample& sample, survival::Ties ties,
                        double horizon) {
  return Judge(sample, ties, horizon).performance(predictor);
}

}  // namespace venscope::derivation
