#include "venscope/comparability/weighted_log_rank.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/comparability/arms.hpp"
#include "venscope/comparability/cluster_sums.hpp"
#include "venscope/endpoint/tied_times.hpp"
#include "venscope/survival/case_weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::comparability {

namespace {

/// The distinct event times, and up to each the sums of dL and zbar dL (first entry: before all).
struct Steps {
  std::vector<double> time, share, hazard, shared_hazard;

  /// The number of event times at or before t.
  std::size_t until(double t) const {
    return static_cast<std::size_t>(std::upper_bound(time.begin(), time.end(), t) - time.begin());
  }
};

/// Sums of w and w z over the rows with times[i] >= t, for any t.
class Tail {
public:
  Tail(std::span<const double> times, std::span<const std::int32_t> treated,
       std::span<const double> weights)
      : all_(times.size() + 1, 0.0), arm_(times.size() + 1, 0.0) {
    std::vector<std::size_t> order(times.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return times[a] != times[b] ? times[a] < times[b] : a < b;
    });
    for (const std::size_t i : order) times_.push_back(times[i]);
    for (std::size_t k = order.size(); k-- > 0;) {
      all_[k] = all_[k + 1] + weights[order[k]];
      arm_[k] = arm_[k + 1] + weights[order[k]] * treated[order[k]];
    }
  }
  std::pair<double, double> from(double t) const {
    const auto k = static_cast<std::size_t>(std::lower_bound(times_.begin(), times_.end(), t) -
                                            times_.begin());
    return {all_[k], arm_[k]};
  }

private:
  std::vector<double> times_, all_, arm_;
};

Steps event_steps(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> treated,
                  std::span<const double> weights) {
  std::vector<std::pair<double, double>> events;
  for (std::size_t i = 0; i < outcomes.size(); ++i)
    if (outcomes.event[i] != 0 && weights[i] > 0) events.emplace_back(outcomes.time[i], weights[i]);
  std::sort(events.begin(), events.end());
  const Tail ending(outcomes.time, treated, weights), entering(outcomes.entry, treated, weights);
  Steps steps;
  steps.hazard.push_back(0);
  steps.shared_hazard.push_back(0);
  for (std::size_t first = 0; first < events.size();) {
    const double t = events[first].first;
    double dying = 0;
    for (; first < events.size() && events[first].first == t; ++first)
      dying += events[first].second;
    auto [risk, arm] = ending.from(t);
    if (outcomes.delayed_entry()) {
      const auto [late, late_arm] = entering.from(t);
      risk -= late;
      arm -= late_arm;
    }
    steps.time.push_back(t);
    steps.share.push_back(arm / risk);
    steps.hazard.push_back(steps.hazard.back() + dying / risk);
    steps.shared_hazard.push_back(steps.shared_hazard.back() + arm / risk * dying / risk);
  }
  return steps;
}

/// w_i u_i per row.
std::vector<double> weighted_scores(const endpoint::Outcomes& outcomes,
                                    std::span<const std::int32_t> treated,
                                    std::span<const double> weights, const Steps& steps) {
  std::vector<double> scores(outcomes.size(), 0.0);
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!(weights[i] > 0)) continue;
    const double z = treated[i];
    const std::size_t last = steps.until(outcomes.time[i]);
    const std::size_t first = outcomes.delayed_entry() ? steps.until(outcomes.entry[i]) : 0;
    double score = steps.shared_hazard[last] - steps.shared_hazard[first] -
                   z * (steps.hazard[last] - steps.hazard[first]);
    if (outcomes.event[i] != 0) score += z - steps.share[last - 1];
    scores[i] = weights[i] * score;
  }
  return scores;
}

}  // namespace

Result<WeightedLogRank> weighted_log_rank(const endpoint::Outcomes& outcomes,
                                          std::span<const std::int32_t> treated,
                                          std::span<const double> weights,
                                          std::span<const std::int32_t> cluster) {
  Problems problems = obstacles_to_arms(treated);
  if (treated.size() != outcomes.size() || weights.size() != outcomes.size() ||
      (!cluster.empty() && cluster.size() != outcomes.size()))
    problems.push_back({"comparability.unequal_lengths",
                        {},
                        "outcomes, arms, weights and clusters have unequal lengths",
                        {},
                        {},
                        Fault::internal});
  if (auto bad = survival::bad_weight(weights)) problems.push_back(std::move(*bad));
  if (!problems.empty()) return failure(std::move(problems));
  const auto tied = endpoint::with_tied_times(outcomes);
  if (!tied) return failure(tied.error());
  const Steps steps = event_steps(tied->outcomes, treated, weights);
  if (steps.time.empty())
    return cannot_analyse("comparability.no_events", "no patient with a weight had the event");
  const std::vector<double> scores = weighted_scores(tied->outcomes, treated, weights, steps);
  WeightedLogRank result;
  double difference = 0;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    difference += scores[i];
    if (outcomes.event[i] != 0 && treated[i] == 1) result.observed += weights[i];
  }
  result.expected = result.observed - difference;
  result.variance = variance_of_total(scores, weights, cluster);
  if (!(result.variance > 0))
    return cannot_analyse("comparability.no_variance", "the weighted test has no variance");
  result.z = difference / std::sqrt(result.variance);
  result.p = normal_two_sided(result.z);
  return result;
}

}  // namespace venscope::comparability
