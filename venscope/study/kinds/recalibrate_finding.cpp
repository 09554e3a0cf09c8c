// Kind recalibrate: keys of results.json, sentences, the card as a file.
#include "venscope/study/kinds/recalibrate_finding.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

using accuracy::Estimate;
using accuracy::Update;
using accuracy::UpdatedScore;
using accuracy::UpdateFamily;
using accuracy::UpdateTest;
using report::Json;
using report::json_number;

namespace {

Json json_of(const std::optional<Estimate>& estimate) {
  if (!estimate) return nullptr;
  return {{"estimate", json_number(estimate->value)},
          {"std_error", json_number(estimate->std_error)},
          {"conf_low", json_number(estimate->conf_low)},
          {"conf_high", json_number(estimate->conf_high)}};
}

Json json_of(const UpdateTest& test) {
  return {{"from", name_of(test.from)},
          {"to", name_of(test.to)},
          {"statistic", json_number(test.statistic)},
          {"df", json_number(test.df)},
          {"p", json_number(test.p)}};
}

Json json_of(const UpdateFamily& family) {
  Json json = {{"chosen", name_of(family.chosen)},
               {"undefined", family.undefined.empty() ? Json(nullptr) : Json(family.undefined)}};
  json["updates"] = Json::array();
  for (const UpdatedScore& score : family.scores) {
    Json one = {{"update", name_of(score.update)},
                {"parameters", score.parameters},
                {"loglik", json_number(score.log_likelihood)},
                {"log_factor", json_of(score.log_factor)},
                {"slope", json_of(score.slope)}};
    one["factors"] = Json::array();
    for (const auto& factor : score.factors) one["factors"].push_back(json_of(factor));
    json["updates"].push_back(std::move(one));
  }
  json["steps"] = Json::array();
  for (const UpdateTest& test : family.steps) json["steps"].push_back(json_of(test));
  json["closed_test"] = Json::array();
  for (const UpdateTest& test : family.to_largest) json["closed_test"].push_back(json_of(test));
  return json;
}

}  // namespace

std::optional<double> only_points(const risk::Term& term) {
  if (term.slope) return term.slope->coefficient;
  if (term.cases.size() != 1) return std::nullopt;
  return term.cases.front().points.value();
}

Json RecalibrateFinding::json() const {
  const accuracy::ModelUpdates& updates = found_.updates;
  Json json = {{"model", model_.card.id},
               {"cohort", found_.patients.label},
               {"n", found_.patients.size()},
               {"n_left_out", found_.patients.left_out()},
               {"events", updates.events},
               {"expected_events", json_number(updates.expected)},
               {"baseline", found_.baseline ? Json(found_.baseline->source) : Json(nullptr)},
               {"time", json_number(found_.time)},
               {"conf_level", request_.level},
               {"chosen", name_of(found_.chosen)},
               {"by", request_.update ? "declared" : "closed test"}};
  json["kept_baseline"] = updates.kept_baseline ? json_of(*updates.kept_baseline) : Json(nullptr);
  json["new_baseline"] = json_of(updates.new_baseline);
  json["terms"] = Json::array();
  for (std::size_t k = 0; k < model_.card.terms.size(); ++k)
    json["terms"].push_back(
        {{"term", model_.card.terms[k].variable},
         {"points", json_number(only_points(model_.card.terms[k]))},
         {"factor", k < found_.factors.size() ? json_number(found_.factors[k]) : Json(1)}});
  json["groups"] = Json::array();
  for (std::size_t g = 0; g < found_.groups.size(); ++g)
    json["groups"].push_back({{"group", model_.card.groups[g].id},
                              {"n", found_.groups[g].n},
                              {"original", json_number(found_.groups[g].original)},
                              {"updated", json_number(found_.groups[g].updated)},
                              {"observed", json_number(found_.groups[g].observed)},
                              {"conf_low", json_number(found_.groups[g].conf_low)},
                              {"conf_high", json_number(found_.groups[g].conf_high)}});
  json["card_written"] = !found_.card.empty();
  json["warnings"] = found_.warnings;
  return json;
}

std::string RecalibrateFinding::what_was_chosen(const Plan& plan, const Step& step) const {
  const std::string how = request_.update ? "As declared: " : "By the closed test: ";
  std::string text = fmt::format("{} patients with {} events. {}{}", found_.patients.size(),
                                 found_.updates.events, how, words_of(found_.chosen));
  const auto& kept = found_.updates.kept_baseline;
  const UpdatedScore* large = kept ? kept->find(Update::in_the_large) : nullptr;
  if (large && found_.updates.expected)
    text += fmt::format(
        ". Up to {} {} events where the score expects {} ({} times as many)",
        time_text(std::round(10 * found_.baseline->horizon) / 10, unit_of(plan, step)) + ":",
        report::fixed(std::exp(large->log_factor->value) * *found_.updates.expected, 0),
        report::fixed(*found_.updates.expected, 1),
        report::fixed(std::exp(large->log_factor->value), 2));
  if (request_.update) return text;
  // The test against all terms at once has little power: a reader has to know what it passes over.
  const UpdateFamily& family = kept ? *kept : found_.updates.new_baseline;
  for (const UpdateTest& step : family.steps)
    if (step.from == family.chosen && step.p < 0.05)
      text += fmt::format(
          ". The next step alone ({}) has {}: the closed test, against all terms at once, has less "
          "power and passes over it",
          short_words_of(step.to), report::p_equation(step.p));
  return text;
}

std::vector<std::string> RecalibrateFinding::methods(const Plan&, const Step&) const {
  return {
      "updates of a score (baseline hazard times a constant, slope, new baseline hazard, new "
      "points "
      "for every term) were compared by likelihood ratios, with the baseline hazard kept in a "
      "Poisson model of the events with the cumulative hazard as an offset, with a new one by "
      "Cox's partial likelihood" +
      std::string(request_.update ? "" : "; a closed test chose among them")};
}

std::vector<std::string> RecalibrateFinding::summary(const Plan& plan, const Step& step) const {
  return {fmt::format("{}: {}", model_.label, what_was_chosen(plan, step))};
}

std::vector<Limitation> RecalibrateFinding::limitations(const Plan& plan, const Step& step) const {
  if (found_.card.empty()) return {};
  return {{"updated_not_validated",
           fmt::format("{}, {}: updated in {} events and not validated in other patients",
                       outcome_of(plan, step), model_.label, found_.updates.events),
           {{"events", double(found_.updates.events)}}}};
}

std::vector<std::pair<std::string, std::string>> RecalibrateFinding::reporting(
    const Plan& plan, const Step& step) const {
  return {
      {"updating", fmt::format("{}, {}, in {}: {}", outcome_of(plan, step), model_.label,
                               within_sentence(found_.patients.label), words_of(found_.chosen))}};
}

std::vector<report::File> RecalibrateFinding::files(const Plan&, const Step&) const {
  if (found_.card.empty()) return {};
  return {{fmt::format("models/{}.json", id_), found_.card}};
}

}  // namespace venscope::study
