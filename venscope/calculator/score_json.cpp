#include "venscope/calculator/score_json.hpp"

#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;

template <class Number>
Json or_null(const std::optional<Number>& number) {
  return number ? Json(*number) : Json(nullptr);
}

Json contributions_json(const risk::Card& card, const risk::Answer& answer) {
  Json list = Json::array();
  for (const risk::Contribution& one : answer.contributions)
    list.push_back({{"variable", card.terms[one.term].variable},
                    {"value", one.value.empty() ? Json(nullptr) : Json(one.value)},
                    {"points", or_null(one.points)}});
  return list;
}

Json published_json(const risk::Card& card) {
  Json list = Json::array();
  for (const risk::Outcome& outcome : card.published) {
    Json entry = {{"group", outcome.group},
                  {"n", or_null(outcome.n)},
                  {"median", or_null(outcome.median)},
                  {"median_low", or_null(outcome.median_low)},
                  {"median_high", or_null(outcome.median_high)},
                  {"unit", outcome.unit},
                  {"source", outcome.source},
                  {"set", outcome.set},
                  {"endpoint", outcome.endpoint.empty() ? card.endpoint : outcome.endpoint}};
    if (outcome.median_not_reached) entry["median_not_reached"] = true;
    if (!outcome.contradicts.empty()) entry["contradicts"] = outcome.contradicts;
    if (!outcome.survival.empty()) {
      entry["survival"] = Json::array();
      for (const auto& [time, share] : outcome.survival)
        entry["survival"].push_back({{"time", time}, {"survival", share}});
    }
    list.push_back(std::move(entry));
  }
  return list;
}

}  // namespace

Json score_json(const risk::Card& card, const risk::Answer& answer, const KnownPatient& known,
                const cohort::Dictionary& dictionary, std::string_view language) {
  Json missing = Json::array();
  for (const std::size_t variable : answer.missing)
    missing.push_back(dictionary.variables[variable].name);
  return {{"model", card.id},
          {"version", card.version},
          {"endpoint", card.endpoint},
          {"status", status_name(answer.status)},
          {"score", or_null(answer.score)},
          {"group", answer.group ? Json(card.groups[*answer.group].id) : Json(nullptr)},
          {"score_low", or_null(answer.low)},
          {"score_high", or_null(answer.high)},
          {"groups_possible", group_ids(card, answer.groups)},
          {"missing", std::move(missing)},
          {"contributions", contributions_json(card, answer)},
          {"decided_by",
           answer.rule ? Json(card.rules[*answer.rule].text.in(language)) : Json(nullptr)},
          {"warnings", warnings_of(card, answer, known, dictionary, language)},
          {"published", published_json(card)}};
}

}  // namespace venscope::calculator
