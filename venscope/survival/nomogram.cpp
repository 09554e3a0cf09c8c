#include "venscope/survival/nomogram.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace venscope::survival {

namespace {

/// Probabilities that an axis may bear, those that a reader looks for.
constexpr double shown_survival[] = {0.99, 0.95, 0.9, 0.8, 0.7,  0.6, 0.5,
                                     0.4,  0.3,  0.2, 0.1, 0.05, 0.01};

Problems obstacles_to_nomogram(std::span<const NomogramTerm> terms,
                               std::span<const HazardCurve> baseline) {
  Problems problems;
  const auto add = [&](const char* code, std::string what, const char* remedy) {
    problems.push_back({code, {}, std::move(what), {}, remedy, Fault::analysis});
  };
  if (terms.empty()) add("nomogram.no_terms", "there is no term to draw", "name columns");
  if (baseline.size() != 1)
    add("nomogram.strata", fmt::format("there are {} baseline hazards", baseline.size()),
        "a nomogram has one: leave the strata out");
  for (const NomogramTerm& term : terms)
    if (std::any_of(term.effect.begin(), term.effect.end(),
                    [](double effect) { return !std::isfinite(effect); }))
      add("nomogram.effect", fmt::format("{} has no finite effect", term.name),
          "leave the term out: it is collinear or separated");
  return problems;
}

/// Round times for the axis of medians, from the steepest to the flattest patient.
std::vector<double> round_times(double first, double last) {
  std::vector<double> times;
  const double power = std::pow(10.0, std::floor(std::log10(std::max(first, last / 1000))));
  for (double scale = power; scale <= last; scale *= 10)
    for (const double step : {1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0})
      if (scale * step >= first && scale * step <= last) times.push_back(scale * step);
  return times;
}

}  // namespace

double Nomogram::survival_at(double t, double total) const {
  const auto after = std::upper_bound(time.begin(), time.end(), t * (1 + 1e-12));
  if (after == time.begin()) return 1;
  const double h = hazard[static_cast<std::size_t>(after - time.begin()) - 1];
  return std::exp(-h * std::exp(predictor(total)));
}

std::optional<double> Nomogram::median_at(double total) const {
  const double enough = std::numbers::ln2 / std::exp(predictor(total));
  const auto at = std::lower_bound(hazard.begin(), hazard.end(), enough * (1 - 1e-12));
  if (at == hazard.end()) return {};
  return time[static_cast<std::size_t>(at - hazard.begin())];
}

Result<Nomogram> nomogram(std::span<const NomogramTerm> terms,
                          std::span<const HazardCurve> baseline, std::span<const double> times) {
  Problems problems = obstacles_to_nomogram(terms, baseline);
  if (!problems.empty()) return failure(std::move(problems));
  Nomogram result;
  double widest = 0;
  for (const NomogramTerm& term : terms) {
    const auto [low, high] = std::minmax_element(term.effect.begin(), term.effect.end());
    widest = std::max(widest, *high - *low);
    result.origin += *low;
  }
  if (!(widest > 0))
    return cannot_analyse("nomogram.flat", "no term has an effect: there is nothing to draw");
  result.unit = widest / 100;
  for (const NomogramTerm& term : terms) {
    NomogramAxis axis{term, {}, 0};
    const double low = *std::min_element(term.effect.begin(), term.effect.end());
    for (const double effect : term.effect) axis.points.push_back((effect - low) / result.unit);
    axis.most = *std::max_element(axis.points.begin(), axis.points.end());
    result.total_most += axis.most;
    result.axes.push_back(std::move(axis));
  }
  for (const HazardPoint& point : baseline[0].points) {
    result.time.push_back(point.time);
    result.hazard.push_back(point.cumulative_hazard);
  }
  const auto total_of = [&](double h, double survival) {
    return (std::log(-std::log(survival) / h) - result.origin) / result.unit;
  };
  for (const double time : times) {
    const double h = -std::log(result.survival_at(time, 0)) / std::exp(result.origin);
    if (result.time.empty() || time > result.time.back() || !(h > 0)) {
      result.warnings.push_back(
          fmt::format("there is no axis of survival at {}: {}", time,
                      h > 0 ? "nobody was followed as long" : "no event by then"));
      continue;
    }
    NomogramSurvival axis{time, h, {}, {}};
    for (const double survival : shown_survival) {
      const double total = total_of(h, survival);
      if (total < 0 || total > result.total_most) continue;
      axis.survival.push_back(survival);
      axis.total.push_back(total);
    }
    result.survival.push_back(std::move(axis));
  }
  const auto shortest = result.median_at(result.total_most), longest = result.median_at(0);
  if (!shortest) {
    result.warnings.push_back("no patient's median survival is reached");
    return result;
  }
  const double last = longest.value_or(result.time.back());
  for (const double time : round_times(*shortest, last)) {
    const double h = -std::log(result.survival_at(time, 0)) / std::exp(result.origin);
    if (!(h > 0)) continue;
    const double total = total_of(h, 0.5);
    // The hazard is a staircase: several times may stand at one total.
    if (total < 0 || total > result.total_most ||
        (!result.median_total.empty() && total > result.median_total.back() - 1e-9))
      continue;
    result.median.push_back(time);
    result.median_total.push_back(total);
  }
  return result;
}

}  // namespace venscope::survival
