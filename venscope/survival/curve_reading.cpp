/// Reading a Kaplan-Meier curve: quantiles, survival at given times, restricted mean.
#include "venscope/survival/kaplan_meier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace venscope::survival {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double tolerance = 1.4901161193847656e-08;  // R's sqrt(.Machine$double.eps)

using Member = double KaplanMeierPoint::*;

/// The first time where a curve is below 1/2. Undefined values (limits at S = 0) are passed over.
std::optional<double> median_of(const KaplanMeier& fit, Member member) {
  const auto& curve = fit.curve;
  std::size_t first = 0;
  while (first < curve.size() && !(curve[first].*member < 0.5 + tolerance)) ++first;
  if (first == curve.size()) return {};
  const double level = curve[first].*member;
  if (std::fabs(level - 0.5) < tolerance)
    for (std::size_t j = first + 1; j < curve.size(); ++j)
      if (curve[j].*member < level) return (curve[first].time + curve[j].time) / 2.0;
  return curve[first].time;
}

/// Beginning of follow-up: 0, or the first time where that is negative.
double origin_of(const KaplanMeier& fit) {
  return fit.curve.empty() ? 0.0 : std::min(0.0, fit.curve.front().time);
}

/// A level of 1 - S that a curve reaches, and when first.
struct Level {
  double reached;
  double time;
  std::size_t order;  ///< 0: the origin; j + 1: point j
};

/// The different levels in ascending order, each at its first time. `last` is the one that was new
/// last; NaN if that was undefined.
std::vector<Level> levels_of(const KaplanMeier& fit, Member member, double& last) {
  std::vector<Level> levels{{0.0, origin_of(fit), 0}};
  std::size_t undefined = 0;  // order of the first undefined value, if any
  for (std::size_t j = 0; j < fit.curve.size(); ++j) {
    const double reached = 1.0 - fit.curve[j].*member;
    if (std::isnan(reached)) {
      if (undefined == 0) undefined = j + 1;
    } else if (reached != levels.back().reached) {
      levels.push_back({reached, fit.curve[j].time, j + 1});
    }
  }
  std::stable_sort(levels.begin(), levels.end(),
                   [](const Level& a, const Level& b) { return a.reached < b.reached; });
  levels.erase(std::unique(levels.begin(), levels.end(),
                           [](const Level& a, const Level& b) { return a.reached == b.reached; }),
               levels.end());
  const Level& newest =
      *std::max_element(levels.begin(), levels.end(),
                        [](const Level& a, const Level& b) { return a.order < b.order; });
  last = newest.order < undefined ? nan : newest.reached;
  return levels;
}

/// Time of the smallest level that is at least `wanted`, all levels shifted; nothing outside their
/// range.
std::optional<double> first_reaching(const std::vector<Level>& levels, double shift,
                                     double wanted) {
  if (wanted < levels.front().reached + shift) return {};
  for (const Level& level : levels)
    if (level.reached + shift >= wanted) return level.time;
  return {};
}

std::optional<double> quantile_of(const KaplanMeier& fit, Member member, double probability) {
  if (fit.curve.empty()) return {};
  double last = nan;
  const std::vector<Level> levels = levels_of(fit, member, last);
  if (probability == 0.0) {
    if (std::fabs(last) < tolerance) return {};  // a curve that never leaves 1, as in R
    return origin_of(fit);
  }
  const auto begin = first_reaching(levels, tolerance, probability);
  const auto end = first_reaching(levels, -tolerance, probability);
  // A flat end of the curve at this level: up to the last time.
  if (begin && std::fabs(probability - last) < tolerance)
    return (*begin + fit.curve.back().time) / 2.0;
  if (!begin || !end) return {};
  return (*begin + *end) / 2.0;
}

template <class Rule>
SurvivalQuantile with_limits(const KaplanMeier& fit, double probability, Rule rule) {
  SurvivalQuantile found{probability, rule(&KaplanMeierPoint::survival), {}, {}};
  if (fit.options.scale == ConfidenceScale::none) return found;
  found.lower = rule(&KaplanMeierPoint::lower);
  found.upper = rule(&KaplanMeierPoint::upper);
  return found;
}

}  // namespace

SurvivalQuantile median(const KaplanMeier& fit) {
  return with_limits(fit, 0.5, [&](Member member) { return median_of(fit, member); });
}

SurvivalQuantile quantile(const KaplanMeier& fit, double probability) {
  return with_limits(fit, probability,
                     [&](Member member) { return quantile_of(fit, member, probability); });
}

std::vector<KaplanMeierPoint> at_times(const KaplanMeier& fit, std::span<const double> times) {
  const auto& curve = fit.curve;
  std::vector<KaplanMeierPoint> read(times.size());
  if (curve.empty()) return {};
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });

  const double bound = fit.options.scale == ConfidenceScale::none ? nan : 1.0;
  std::size_t j = 0;  // points at or before the asked time
  for (const std::size_t asked : order) {
    double events = 0.0, censored = 0.0;
    for (; j < curve.size() && curve[j].time <= times[asked]; ++j) {
      events += curve[j].n_event;
      censored += curve[j].n_censor;
    }
    KaplanMeierPoint point{times[asked], 0.0, 0.0, 0.0, 1.0, 0.0, bound, bound};
    if (j > 0) point = curve[j - 1];
    const bool on_point = j > 0 && curve[j - 1].time == times[asked];
    point.n_risk = on_point ? curve[j - 1].n_risk : j < curve.size() ? curve[j].n_risk : 0.0;
    point.time = times[asked];
    point.n_event = events;
    point.n_censor = censored;
    read[asked] = point;
  }
  return read;
}

RestrictedMean restricted_mean(const KaplanMeier& fit, std::optional<double> horizon) {
  const auto& curve = fit.curve;
  if (curve.empty()) return {horizon.value_or(0.0), nan, nan};
  const double end = horizon.value_or(curve.back().time);
  double right = 0.0, variance = 0.0, later = end;
  // From the horizon leftwards: the area to the right of each time is known when it is reached.
  for (std::size_t j = curve.size(); j-- > 0;) {
    const KaplanMeierPoint& point = curve[j];
    if (point.time > end) continue;
    right += (later - point.time) * point.survival;
    const double survivors = point.n_risk - point.n_event;
    if (survivors != 0.0 && point.n_event > 0.0)
      variance += right * right * point.n_event / (point.n_risk * survivors);
    later = point.time;
  }
  const double origin = origin_of(fit);
  return {end, right + (later - origin) + origin, std::sqrt(variance)};
}

double common_horizon(std::span<const KaplanMeier> fits) {
  double horizon = -std::numeric_limits<double>::infinity();
  for (const KaplanMeier& fit : fits)
    if (!fit.curve.empty()) horizon = std::max(horizon, fit.curve.back().time);
  return std::isinf(horizon) ? 0.0 : horizon;
}

}  // namespace venscope::survival
