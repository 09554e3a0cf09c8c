#include "venscope/enrichment/running_sum.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::enrichment {
namespace {

/// Calls each(i, bottom, top) for every member.
template <class Each>
void walk(std::span<const double> weights, std::span<const std::uint32_t> members, Each&& each) {
  const double n = static_cast<double>(weights.size()), m = static_cast<double>(members.size());
  double total = 0;
  for (const std::uint32_t member : members) total += weights[member];
  const bool alike = total == 0;
  if (alike) total = m;
  const double others = n - m;
  double sum = 0;
  for (std::size_t i = 0; i < members.size(); ++i) {
    const double misses =
        others > 0 ? (static_cast<double>(members[i]) - static_cast<double>(i)) / others : 0.0;
    const double before = sum;
    sum += alike ? 1.0 : weights[members[i]];
    each(i, before / total - misses, sum / total - misses);
  }
}

}  // namespace

double score_of(double highest, double lowest, ScoreTail tail) {
  if (tail == ScoreTail::positive) return highest;
  if (tail == ScoreTail::negative) return lowest;
  if (std::abs(highest + lowest) < score_rounding) return 0;
  return highest > -lowest ? highest : lowest;
}

std::vector<double> step_weights(std::span<const double> values, double power) {
  std::vector<double> weights(values.size());
  for (std::size_t i = 0; i < values.size(); ++i)
    weights[i] = power == 0   ? 1.0
                 : power == 1 ? std::abs(values[i])
                              : std::pow(std::abs(values[i]), power);
  return weights;
}

RunningSum running_sum(std::span<const double> weights, std::span<const std::uint32_t> members,
                       ScoreTail tail) {
  RunningSum result{0, -1, 1};
  walk(weights, members, [&](std::size_t, double bottom, double top) {
    result.highest = std::max(result.highest, top);
    result.lowest = std::min(result.lowest, bottom);
  });
  result.score = score_of(result.highest, result.lowest, tail);
  return result;
}

std::vector<std::uint32_t> leading_edge(std::span<const double> weights,
                                        std::span<const std::uint32_t> members, ScoreTail tail) {
  std::size_t peak = 0, trough = 0;
  double highest = -1, lowest = 1;
  walk(weights, members, [&](std::size_t i, double bottom, double top) {
    if (top > highest) highest = top, peak = i;
    if (bottom < lowest) lowest = bottom, trough = i;
  });
  const double score = score_of(highest, lowest, tail);
  std::vector<std::uint32_t> edge;
  if (score > 0)
    edge.assign(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(peak) + 1);
  else if (score < 0)
    edge.assign(members.rbegin(), members.rend() - static_cast<std::ptrdiff_t>(trough));
  return edge;
}

RunningCurve running_curve(std::span<const double> weights,
                           std::span<const std::uint32_t> members) {
  RunningCurve curve{{0.0}, {0.0}};
  walk(weights, members, [&](std::size_t i, double bottom, double top) {
    curve.rank.push_back(static_cast<double>(members[i]));
    curve.height.push_back(bottom);
    curve.rank.push_back(static_cast<double>(members[i]) + 1);
    curve.height.push_back(top);
  });
  curve.rank.push_back(static_cast<double>(weights.size()));
  curve.height.push_back(0.0);
  return curve;
}

}  // namespace venscope::enrichment
