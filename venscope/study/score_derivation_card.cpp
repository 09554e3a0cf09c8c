// The card of a derived score, checked by reading it.
#include "venscope/derivation/card_json.hpp"
#include "venscope/risk/card.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/score_derivation.hpp"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::study {

namespace {

/// OS, EFS or RFS, whatever case the protocol writes it in; "" of another endpoint.
std::string card_endpoint(std::string id) {
  std::transform(id.begin(), id.end(), id.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return id == "OS" || id == "EFS" || id == "RFS" ? id : "";
}

/// Candidates as variables of the dictionary that cards use; names what is none.
std::vector<derivation::CardVariable> card_variables(const ScoreDerivation& found,
                                                     std::vector<std::string>& unknown) {
  std::vector<derivation::CardVariable> variables;
  for (const CandidateColumn& candidate : found.columns)
    variables.push_back({candidate.column, candidate.level, candidate.centre});
  for (const std::size_t column : found.derived.rule.columns)
    if (!risk::aml_dictionary().find(variables[column].variable))
      unknown.push_back(variables[column].variable);
  return variables;
}

}  // namespace

void write_card(const Plan& plan, const Step& step, const DerivationRequest& request,
                ScoreDerivation& found) {
  const endpoint::EndpointDefinition& definition = plan.endpoints[*step.endpoint].definition;
  const auto refuse = [&](const std::string& why) {
    found.warnings.push_back("no model card: " + why);
  };
  const std::string endpoint = card_endpoint(definition.id);
  if (endpoint.empty())
    return refuse(
        fmt::format("the endpoint is {}, and a card is of OS, EFS or RFS", definition.id));
  std::vector<std::string> unknown;
  const std::vector<derivation::CardVariable> variables = card_variables(found, unknown);
  if (!unknown.empty())
    return refuse(
        fmt::format("{} is no variable of the dictionary of model cards", unknown.front()));
  const std::string population =
      step.request->population.empty()
          ? plan.protocol.title
          : fmt::format("{}: {}", plan.protocol.title, step.request->population);
  // A card goes where no report goes with it.
  const std::string synthetic =
      plan.cohort.synthetic ? synthetic_text(*plan.cohort.synthetic) + ' ' : std::string();
  const derivation::CardIdentity identity{
      request.model.empty() ? slug(step.id) : request.model,
      synthetic.empty() ? step.title : step.title + " (synthetic data)",
      endpoint,
      found.unit,
      plan.cohort.file.substr(plan.cohort.file.find_last_of('/') + 1),
      synthetic + population,
      "Venscope",
      procedure_text(request, found.columns.size()),
      plan.cohort.synthetic.has_value()};
  const auto card = derivation::card_json(identity, found.data(), *found.deriver, found.derived,
                                          variables, found.steps, found.optimism, found.horizon);
  if (!card) return refuse(card.error().front().what);
  std::string text = card->dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  const auto read = risk::parse_card(text, identity.id + ".json", risk::aml_dictionary());
  if (!read) return refuse(to_text(read.error().front()));
  found.card = std::move(text);
}

}  // namespace venscope::study
