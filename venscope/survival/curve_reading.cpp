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

/// What is looked for in a curve: its times, and one of its levels at each.
struct Levels {
  const std::vector<double>&time, &at;
};

/// The first time where a curve is below 1/2. Undefined values (limits at S = 0) are passed over.
std::optional<double> median_of(const Levels& curve) {
  const auto& [time, at] = curve;
  std::size_t first = 0;
  while (first < at.size() && !(at[first] < 0.5 + tolerance)) ++first;
  if (first == at.size()) return {};
  if (std::fabs(at[first] - 0.5) < tolerance)
    for (std::size_t j = first + 1; j < at.size(); ++j)
      if (at[j] < at[first]) return (time[first] + time[j]) / 2.0;
  return time[first];
}

/// Beginning of follow-up: 0, or the first time where that is negative.
double origin_of(const std::vector<double>& time) {
  return time.empty() ? 0.0 : std::min(0.0, time.front());
}

/// A level of 1 - S that a curve reaches, and when first.
struct Level {
  double reached;
  double time;
  std::size_t order;  ///< 0: the origin; j + 1: point j
};

/// The different levels in ascending order, each at its first time. `last` is the one that was new
/// last; NaN if that was undefined.
std::vector<Level> levels_of(const Levels& curve, double& last) {
  std::vector<Level> levels{{0.0, origin_of(curve.time), 0}};
  std::size_t undefined = 0;  // order of the first undefined value, if any
  for (std::size_t j = 0; j < curve.at.size(); ++j) {
    const double reached = 1.0 - curve.at[j];
    if (std::isnan(reached)) {
      if (undefined == 0) undefined = j + 1;
    } else if (reached != levels.back().reached) {
      levels.push_back({reached, curve.time[j], j + 1});
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

std::optional<double> quantile_of(const Levels& curve, double probability) {
  if (curve.time.empty()) return {};
  double last = nan;
  const std::vector<Level> levels = levels_of(curve, last);
  if (probability == 0.0) {
    if (std::fabs(last) < tolerance) return {};  // a curve that never leaves 1, as in R
    return origin_of(curve.time);
  }
  const auto begin = first_reaching(levels, tolerance, probability);
  const auto end = first_reaching(levels, -tolerance, probability);
  // A flat end of the curve at this level: up to the last time.
  if (begin && std::fabs(probability - last) < tolerance) return (*begin + curve.time.back()) / 2.0;
  if (!begin || !end) return {};
  return (*begin + *end) / 2.0;
}

/// The rule on the curve and on its limits.
template <class Rule>
SurvivalQuantile with_limits(const KaplanMeier& fit, double probability, Rule rule) {
  const bool limited = fit.options.scale != ConfidenceScale::none;
  const std::vector<double> time = fit.curve.column(&KaplanMeierPoint::time);
  std::vector<double> survival, lower, upper;
  if (limited) {
    for (const KaplanMeierPoint& point : fit.curve) {
      survival.push_back(point.survival);
      lower.push_back(point.lower);
      upper.push_back(point.upper);
    }
  } else {
    survival = fit.curve.column(&KaplanMeierPoint::survival);
  }
  SurvivalQuantile found{probability, rule(Levels{time, survival}), {}, {}};
  if (!limited || time.empty()) return found;
  found.limits_known = !std::isnan(lower.back()) && !std::isnan(upper.back());
  found.lower = rule(Levels{time, lower});
  found.upper = rule(Levels{time, upper});
  return found;
}

}  // namespace

SurvivalQuantile median(const KaplanMeier& fit) {
  return with_limits(fit, 0.5, [](const Levels& curve) { return median_of(curve); });
}

SurvivalQuantile quantile(const KaplanMeier& fit, double probability) {
  return with_limits(fit, probability,
                     [&](const Levels& curve) { return quantile_of(curve, probability); });
}

std::vector<KaplanMeierPoint> at_times(const KaplanMeier& fit, std::span<const double> times) {
  std::vector<KaplanMeierPoint> read(times.size());
  if (fit.curve.empty()) return {};
  std::vector<std::size_t> order(times.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });

  const double bound = fit.options.scale == ConfidenceScale::none ? nan : 1.0;
  const std::vector<double> time = fit.curve.column(&KaplanMeierPoint::time),
                            n_risk = fit.curve.column(&KaplanMeierPoint::n_risk),
                            n_event = fit.curve.column(&KaplanMeierPoint::n_event),
                            n_censor = fit.curve.column(&KaplanMeierPoint::n_censor);
  std::size_t j = 0;  // points at or before the asked time
  for (const std::size_t asked : order) {
    double events = 0.0, censored = 0.0;
    for (; j < time.size() && time[j] <= times[asked]; ++j) {
      events += n_event[j];
      censored += n_censor[j];
    }
    KaplanMeierPoint point{times[asked], 0.0, 0.0, 0.0, 1.0, 0.0, bound, bound};
    if (j > 0) point = fit.curve[j - 1];
    const bool on_point = j > 0 && time[j - 1] == times[asked];
    point.n_risk = on_point ? n_risk[j - 1] : j < time.size() ? n_risk[j] : 0.0;
    point.time = times[asked];
    point.n_event = events;
    point.n_censor = censored;
    read[asked] = point;
  }
  return read;
}

RestrictedMean restricted_mean(const KaplanMeier& fit, std::optional<double> horizon) {
  if (fit.curve.empty()) return {horizon.value_or(0.0), nan, nan};
  const std::vector<double> time = fit.curve.column(&KaplanMeierPoint::time),
                            survival = fit.curve.column(&KaplanMeierPoint::survival),
                            n_risk = fit.curve.column(&KaplanMeierPoint::n_risk),
                            n_event = fit.curve.column(&KaplanMeierPoint::n_event);
  const double end = horizon.value_or(time.back());
  double right = 0.0, variance = 0.0, later = end;
  // From the horizon leftwards: the area to the right of each time is known when it is reached. Up
  // to the first event the curve is 1 and its area the time itself: summed over the censorings it
  // would be so but for rounding, and the time lost by an arm without events is 0.
  for (std::size_t j = time.size(); j-- > 0 && survival[j] < 1.0;) {
    if (time[j] > end) continue;
    right += (later - time[j]) * survival[j];
    const double survivors = n_risk[j] - n_event[j];
    if (survivors != 0.0 && n_event[j] > 0.0)
      variance += right * right * n_event[j] / (n_risk[j] * survivors);
    later = time[j];
  }
  return {end, right + later, std::sqrt(variance)};
}

double common_horizon(std::span<const KaplanMeier> fits) {
  double horizon = -std::numeric_limits<double>::infinity();
  for (const KaplanMeier& fit : fits)
    if (!fit.curve.empty()) horizon = std::max(horizon, fit.curve.back().time);
  return std::isinf(horizon) ? 0.0 : horizon;
}

}  // namespace venscope::survival
