#include "venscope/comparability/weighted_risk.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/comparability/arms.hpp"
#include "venscope/comparability/cluster_sums.hpp"
#include "venscope/survival/case_weights.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace venscope::comparability {

namespace {

Problems obstacles_to_risk(std::span<const std::int32_t> outcome,
                           std::span<const std::int32_t> treated, std::span<const double> weights,
                           std::span<const std::int32_t> cluster) {
  Problems problems = obstacles_to_arms(treated);
  const auto add = [&](std::string code, std::string what) {
    problems.push_back({std::move(code), {}, std::move(what), {}, {}, Fault::analysis});
  };
  if (treated.size() != outcome.size() || weights.size() != outcome.size() ||
      (!cluster.empty() && cluster.size() != outcome.size()))
    add("comparability.unequal_lengths", "outcome, arms, weights and clusters differ in length");
  if (std::any_of(outcome.begin(), outcome.end(), [](std::int32_t y) { return y != 0 && y != 1; }))
    add("comparability.outcome_code", "an outcome is neither 0 nor 1");
  if (auto bad = survival::bad_weight(weights)) problems.push_back(std::move(*bad));
  return problems;
}

}  // namespace

Result<WeightedRisk> weighted_risk_difference(std::span<const std::int32_t> outcome,
                                              std::span<const std::int32_t> treated,
                                              std::span<const double> weights,
                                              std::span<const std::int32_t> cluster, double level) {
  Problems problems = obstacles_to_risk(outcome, treated, weights, cluster);
  if (!problems.empty()) return failure(std::move(problems));
  WeightedRisk result;
  double sum[2] = {0, 0};
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    if (!(weights[i] > 0)) continue;
    const std::int32_t z = treated[i];
    ++result.n[z];
    result.events[z] += outcome[i];
    sum[z] += weights[i];
    result.risk[z] += weights[i] * outcome[i];
  }
  if (result.n[0] == 0 || result.n[1] == 0)
    return cannot_analyse("comparability.one_arm", "an arm has nobody with a weight");
  for (int z = 0; z < 2; ++z) result.risk[z] /= sum[z];
  std::vector<double> influence(outcome.size(), 0.0);
  for (std::size_t i = 0; i < outcome.size(); ++i) {
    const std::int32_t z = treated[i];
    influence[i] = (z == 1 ? 1 : -1) * weights[i] / sum[z] * (outcome[i] - result.risk[z]);
  }
  result.difference = result.risk[1] - result.risk[0];
  result.std_error = std::sqrt(variance_of_total(influence, weights, cluster));
  if (!(result.std_error > 0))
    return cannot_analyse("comparability.no_variance",
                          "everybody or nobody had the outcome in both arms");
  const double half = normal_quantile(0.5 + level / 2) * result.std_error;
  result.low = std::max(-1.0, result.difference - half);
  result.high = std::min(1.0, result.difference + half);
  result.p = normal_two_sided(result.difference / result.std_error);
  return result;
}

}  // namespace venscope::comparability
