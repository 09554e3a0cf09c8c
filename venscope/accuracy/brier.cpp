#include "venscope/accuracy/brier.hpp"

#include "venscope/accuracy/risk_problems.hpp"
#include "venscope/base/distributions.hpp"

#include <algorithm>

namespace venscope::accuracy {

namespace {

struct Score {
  double value = 0;
  std::vector<double> influence;
};

/// `risk_of(row)` against what happened.
template <class Risk>
Score weighted_score(const InverseCensoring& censoring, const WeightedFates& fates, Risk risk_of) {
  const std::size_t rows = censoring.size();
  const auto n = static_cast<double>(rows);
  Score score;
  score.influence.resize(rows);
  std::vector<double> share(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const double happened = fates.fate[i] == Fate::event ? 1 : 0;
    const double error = happened - risk_of(i);
    score.influence[i] = fates.weight[i] * error * error;
    share[i] = score.influence[i] / n;
    score.value += share[i];
  }
  for (double& value : score.influence) value -= score.value;
  censoring.add_influence(fates.time, share, score.influence);
  return score;
}

/// (1/n) sum of the weights of those with the event: the Kaplan-Meier risk, or Aalen and
/// Johansen's.
double marginal_risk(const WeightedFates& fates) {
  double sum = 0;
  for (std::size_t i = 0; i < fates.weight.size(); ++i)
    if (fates.fate[i] == Fate::event) sum += fates.weight[i];
  return sum / static_cast<double>(fates.weight.size());
}

void add_accuracy(const Score& model, const Score& null, double z, Brier& result) {
  result.null_brier = null.value;
  if (!(null.value > 0)) return;
  const double ipa = 1 - model.value / null.value;
  std::vector<double> influence(model.influence.size());
  for (std::size_t i = 0; i < influence.size(); ++i)
    influence[i] = ((1 - ipa) * null.influence[i] - model.influence[i]) / null.value;
  const double std_error = std_error_of_influence(influence);
  result.ipa = ipa;
  result.ipa_std_error = std_error;
  result.ipa_low = ipa - z * std_error;
  result.ipa_high = std::min(1.0, ipa + z * std_error);
}

}  // namespace

Result<Brier> brier(const InverseCensoring& censoring, std::span<const double> risk, double time,
                    const BrierOptions& options) {
  if (Problems problems = risk_problems(risk, censoring.size()); !problems.empty())
    return failure(std::move(problems));
  Brier result;
  result.time = time;
  result.undefined = censoring.undefined_at(time);
  if (!result.undefined.empty()) return result;
  const WeightedFates fates = censoring.at(time, options.cause);
  Score model = weighted_score(censoring, fates, [&](std::size_t i) { return risk[i]; });
  const double marginal = marginal_risk(fates);
  const Score null = weighted_score(censoring, fates, [&](std::size_t) { return marginal; });
  const double z = normal_quantile(0.5 + options.level / 2);
  result.brier = model.value;
  result.std_error = std_error_of_influence(model.influence);
  result.conf_low = std::max(0.0, model.value - z * *result.std_error);
  result.conf_high = std::min(1.0, model.value + z * *result.std_error);
  add_accuracy(model, null, z, result);
  result.influence = std::move(model.influence);
  return result;
}

Result<Brier> brier(const endpoint::Outcomes& outcomes, std::span<const double> risk, double time,
                    const BrierOptions& options) {
  const Result<InverseCensoring> censoring = InverseCensoring::of(outcomes);
  if (!censoring) return failure(censoring.error());
  return brier(*censoring, risk, time, options);
}

std::optional<PairedDifference> brier_difference(const Brier& first, const Brier& second,
                                                 double level) {
  return difference_of(first, second, &Brier::brier, level);
}

Result<IntegratedBrier> integrated_brier(const endpoint::Outcomes& outcomes, const Matrix& risk,
                                         std::span<const double> times,
                                         const BrierOptions& options) {
  const Result<InverseCensoring> censoring = InverseCensoring::of(outcomes);
  if (!censoring) return failure(censoring.error());
  if (times.empty() || risk.columns != times.size() || !(times.front() > 0) ||
      std::adjacent_find(times.begin(), times.end(), std::greater_equal<>()) != times.end())
    return failure({"accuracy.times",
                    {},
                    "the times of an integrated score",
                    "ascending times above 0, one per column of risks",
                    ""});
  IntegratedBrier result;
  result.horizon = times.back();
  std::vector<double> influence(outcomes.size(), 0.0);
  double area = 0, null_area = 0;
  for (std::size_t j = 0; j < times.size(); ++j) {
    auto at = brier(*censoring, risk.column(j), times[j], options);
    if (!at) return failure(at.error());
    if (at->brier && j + 1 < times.size()) {
      const double share = (times[j + 1] - times[j]) / result.horizon;
      area += share * *at->brier;
      null_area += share * *at->null_brier;
      for (std::size_t i = 0; i < influence.size(); ++i) influence[i] += share * at->influence[i];
    }
    if (result.undefined.empty()) result.undefined = at->undefined;
    result.times.push_back(std::move(*at));
  }
  if (!result.undefined.empty()) return result;
  const double z = normal_quantile(0.5 + options.level / 2);
  result.brier = area;
  result.std_error = std_error_of_influence(influence);
  result.conf_low = std::max(0.0, area - z * *result.std_error);
  result.conf_high = std::min(1.0, area + z * *result.std_error);
  result.null_brier = null_area;
  if (null_area > 0) result.ipa = 1 - area / null_area;
  return result;
}

}  // namespace venscope::accuracy
