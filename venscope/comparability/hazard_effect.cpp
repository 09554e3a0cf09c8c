#include "venscope/comparability/hazard_effect.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::comparability {

namespace {

/// Matched sets as clusters of the rows with a weight; those without a set have weight 0.
std::vector<std::int32_t> clusters_of(const Matching& matching) {
  std::vector<std::int32_t> cluster = matching.set_of;
  for (std::int32_t& code : cluster) code = std::max(code, 0);
  return cluster;
}

/// The arm, and for `adjusted` the covariates after it.
Matrix cox_design(Method method, const TwoArms& arms) {
  Matrix design(arms.size(), method == Method::adjusted ? 1 + arms.covariates.columns : 1);
  for (std::size_t i = 0; i < arms.size(); ++i) design(i, 0) = arms.treated[i];
  if (method == Method::adjusted)
    std::copy(arms.covariates.values.begin(), arms.covariates.values.end(),
              design.values.begin() + static_cast<std::ptrdiff_t>(arms.size()));
  return design;
}

Problems obstacles_to_effect(Method method, const TwoArms& arms, const HazardEffect& effect) {
  Problems problems;
  const auto add = [&](std::string code, std::string what, std::string remedy = {}) {
    problems.push_back(
        {std::move(code), {}, std::move(what), {}, std::move(remedy), Fault::analysis});
  };
  if (effect.n[0] == 0 || effect.n[1] == 0)
    add("comparability.one_arm", "an arm has nobody with a weight");
  else if (effect.events[0] == 0 || effect.events[1] == 0)
    add("comparability.no_events",
        fmt::format("no event among the {} patients of {}: the hazard ratio is {}",
                    effect.events[0] == 0 ? effect.n[0] : effect.n[1],
                    effect.events[0] == 0 ? "the reference arm" : "the treated arm",
                    effect.events[0] == 0 ? "infinite" : "0"),
        "compare the curves, or use Firth's penalty in a Cox model");
  if (method == Method::stratified &&
      (arms.centre.empty() ||
       std::all_of(arms.centre.begin(), arms.centre.end(),
                   [&](std::int32_t code) { return code == arms.centre[0]; })))
    add("comparability.one_centre", "there is one centre only: nothing to stratify by");
  return problems;
}

}  // namespace

std::string_view name_of(Method method) {
  switch (method) {
    case Method::crude:
      return "crude";
    case Method::adjusted:
      return "adjusted";
    case Method::stratified:
      return "stratified";
    case Method::matched:
      return "matched";
    case Method::ate:
      return "ate";
    case Method::att:
      return "att";
    case Method::overlap:
      return "overlap";
  }
  return "";
}

std::optional<Estimand> estimand_of(Method method) {
  if (method == Method::ate) return Estimand::ate;
  if (method == Method::att) return Estimand::att;
  if (method == Method::overlap) return Estimand::overlap;
  return {};
}

bool needs_propensity(Method method) {
  return method == Method::matched || estimand_of(method).has_value();
}

Result<Weighting> weighting_of(Method method, const TwoArms& arms, const Propensity* propensity,
                               const EffectOptions& options) {
  Weighting result;
  if (needs_propensity(method) && !propensity)
    return cannot_analyse("comparability.no_propensity", "there is no propensity");
  if (method == Method::matched) {
    auto matching = match(arms.treated, propensity->logit, arms.exact, options.matching);
    if (!matching) return failure(std::move(matching.error()));
    result.weight = matching->weights;
    if (!matching->set_of.empty()) result.cluster = clusters_of(*matching);
    result.matching = std::move(*matching);
  } else if (const auto estimand = estimand_of(method)) {
    auto weights = weights_of(arms.treated, propensity->probability,
                              {*estimand, options.stabilised, options.trimming, options.bound});
    if (!weights) return failure(std::move(weights.error()));
    result.weight = weights->weight;
    result.weights = std::move(*weights);
  } else {
    result.weight.assign(arms.size(), 1.0);
  }
  describe_arms(arms.treated, result.weight, result.arm);
  return result;
}

Result<HazardEffect> hazard_effect(Method method, const TwoArms& arms, const Weighting& weighting,
                                   const EffectOptions& options) {
  HazardEffect effect;
  effect.method = method;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    if (!(weighting.weight[i] > 0)) continue;
    ++effect.n[arms.treated[i]];
    effect.events[arms.treated[i]] += arms.outcomes.event[i] != 0 ? 1 : 0;
  }
  if (Problems problems = obstacles_to_effect(method, arms, effect); !problems.empty())
    return failure(std::move(problems));
  const Matrix design = cox_design(method, arms);
  std::vector<std::string> names{"arm"};
  if (method == Method::adjusted) names.insert(names.end(), arms.names.begin(), arms.names.end());
  survival::CoxOptions cox_options;
  cox_options.ties = options.ties;
  cox_options.level = options.level;
  cox_options.robust = needs_propensity(method);
  survival::CoxData data{arms.outcomes, design};
  if (method == Method::stratified) data.strata = arms.centre;
  if (needs_propensity(method)) {
    data.weights = weighting.weight;
    data.cluster = weighting.cluster;
  }
  auto fit = survival::cox(data, cox_options, names);
  if (!fit) return failure(std::move(fit.error()));
  const survival::CoxTerm& arm = fit->terms[0];
  if (arm.trouble != survival::CoxTrouble::none)
    return cannot_analyse("comparability.no_estimate",
                          "the hazard ratio of the arms cannot be estimated: the covariates or the "
                          "strata leave nothing to compare");
  effect.log_ratio = arm.coef;
  effect.std_error = arm.robust_se.value_or(arm.std_error);
  effect.ratio = std::exp(arm.coef);
  effect.low = arm.conf_low;
  effect.high = arm.conf_high;
  effect.p = arm.p;
  effect.warnings = std::move(fit->warnings);
  return effect;
}

}  // namespace venscope::comparability
