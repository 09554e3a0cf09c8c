#include "venscope/study/kinds/comparability_finding.hpp"

#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using comparability::Method;
using comparability::MethodResult;
using report::Json;
using report::json_number;

/// From this share of an arm's weight on, one patient is worth a warning.
constexpr double dominating_share = 0.1;
/// The usual bound of imbalance.
constexpr double balanced = 0.1;

Json problems_json(const Problems& problems) {
  Json list = Json::array();
  for (const Problem& problem : problems) list.push_back(to_text(problem));
  return list;
}

/// Every key is there; null without an effect.
Json effect_json(const std::optional<comparability::HazardEffect>& effect) {
  const auto value = [&](double comparability::HazardEffect::*field) {
    return effect ? json_number(*effect.*field) : Json(nullptr);
  };
  Json json = {{"log_hr", value(&comparability::HazardEffect::log_ratio)},
               {"std_error", value(&comparability::HazardEffect::std_error)},
               {"hr", value(&comparability::HazardEffect::ratio)},
               {"conf_low", value(&comparability::HazardEffect::low)},
               {"conf_high", value(&comparability::HazardEffect::high)},
               {"p", value(&comparability::HazardEffect::p)}};
  json["n"] = effect ? Json{effect->n[0], effect->n[1]} : Json(nullptr);
  json["events"] = effect ? Json{effect->events[0], effect->events[1]} : Json(nullptr);
  return json;
}

Json risk_json(const comparability::WeightedRisk& risk) {
  return {{"events", {risk.events[0], risk.events[1]}},
          {"n", {risk.n[0], risk.n[1]}},
          {"risk", {json_number(risk.risk[0]), json_number(risk.risk[1])}},
          {"difference", json_number(risk.difference)},
          {"std_error", json_number(risk.std_error)},
          {"conf_low", json_number(risk.low)},
          {"conf_high", json_number(risk.high)},
          {"p", json_number(risk.p)}};
}

Json weighting_json(const comparability::Weighting& weighting) {
  const auto& [reference, treated] = weighting.arm;
  Json json = {{"effective", {json_number(reference.effective), json_number(treated.effective)}},
               {"largest_weight", {json_number(reference.largest), json_number(treated.largest)}},
               {"largest_share",
                {json_number(reference.largest_share), json_number(treated.largest_share)}}};
  if (weighting.weights) {
    json["left_out"] = weighting.weights->left_out;
    json["trimmed"] = weighting.weights->changed;
  }
  if (weighting.matching) {
    const comparability::Matching& matching = *weighting.matching;
    json["sets"] = matching.sets.size();
    json["matched"] = {matching.matched_controls, matching.matched_treated};
    json["unmatched"] = {matching.controls - matching.matched_controls,
                         matching.treated - matching.matched_treated};
    json["incomplete_sets"] = matching.incomplete;
    json["caliper"] = json_number(matching.widest);
  }
  return json;
}

Json method_json(const MethodResult& one, const MethodDetail& detail) {
  Json json = effect_json(one.effect);
  json["method"] = comparability::name_of(one.method);
  if (one.weighting) json.update(weighting_json(*one.weighting));
  if (one.resampled)
    json["bootstrap"] = {{"done", one.resampled->done}, {"failed", one.resampled->failed}};
  if (detail.log_rank)
    json["log_rank"] = {{"observed", json_number(detail.log_rank->observed)},
                        {"expected", json_number(detail.log_rank->expected)},
                        {"z", json_number(detail.log_rank->z)},
                        {"p", json_number(detail.log_rank->p)}};
  if (detail.risk) json["risk_difference"] = risk_json(*detail.risk);
  json["problems"] = problems_json(one.problems);
  return json;
}

Json propensity_json(const comparability::ArmComparison& comparison) {
  if (!comparison.propensity) {
    if (comparison.problems.empty()) return nullptr;
    return {{"problems", problems_json(comparison.problems)}};
  }
  const comparability::Propensity& propensity = *comparison.propensity;
  Json terms = Json::array(), ranges = Json::array();
  for (const response::LogisticTerm& term : propensity.fit.terms)
    terms.push_back({{"term", term.name},
                     {"coef", json_number(term.coef)},
                     {"std_error", json_number(term.std_error)},
                     {"p", json_number(term.p)}});
  for (const comparability::PropensityRange& range : propensity.arm)
    ranges.push_back({{"n", range.n},
                      {"low", json_number(range.low)},
                      {"median", json_number(range.median)},
                      {"high", json_number(range.high)},
                      {"outside", range.outside}});
  return {{"terms", std::move(terms)}, {"arms", std::move(ranges)}};
}

Json difference_json(const comparability::CovariateBalance& row) {
  return row.difference ? json_number(*row.difference) : Json(nullptr);
}

Json balance_json(const ComparabilityFinding& finding) {
  Json rows = Json::array();
  for (std::size_t k = 0; k < finding.before.size(); ++k) {
    Json after = Json::object();
    for (std::size_t m = 0; m < finding.details.size(); ++m)
      if (!finding.details[m].balance.empty())
        after[std::string(comparability::name_of(finding.comparison.methods[m].method))] =
            difference_json(finding.details[m].balance[k]);
    const comparability::CovariateBalance& row = finding.before[k];
    rows.push_back({{"variable", row.column},
                    {"n_missing", {row.arm[0].n_missing, row.arm[1].n_missing}},
                    {"before", difference_json(row)},
                    {"after", std::move(after)}});
  }
  return rows;
}

}  // namespace

const MethodResult& ComparabilityFinding::primary() const {
  for (const MethodResult& one : comparison.methods)
    if (one.method == declared.primary) return one;
  return comparison.methods.front();
}

std::string ComparabilityFinding::arm_words(int arm) const {
  std::string level = report::level_words(patients.levels[arm]);
  const bool bare = level == "yes" || level == "no" || level == "0" || level == "1";
  return bare ? label_of(patients.table, declared.arms.arm) + ": " + level : level;
}

std::string ComparabilityFinding::words_of(Method method) const {
  switch (method) {
    case Method::crude:
      return "no adjustment";
    case Method::adjusted:
      return "covariates in the Cox model";
    case Method::stratified:
      return "centre as stratum";
    case Method::matched:
      return declared.options.effect.matching.ratio == 1 ? "matched pairs" : "matched sets";
    case Method::ate:
      return "weights for everyone (ATE)";
    case Method::att:
      return "weights for the treated (ATT)";
    case Method::overlap:
      return "overlap weights";
  }
  return "";
}

Json ComparabilityFinding::json() const {
  Json json;
  json["formula"] = patients.frame.formula;
  json["arm"] = {{"column", declared.arms.arm},
                 {"reference", patients.levels[0]},
                 {"treated", patients.levels[1]}};
  std::size_t n[2] = {0, 0}, events[2] = {0, 0};
  for (std::size_t i = 0; i < patients.treated.size(); ++i) {
    ++n[patients.treated[i]];
    events[patients.treated[i]] += patients.frame.outcomes.event[i] != 0 ? 1 : 0;
  }
  json["n"] = n[0] + n[1];
  json["n_arms"] = {n[0], n[1]};
  json["events"] = events[0] + events[1];
  json["n_missing"] = patients.left_out + patients.without_arm;
  json["without_arm"] = patients.without_arm;
  json["missing"] = Json::array();
  for (const auto& [column, rows] : patients.missing)
    json["missing"].push_back({{"variable", column}, {"n", rows}});
  json["missing_rule"] =
      declared.arms.missing == MissingCovariates::indicator ? "indicator" : "complete_cases";
  json["propensity"] = propensity_json(comparison);
  json["primary"] = comparability::name_of(declared.primary);
  json["methods"] = Json::array();
  for (std::size_t m = 0; m < details.size(); ++m)
    json["methods"].push_back(method_json(comparison.methods[m], details[m]));
  json["balance"] = balance_json(*this);
  json["without_centre"] = Json::array();
  for (const comparability::WithoutCentre& one : without_centre) {
    Json row = effect_json(one.effect);
    row["centre"] = patients.centres[static_cast<std::size_t>(one.centre)];
    row["left_out"] = one.left_out;
    row["problems"] = problems_json(one.problems);
    json["without_centre"].push_back(std::move(row));
  }
  json["e_value"] = nullptr;
  if (e_value)
    json["e_value"] = {{"outcome", common_outcome ? "common" : "rare"},
                       {"risk_ratio", json_number(e_value->risk_ratio)},
                       {"point", json_number(e_value->point)},
                       {"limit", json_number(e_value->limit)}};
  json["warnings"] = warnings();
  return json;
}

namespace {

void warn_of_weights(const ComparabilityFinding& finding, const MethodResult& one,
                     std::vector<std::string>& warnings) {
  if (!one.weighting || !one.weighting->weights) return;
  for (int z = 0; z < 2; ++z) {
    const comparability::ArmWeights& arm = one.weighting->arm[z];
    const double mean = arm.n > 0 ? arm.sum / static_cast<double>(arm.n) : 0;
    if (arm.largest_share < dominating_share || arm.largest < 3 * mean) continue;
    warnings.push_back(fmt::format(
        "{}: one patient has {} of the weight of {} ({} patients, worth {}); a rule such as trim = "
        "\"propensity\", trim_at = 0.05 would bound that",
        finding.words_of(one.method), report::percent(arm.largest_share, 0), finding.arm_words(z),
        arm.n, report::fixed(arm.effective, 1)));
  }
  const comparability::Weights& weights = *one.weighting->weights;
  if (weights.left_out > 0)
    warnings.push_back(fmt::format(
        "{}: {} patients with a propensity below {} or above {} are left out",
        finding.words_of(one.method), weights.left_out, report::exact(weights.options.bound),
        report::exact(1 - weights.options.bound)));
}

void warn_of_matching(const ComparabilityFinding& finding, const MethodResult& one,
                      std::vector<std::string>& warnings) {
  if (!one.weighting || !one.weighting->matching) return;
  const comparability::Matching& matching = *one.weighting->matching;
  if (matching.matched_treated < matching.treated)
    warnings.push_back(fmt::format(
        "{}: {} of {} patients of {} found nobody within the caliper and are not compared; the "
        "answer is that of the other {}",
        finding.words_of(one.method), matching.treated - matching.matched_treated, matching.treated,
        finding.arm_words(1), matching.matched_treated));
  if (matching.incomplete > 0)
    warnings.push_back(fmt::format("{}: {} of {} sets have fewer than {} controls",
                                   finding.words_of(one.method), matching.incomplete,
                                   matching.sets.size(), matching.options.ratio));
}

/// The covariates in which the arms of the primary method still differ.
std::vector<std::string> unbalanced(const ComparabilityFinding& finding) {
  std::vector<std::string> names;
  for (std::size_t m = 0; m < finding.details.size(); ++m) {
    if (finding.comparison.methods[m].method != finding.declared.primary) continue;
    for (const comparability::CovariateBalance& row : finding.details[m].balance)
      if (!row.difference || std::fabs(*row.difference) > balanced)
        names.push_back(fmt::format(
            "{} ({})", label_of(finding.patients.table, row.column),
            row.difference ? report::fixed(std::fabs(*row.difference), 2) : "undefined"));
  }
  return names;
}

}  // namespace

std::vector<std::string> ComparabilityFinding::warnings() const {
  std::vector<std::string> warnings = patients.frame.warnings;
  if (patients.without_arm > 0)
    warnings.push_back(
        fmt::format("{} patients are left out: their arm is not known", patients.without_arm));
  // What is only looked at leaves nobody out; the table of balance counts it.
  if (!patients.missing.empty() &&
      (patients.left_out > 0 || declared.arms.missing == MissingCovariates::indicator)) {
    std::vector<std::string> parts;
    for (const auto& [column, n] : patients.missing)
      parts.push_back(fmt::format("{} {}", label_of(patients.table, column), n));
    warnings.push_back(
        fmt::format("missing covariates ({}): {}", fmt::join(parts, ", "),
                    declared.arms.missing == MissingCovariates::indicator
                        ? "filled, with an indicator in the models, as declared"
                        : fmt::format("{} patients are left out", patients.left_out)));
  }
  for (int z = 0; z < 2; ++z)
    if (std::count(patients.treated.begin(), patients.treated.end(), z) == 1)
      warnings.push_back(
          fmt::format("there is one patient only in {}: no spread, no balance", arm_words(z)));
  if (comparison.propensity)
    warnings.insert(warnings.end(), comparison.propensity->warnings.begin(),
                    comparison.propensity->warnings.end());
  for (const Problem& problem : comparison.problems) warnings.push_back(to_text(problem));
  for (const MethodResult& one : comparison.methods) {
    warn_of_weights(*this, one, warnings);
    warn_of_matching(*this, one, warnings);
    if (one.resampled && one.resampled->failed > 0)
      warnings.push_back(fmt::format("{}: {} of {} resamples had no answer", words_of(one.method),
                                     one.resampled->failed,
                                     one.resampled->failed + one.resampled->done));
    const bool said = comparability::needs_propensity(one.method) && !comparison.propensity;
    if (!said)
      for (const Problem& problem : one.problems)
        warnings.push_back(words_of(one.method) + ": " + to_text(problem));
  }
  if (!declared.arms.centre.empty() && without_centre.empty())
    warnings.push_back("there is one centre only: none can be left out");
  if (const auto names = unbalanced(*this); !names.empty())
    warnings.push_back(fmt::format("under {} the arms still differ by more than {} in {}",
                                   words_of(declared.primary), balanced, fmt::join(names, ", ")));
  return warnings;
}

std::vector<std::string> ComparabilityFinding::methods(const Plan&, const Step&) const {
  const auto words = [&](const std::string& column) {
    return within_sentence(label_of(patients.table, column));
  };
  std::vector<std::string> covariates, exact;
  for (const formula::Term& term : patients.frame.terms)
    covariates.push_back(patients.table.find(term.name) ? words(term.name) : term.name);
  for (const std::string& column : declared.arms.exact) exact.push_back(words(column));
  const comparability::EffectOptions& effect = declared.options.effect;
  std::vector<std::string> sentences{fmt::format(
      "every difference is {} against {}, the reference; the declared primary method was {}",
      arm_words(1), arm_words(0), words_of(declared.primary))};
  const auto done = [&](Method method) {
    return std::find(declared.options.methods.begin(), declared.options.methods.end(), method) !=
           declared.options.methods.end();
  };
  if (std::any_of(declared.options.methods.begin(), declared.options.methods.end(),
                  comparability::needs_propensity))
    sentences.push_back(fmt::format(
        "the propensity was estimated by logistic regression on {}; missing covariates: {}",
        fmt::join(covariates, ", "),
        declared.arms.missing == MissingCovariates::indicator ? "missing indicator"
                                                              : "complete cases"));
  if (done(Method::matched)) {
    const comparability::MatchingOptions& matching = effect.matching;
    const char* orders[] = {"largest first", "smallest first", "in random order",
                            "in the order of the file"};
    sentences.push_back(fmt::format(
        "matching was 1:{} to the nearest neighbour on the logit of the propensity {} replacement, "
        "{}{}{}; variance over matched sets",
        matching.ratio, matching.replacement ? "with" : "without",
        orders[static_cast<int>(matching.order)],
        matching.caliper ? fmt::format(", within {} SD", report::exact(*matching.caliper)) : "",
        exact.empty() ? "" : fmt::format(", exact on {}", fmt::join(exact, ", "))));
  }
  if (done(Method::ate) || done(Method::att) || done(Method::overlap)) {
    const char* rules[] = {"not trimmed", "trimmed by propensity", "set to their percentiles",
                           "capped"};
    sentences.push_back(fmt::format(
        "weights were {}{}; their variance is {}", effect.stabilised ? "stabilised (ATE), " : "",
        rules[static_cast<int>(effect.trimming)],
        declared.options.resamples > 0
            ? fmt::format("from {} bootstrap resamples in each of which the propensity was "
                          "estimated again",
                          declared.options.resamples)
            : "robust, the weights taken as known"));
  }
  sentences.push_back(
      fmt::format("hazard ratios of the arms are of Cox models with {} handling of ties",
                  effect.ties == survival::Ties::breslow ? "Breslow's" : "Efron's"));
  sentences.push_back(
      fmt::format("balance is told by standardised differences in units of the spread {} weighting",
                  declared.spread == comparability::Spread::crude ? "before" : "after"));
  return sentences;
}

std::vector<std::string> ComparabilityFinding::summary(const Plan&, const Step&) const {
  std::vector<std::string> lines;
  for (const MethodResult& one : comparison.methods)
    lines.push_back(fmt::format(
        "{}{}: {}", words_of(one.method), one.method == declared.primary ? " (primary)" : "",
        one.effect ? fmt::format("HR {}, {}",
                                 report::ratio_interval(one.effect->ratio, one.effect->low,
                                                        one.effect->high),
                                 report::p_equation(one.effect->p))
                   : "no answer"));
  return lines;
}

std::vector<Limitation> ComparabilityFinding::limitations(const Plan& plan,
                                                          const Step& step) const {
  std::vector<Limitation> list;
  if (e_value)
    list.push_back(
        {"unmeasured_confounding",
         fmt::format(
             "{}: what was not measured cannot be balanced: an unmeasured confounder with risk "
             "ratios of {} to the arm and to the outcome could explain the estimate, one of "
             "{} its limit (E-values)",
             outcome_of(plan, step), report::fixed(e_value->point, 2),
             report::fixed(e_value->limit, 2)),
         {{"e_value", e_value->point}, {"e_value_limit", e_value->limit}}});
  if (const auto names = unbalanced(*this); !names.empty())
    list.push_back({"unbalanced",
                    fmt::format("under the primary method the arms still differ in {} of {} "
                                "covariates by more than {}",
                                names.size(), before.size(), balanced),
                    {{"covariates", static_cast<double>(names.size())}}});
  const MethodResult& first = primary();
  if (first.weighting && comparability::needs_propensity(first.method)) {
    const double n = static_cast<double>(first.weighting->arm[0].n + first.weighting->arm[1].n);
    const double worth = first.weighting->arm[0].effective + first.weighting->arm[1].effective;
    list.push_back({"effective_size",
                    fmt::format("under {} {} patients are worth {}", words_of(first.method),
                                report::count(n), report::fixed(worth, 0)),
                    {{"patients", n}, {"effective", worth}}});
  }
  return list;
}

}  // namespace venscope::study
