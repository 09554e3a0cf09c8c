#include "venscope/comparability/arm_comparison.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/parallel.hpp"
#include "venscope/base/random.hpp"
#include "venscope/comparability/chosen_arms.hpp"
#include "venscope/response/summary.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::comparability {

namespace {

template <class T>
std::vector<T> chosen(std::span<const T> values, std::span<const std::size_t> rows) {
  std::vector<T> result;
  if (values.empty()) return result;
  result.reserve(rows.size());
  for (const std::size_t row : rows) result.push_back(values[row]);
  return result;
}

/// The log ratio of each method on one resample; nothing where a step failed.
using Drawn = std::vector<std::optional<double>>;

Drawn draw(const TwoArms& arms, const std::vector<Method>& methods,
           const ComparisonOptions& options, std::size_t index) {
  RandomStream random(options.seed, "comparability", index);
  std::vector<std::size_t> rows(arms.size());
  for (std::size_t& row : rows) row = random.below(arms.size());
  std::sort(rows.begin(), rows.end());
  const ChosenArms drawn(arms, rows);
  Drawn result(methods.size());
  const auto estimated = propensity(drawn.covariates, drawn.treated, drawn.names);
  if (!estimated) return result;
  for (std::size_t m = 0; m < methods.size(); ++m) {
    const auto weighting = weighting_of(methods[m], drawn.view(), &*estimated, options.effect);
    if (!weighting) continue;
    const auto effect = hazard_effect(methods[m], drawn.view(), *weighting, options.effect);
    if (effect) result[m] = effect->log_ratio;
  }
  return result;
}

/// Puts the resamples' error in the place of the sandwich's.
void use_resamples(std::span<const Drawn> draws, std::size_t m, double level,
                   MethodResult& result) {
  Resampled& resampled = result.resampled.emplace();
  std::vector<double> log_ratios;
  for (const Drawn& one : draws)
    if (one[m])
      log_ratios.push_back(*one[m]);
    else
      ++resampled.failed;
  resampled.done = log_ratios.size();
  if (log_ratios.size() < 2) {
    result.problems.push_back({"comparability.resamples",
                               {},
                               "the bootstrap has fewer than two resamples with an answer",
                               {},
                               "variance = \"robust\"",
                               Fault::analysis});
    result.effect.reset();
    return;
  }
  const double squares = response::squared_deviations(log_ratios, response::mean(log_ratios));
  resampled.std_error = std::sqrt(squares / static_cast<double>(log_ratios.size() - 1));
  HazardEffect& effect = *result.effect;
  effect.std_error = resampled.std_error;
  const double half = normal_quantile(0.5 + level / 2) * effect.std_error;
  effect.low = std::exp(effect.log_ratio - half);
  effect.high = std::exp(effect.log_ratio + half);
  effect.p = normal_two_sided(effect.log_ratio / effect.std_error);
}

void resample(const TwoArms& arms, const ComparisonOptions& options, ArmComparison& comparison) {
  std::vector<Method> methods;
  std::vector<std::size_t> place;
  for (std::size_t i = 0; i < comparison.methods.size(); ++i)
    if (comparison.methods[i].effect && estimand_of(comparison.methods[i].method)) {
      methods.push_back(comparison.methods[i].method);
      place.push_back(i);
    }
  if (methods.empty()) {
    for (std::size_t i = 0; i < options.resamples; ++i) options.tick();
    return;
  }
  std::vector<Drawn> draws(options.resamples);
  parallel_for(options.resamples, options.threads, [&](std::size_t index) {
    draws[index] = draw(arms, methods, options, index);
    options.tick();
  });
  for (std::size_t m = 0; m < methods.size(); ++m)
    use_resamples(draws, m, options.effect.level, comparison.methods[place[m]]);
}

}  // namespace

ChosenArms::ChosenArms(const TwoArms& arms, std::span<const std::size_t> rows)
    : treated(chosen(arms.treated, rows)),
      centre(chosen(arms.centre, rows)),
      exact(chosen(arms.exact, rows)),
      covariates(rows.size(), arms.covariates.columns),
      names(arms.names) {
  outcomes.entry = chosen(std::span<const double>(arms.outcomes.entry), rows);
  outcomes.time = chosen(std::span<const double>(arms.outcomes.time), rows);
  outcomes.event = chosen(std::span<const std::int32_t>(arms.outcomes.event), rows);
  for (std::size_t j = 0; j < covariates.columns; ++j)
    for (std::size_t i = 0; i < rows.size(); ++i) covariates(i, j) = arms.covariates(rows[i], j);
}

ArmComparison compare_arms(const TwoArms& arms, const ComparisonOptions& options) {
  ArmComparison comparison;
  if (std::any_of(options.methods.begin(), options.methods.end(), needs_propensity)) {
    auto estimated = propensity(arms.covariates, arms.treated, arms.names);
    if (estimated)
      comparison.propensity = std::move(*estimated);
    else
      comparison.problems = std::move(estimated.error());
  }
  for (const Method method : options.methods) {
    MethodResult& result = comparison.methods.emplace_back();
    result.method = method;
    if (needs_propensity(method) && !comparison.propensity) {
      result.problems = comparison.problems;
      continue;
    }
    auto weighting = weighting_of(
        method, arms, comparison.propensity ? &*comparison.propensity : nullptr, options.effect);
    if (!weighting) {
      result.problems = std::move(weighting.error());
      continue;
    }
    result.weighting = std::move(*weighting);
    auto effect = hazard_effect(method, arms, *result.weighting, options.effect);
    if (effect)
      result.effect = std::move(*effect);
    else
      result.problems = std::move(effect.error());
  }
  if (options.resamples > 0) resample(arms, options, comparison);
  return comparison;
}

std::vector<WithoutCentre> without_each_centre(const TwoArms& arms, Method method,
                                               const EffectOptions& options) {
  std::vector<std::int32_t> centres(arms.centre.begin(), arms.centre.end());
  std::sort(centres.begin(), centres.end());
  centres.erase(std::unique(centres.begin(), centres.end()), centres.end());
  std::vector<WithoutCentre> results;
  if (centres.size() < 2) return results;
  for (const std::int32_t centre : centres) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < arms.size(); ++i)
      if (arms.centre[i] != centre) rows.push_back(i);
    WithoutCentre& result = results.emplace_back();
    result.centre = centre;
    result.left_out = arms.size() - rows.size();
    const ChosenArms others(arms, rows);
    const ArmComparison again =
        compare_arms(others.view(), {.methods = {method}, .effect = options});
    result.effect = again.methods[0].effect;
    result.problems = again.methods[0].problems;
  }
  return results;
}

}  // namespace venscope::comparability
