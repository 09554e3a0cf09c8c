// Kind signature: the model card of a signature.
#include "venscope/base/sha256.hpp"
#include "venscope/derivation/card_json.hpp"
#include "venscope/report/number.hpp"
#include "venscope/risk/card.hpp"
#include "venscope/study/kinds/signature_finding.hpp"
#include "venscope/study/plan.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace venscope::study {

using Json = nlohmann::ordered_json;

namespace {

/// OS, EFS or RFS; "" of another endpoint.
std::string card_endpoint_of(std::string id) {
  std::transform(id.begin(), id.end(), id.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return id == "OS" || id == "EFS" || id == "RFS" ? id : "";
}

/// An id of a card: lower-case letters, digits, '_' and '-'.
std::string card_id(std::string id) {
  std::transform(id.begin(), id.end(), id.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return id;
}

/// Of the patients used: their times, events and scores.
std::string fingerprint_of(const AppliedSignature& applied) {
  std::string text;
  for (std::size_t i = 0; i < applied.patients(); ++i)
    text += fmt::format("{},{},{}\n", applied.outcomes.time[i], applied.outcomes.event[i],
                        applied.made->score[i]);
  return sha256_hex(text);
}

/// As a decimal of a card, rounded up: who has just this score stays below.
std::string cut_decimal(double cut) {
  return fmt::format("{:.6f}", std::ceil(cut * 1e6) / 1e6);
}

Json rule_of(const AppliedSignature& applied) {
  Json rule = {{"kind", "expression"}, {"weights", Json::object()}};
  for (const signature::GeneWeight& weight : applied.made->weights)
    rule["weights"][applied.gene(weight)] = weight.coef;
  const signature::Cut& cut = applied.made->cut;
  if (cut.kind == signature::CutKind::cohort_median) return rule;
  const std::vector<std::string> groups = applied.group_names();
  for (std::size_t g = 0; g < groups.size(); ++g) {
    Json range = {{"group", groups[g]}};
    if (g > 0) range["above"] = cut_decimal(cut.at[g - 1]);
    if (g < cut.at.size()) range["to"] = cut_decimal(cut.at[g]);
    rule["cut_points"].push_back(std::move(range));
  }
  return rule;
}

Json derivation_of(const SignatureFinding& finding, const Plan& plan) {
  const AppliedSignature& applied = *finding.applied;
  const auto events = std::count_if(applied.outcomes.event.begin(), applied.outcomes.event.end(),
                                    [](std::int32_t event) { return event != 0; });
  std::string procedure =
      finding.pipeline()
          ? fmt::format("{} of {} candidate genes", model_words(applied.options.model),
                        applied.made->screened.size())
          : "weights as given; the cut point from these patients";
  Json json = {{"cohort_sha256", fingerprint_of(applied)},
               {"patients", applied.patients()},
               {"events", events},
               {"procedure", std::move(procedure)}};
  if (plan.cohort.synthetic) json["synthetic"] = true;
  if (!finding.optimism) return json;
  json["candidates"] = Json::array();
  const double resamples =
      static_cast<double>(finding.optimism->resamples - finding.optimism->failed);
  for (const std::size_t gene : applied.made->screened) {
    Json one = {{"name", applied.genes[gene]}};
    if (resamples > 0)
      one["selected"] = static_cast<double>(finding.optimism->selected[gene]) / resamples;
    json["candidates"].push_back(std::move(one));
  }
  const signature::CorrectedIndex& c = finding.optimism->concordance;
  if (!c.apparent) return json;
  Json index = {{"id", "concordance"}, {"label", "Harrell's C"}, {"apparent", *c.apparent}};
  if (c.corrected) index["corrected"] = *c.corrected;
  if (c.low && c.high) {
    index["low"] = *c.low;
    index["high"] = *c.high;
  }
  json["validation"] = {{"resamples", finding.optimism->resamples},
                        {"derived", finding.optimism->resamples - finding.optimism->failed},
                        {"indices", Json::array({std::move(index)})}};
  return json;
}

std::vector<std::string> labels_of(std::size_t groups) {
  if (groups == 3) return {"low risk", "intermediate risk", "high risk"};
  return {"low risk", "high risk"};
}

}  // namespace

std::string signature_card(const Plan& plan, const SignatureFinding& finding) {
  const AppliedSignature& applied = *finding.applied;
  const endpoint::EndpointDefinition& definition = plan.endpoints[applied.endpoint].definition;
  const std::string endpoint = card_endpoint_of(definition.id);
  const std::vector<std::string> groups = applied.group_names();
  const signature::Cut& cut = applied.made->cut;
  const bool numbers = cut.kind != signature::CutKind::cohort_median;
  // A card of genes cannot hold a score of more than genes.
  if (applied.options.score != signature::ScoreOf::genes) return {};
  if (endpoint.empty() || (numbers && cut.at.size() + 1 != groups.size())) return {};
  const bool synthetic = plan.cohort.synthetic.has_value();
  Json card = {{"$schema", "../../models/card.schema.json"},
               {"id", card_id(applied.request->id)},
               {"version", "1.0.0"},
               {"status", "derived here"},
               {"title", applied.request->title + (synthetic ? " (synthetic data)" : "")},
               {"endpoint", endpoint},
               {"citation", {{"text", "Derived by Venscope from " + plan.cohort.file}}}};
  std::string population = plan.protocol.title;
  if (!applied.request->population.empty()) population += ": " + applied.request->population;
  for (std::size_t k = 1; k < applied.trained.size(); ++k)
    population += (k == 1 ? "; with " : ", ") + applied.trained[k].label;
  if (synthetic) population = synthetic_text(*plan.cohort.synthetic) + " " + population;
  card["population"] = {{"text", population}, {"n", applied.patients()}};
  card["groups"] = Json::array();
  const std::vector<std::string> labels = labels_of(groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g)
    card["groups"].push_back({{"id", groups[g]}, {"label", labels[g]}});
  card["rule"] = rule_of(applied);
  card["published"] = Json::array();
  const SignatureInCohort& own = finding.cohorts.front();
  // Of a signature of several cohorts no one curve is that of its patients.
  if (applied.trained.size() == 1 && own.undefined.empty() && !own.scored->cut.at.empty() &&
      !finding.options.times.empty()) {
    const auto outcomes = derivation::group_outcomes_json(
        {"derivation", finding.unit(plan), "Kaplan-Meier estimates in the derivation cohort"},
        own.outcomes, own.group, groups, finding.options.times.front());
    if (outcomes) card["published"] = *outcomes;
  }
  card["derivation"] = derivation_of(finding, plan);
  card["notes"] = Json::array();
  const Expression* expression = plan.expression(applied.request->expression);
  card["notes"].push_back(
      {{"kind", "definition"},
       {"text", fmt::format("Weights are per unit of {}, scale {}: values on another scale give "
                            "other scores.",
                            expression ? expression->file : "expression",
                            expression ? name_of(expression->scale) : "not declared")},
       {"source", "derivation"}});
  if (!applied.covariate_names.empty())
    card["notes"].push_back(
        {{"kind", "definition"},
         {"text", fmt::format("The weights are beside {}, which the score does not hold.",
                              fmt::join(applied.covariate_names, ", "))},
         {"source", "derivation"}});
  std::string text = card.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  if (!risk::parse_card(text, applied.request->id + ".json", risk::aml_dictionary())) return {};
  return text;
}

}  // namespace venscope::study
