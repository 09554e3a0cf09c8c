// Kind validate: keys of results.json, sentences, limitations.
#include "venscope/study/kinds/validate_finding.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/baseline_blocks.hpp"
#include "venscope/study/kinds/calibration_parts.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

using report::Json;
using report::json_number;

namespace {

template <class Concordance>
Json concordance_json(const std::optional<Concordance>& c, double level) {
  if (!c) return nullptr;
  const double margin = normal_quantile(0.5 + level / 2) * c->std_error;
  return {{"estimate", json_number(c->estimate)},
          {"std_error", json_number(c->std_error)},
          {"conf_low", json_number(std::max(0.0, c->estimate - margin))},
          {"conf_high", json_number(std::min(1.0, c->estimate + margin))}};
}

Json slope_json(const std::optional<accuracy::CalibrationSlope>& slope) {
  if (!slope) return nullptr;
  return {{"estimate", json_number(slope->slope)},
          {"std_error", json_number(slope->std_error)},
          {"conf_low", json_number(slope->conf_low)},
          {"conf_high", json_number(slope->conf_high)},
          {"p", json_number(slope->p)}};
}

Json cohort_json(const CohortPerformance& cohort, const std::vector<std::string>& groups,
                 double level) {
  const JudgedPatients& patients = cohort.patients;
  Json json = {{"label", patients.label},
               {"patients", patients.in_table},
               {"n", patients.size()},
               {"no_outcome", patients.no_outcome},
               {"no_score", patients.incomplete},
               {"outside_population", patients.outside},
               {"events", patients.events}};
  json["follow_up"] = nullptr;
  if (cohort.follow_up)
    json["follow_up"] = {{"median", json_number(cohort.follow_up->median.time)},
                         {"longest", json_number(cohort.follow_up->longest)}};
  json["score"] = {{"mean", json_number(cohort.spread.mean)},
                   {"sd", json_number(cohort.spread.sd)}};
  json["expected_concordance"] = json_number(cohort.expected_c);
  json["harrell"] = concordance_json(cohort.harrell, level);
  json["uno"] = concordance_json(cohort.uno, level);
  json["auc"] = Json::array();
  for (const accuracy::TimeRoc& at : cohort.roc)
    json["auc"].push_back({{"time", json_number(at.time)},
                           {"estimate", json_number(at.auc)},
                           {"std_error", json_number(at.std_error)},
                           {"conf_low", json_number(at.conf_low)},
                           {"conf_high", json_number(at.conf_high)}});
  json["expected_events"] = nullptr;
  if (const auto& events = cohort.events)
    json["expected_events"] = {{"observed", json_number(events->observed)},
                               {"expected", json_number(events->expected)},
                               {"until", json_number(events->horizon)},
                               {"ratio", json_number(events->ratio.estimate)},
                               {"conf_low", json_number(events->ratio.conf_low)},
                               {"conf_high", json_number(events->ratio.conf_high)}};
  json["calibration"] = nullptr;
  if (cohort.calibration) {
    Json calibration;
    add_json(*cohort.calibration, groups, calibration);
    json["calibration"] = std::move(calibration);
  }
  json["slope"] = slope_json(cohort.slope);
  json["brier"] = cohort.brier ? brier_json(*cohort.brier) : Json(nullptr);
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < cohort.groups.size(); ++g)
    json["groups"].push_back({{"group", groups[g]},
                              {"n", cohort.groups[g].n},
                              {"events", cohort.groups[g].events},
                              {"median", json_number(cohort.groups[g].median.time)},
                              {"median_low", json_number(cohort.groups[g].median.lower)},
                              {"median_high", json_number(cohort.groups[g].median.upper)}});
  json["undefined"] = cohort.undefined;
  return json;
}

}  // namespace

std::vector<std::string> ValidateFinding::group_names() const {
  std::vector<std::string> names;
  for (const risk::Group& group : model_.card.groups) names.push_back(group.label.en);
  return names;
}

Json ValidateFinding::json() const {
  const CohortPerformance &own = found_.own, &other = found_.other;
  Json json = {{"model", model_.card.id},
               {"made_here", model_.made_here},
               {"n", other.patients.size()},
               {"events", other.patients.events},
               {"time", json_number(options_.time)},
               {"conf_level", options_.level},
               {"until_time", options_.until_time},
               {"baseline", found_.baseline ? Json(found_.baseline->source) : Json(nullptr)},
               {"tau", json_number(found_.tau)}};
  json["cohorts"] = Json::array();
  for (const CohortPerformance* cohort : {&own, &other})
    json["cohorts"].push_back(cohort_json(*cohort, group_names(), options_.level));
  const bool ratio = own.spread.sd && other.spread.sd && *own.spread.sd > 0;
  json["case_mix"] = {
      {"note", case_mix_note(found_, log_hazard())},
      {"sd_ratio", ratio ? json_number(*other.spread.sd / *own.spread.sd) : Json(nullptr)},
      {"membership", nullptr},
      {"table", to_json(case_mix_)}};
  if (const auto& member = found_.membership)
    json["case_mix"]["membership"] = {{"auc", json_number(member->auc)},
                                      {"std_error", json_number(member->std_error)},
                                      {"conf_low", json_number(member->conf_low)},
                                      {"conf_high", json_number(member->conf_high)},
                                      {"terms", member->terms}};
  json["warnings"] = warnings_;
  return json;
}

std::vector<std::string> ValidateFinding::methods(const Plan&, const Step&) const {
  std::string text =
      "a score was validated in patients whom it was not made of, with points, cut points and "
      "baseline hazard as they are, by Harrell's and Uno's C (up to the same time in both "
      "cohorts) and the AUC by inverse probability of censoring weights";
  if (log_hazard())
    text +=
        "; by observed over expected events, calibration slope, a smooth calibration curve and "
        "the Brier score; case-mix by the spread of the score, the concordance to be expected "
        "from it if the points were right, and a logistic model of membership in the cohort";
  std::vector<std::string> sentences{std::move(text)};
  if (found_.baseline)
    sentences.push_back(
        fmt::format("predicted risks of {} are from {}", model_.label, found_.baseline->source));
  return sentences;
}

std::vector<std::string> ValidateFinding::summary(const Plan&, const Step&) const {
  std::vector<std::string> lines;
  for (const CohortPerformance* cohort : {&found_.own, &found_.other}) {
    std::string line = fmt::format("{}: {} patients, {} events", cohort->patients.label,
                                   cohort->patients.size(), cohort->patients.events);
    if (cohort->harrell) {
      const double margin = normal_quantile(0.5 + options_.level / 2) * cohort->harrell->std_error;
      line += ", Harrell's C " +
              report::estimate_interval(cohort->harrell->estimate,
                                        std::max(0.0, cohort->harrell->estimate - margin),
                                        std::min(1.0, cohort->harrell->estimate + margin), 3);
    }
    if (cohort->slope)
      line += ", slope " + report::estimate_interval(cohort->slope->slope, cohort->slope->conf_low,
                                                     cohort->slope->conf_high);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Limitation> ValidateFinding::limitations(const Plan& plan, const Step& step) const {
  std::vector<Limitation> found;
  const std::string name = fmt::format("{}, {} in {}", outcome_of(plan, step), model_.label,
                                       within_sentence(found_.other.patients.label));
  const JudgedPatients& patients = found_.other.patients;
  if (patients.events < 100)
    found.push_back({"few_events_to_validate",
                     fmt::format("{}: {} events, fewer than the 100 that judging a model takes",
                                 name, patients.events),
                     {{"events", double(patients.events)}}});
  if (patients.outside > 0)
    found.push_back({"score_outside",
                     fmt::format("{}: to {} of {} patients the score does not apply by its own "
                                 "definition",
                                 name, patients.outside, patients.size()),
                     {{"patients", double(patients.outside)}}});
  if (updated_here_)
    found.push_back({"updated_not_validated",
                     name + ": the score was updated in these very patients: no validation"});
  if (found_.baseline && found_.baseline->estimated_here)
    found.push_back({"baseline_of_cohort",
                     fmt::format("{}: the score has no baseline hazard that could be used; {} was "
                                 "carried over",
                                 name, found_.baseline->source)});
  return found;
}

std::vector<std::pair<std::string, std::string>> ValidateFinding::reporting(
    const Plan& plan, const Step& step) const {
  const std::string name = fmt::format("{}, {}", outcome_of(plan, step), model_.label);
  const JudgedPatients &own = found_.own.patients, &other = found_.other.patients;
  std::vector<std::pair<std::string, std::string>> said;
  const std::string judged_in =
      fmt::format("{} judged in a second file: {}, {} patients with score and outcome",
                  model_.label, within_sentence(other.label), other.size());
  said.emplace_back("source", judged_in);
  said.emplace_back("partition", judged_in);
  said.emplace_back("differences",
                    fmt::format("{}: {} ({} patients, {} events) beside {} ({}, {})", name,
                                within_sentence(other.label), other.size(), other.events,
                                within_sentence(own.label), own.size(), own.events));
  said.emplace_back("heterogeneity", name + ": " + case_mix_note(found_, log_hazard()));
  if (const auto& c = found_.other.harrell) {
    const double margin = normal_quantile(0.5 + options_.level / 2) * c->std_error;
    said.emplace_back(
        "performance",
        fmt::format("{}: Harrell's C in {} {}", name, within_sentence(other.label),
                    report::estimate_interval(c->estimate, std::max(0.0, c->estimate - margin),
                                              std::min(1.0, c->estimate + margin), 3)));
  }
  return said;
}

}  // namespace venscope::study
