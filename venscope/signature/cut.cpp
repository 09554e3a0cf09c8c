#include "venscope/signature/cut.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/derivation/maximal_rank.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace venscope::signature {

namespace {

/// Event less the cumulative hazard at the row's time (Nelson and Aalen).
std::vector<double> log_rank_values(const endpoint::Outcomes& outcomes) {
  std::vector<std::size_t> order(outcomes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return outcomes.time[a] < outcomes.time[b];
  });
  std::vector<double> values(outcomes.size());
  double hazard = 0;
  for (std::size_t i = 0; i < order.size();) {
    const auto at_risk = static_cast<double>(order.size() - i);
    std::size_t end = i;
    double deaths = 0;
    for (; end < order.size() && outcomes.time[order[end]] == outcomes.time[order[i]]; ++end)
      deaths += outcomes.event[order[end]] != 0;
    hazard += deaths / at_risk;
    for (; i < end; ++i) values[order[i]] = (outcomes.event[order[i]] != 0 ? 1 : 0) - hazard;
  }
  return values;
}

void search(std::span<const double> scores, const endpoint::Outcomes& outcomes, double least,
            Cut& cut) {
  const std::vector<double> value = log_rank_values(outcomes);
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] < scores[b]; });
  std::vector<derivation::ScoredValue> distinct;
  double squares = 0, mean = 0;
  const auto n = static_cast<double>(scores.size());
  for (const double one : value) mean += one / n;
  for (const std::size_t row : order) {
    if (distinct.empty() || distinct.back().value != scores[row])
      distinct.push_back({scores[row], 0, 0});
    distinct.back().patients += 1;
    distinct.back().score += value[row];
    squares += (value[row] - mean) * (value[row] - mean);
  }
  const derivation::MaximalRank best = derivation::maximal_rank(distinct, squares, least);
  if (best.below.empty()) return;
  cut.at = {best.cut};
  cut.statistic = best.statistic;
  cut.p_uncorrected = normal_two_sided(best.statistic);
  cut.p = derivation::p_of_normal(best.statistic, n, best.below);
}

}  // namespace

std::vector<std::string> group_names(std::size_t groups) {
  if (groups == 3) return {"low", "intermediate", "high"};
  return {"low", "high"};
}

double quantile_7(std::span<const double> values, double probability) {
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  const double place = probability * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Cut cut_points(std::span<const double> scores, const endpoint::Outcomes& outcomes,
               const CutRule& rule) {
  Cut cut;
  cut.kind = rule.kind;
  const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
  if (scores.empty() || *low == *high) return cut;
  if (rule.kind == CutKind::tertiles)
    cut.at = {quantile_7(scores, 1.0 / 3), quantile_7(scores, 2.0 / 3)};
  else if (rule.kind == CutKind::searched)
    search(scores, outcomes, rule.least_share, cut);
  else
    cut.at = {quantile_7(scores, 0.5)};
  if (cut.at.size() == 2 && cut.at[0] == cut.at[1]) cut.at.pop_back();
  return cut;
}

Cut cut_for(const Cut& cut, std::span<const double> scores) {
  if (cut.kind != CutKind::cohort_median) return cut;
  Cut own = cut;
  own.at.clear();
  if (scores.empty()) return own;
  const auto [low, high] = std::minmax_element(scores.begin(), scores.end());
  if (*low < *high) own.at = {quantile_7(scores, 0.5)};
  return own;
}

std::vector<std::optional<std::size_t>> groups_of(std::span<const double> scores, const Cut& cut) {
  std::vector<std::optional<std::size_t>> groups(scores.size());
  if (cut.at.empty()) return groups;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    std::size_t group = 0;
    while (group < cut.at.size() && scores[i] > cut.at[group]) ++group;
    groups[i] = group;
  }
  return groups;
}

}  // namespace venscope::signature
