#include "venscope/calculator/answer_json.hpp"

#include "venscope/calculator/curve.hpp"
#include "venscope/calculator/score_json.hpp"
#include "venscope/calculator/summary.hpp"

#include <algorithm>
#include <cmath>

#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;
using cohort::Dictionary;

Json group_labels(const risk::Card& card, const std::vector<std::size_t>& groups,
                  const Words& words) {
  Json labels = Json::array();
  for (const std::size_t group : groups) labels.push_back(words.text(card.groups[group].label));
  return labels;
}

Json groups_json(const risk::Card& card, const Words& words) {
  Json list = Json::array();
  for (std::size_t i = 0; i < card.groups.size(); ++i) {
    Json low = nullptr, high = nullptr;
    for (const risk::CutRange& range : card.cut_points) {
      if (range.group != i) continue;
      if (range.low) low = range.low->value();
      if (range.high) high = range.high->value();
    }
    list.push_back({{"id", card.groups[i].id},
                    {"label", words.text(card.groups[i].label)},
                    {"low", low},
                    {"high", high}});
  }
  return list;
}

Json contributions_json(const risk::Card& card, const risk::Answer& answer,
                        const Dictionary& dictionary, const Words& words) {
  Json list = Json::array();
  for (const risk::Contribution& one : answer.contributions) {
    const risk::Term& term = card.terms[one.term];
    const cohort::Variable* variable = dictionary.find(term.variable);
    const std::string label = !words.text(term.label).empty() ? words.text(term.label)
                              : variable                      ? words.label(*variable)
                                                              : term.variable;
    const bool given = variable && !one.value.empty();
    list.push_back({{"variable", term.variable},
                    {"label", label},
                    {"value", one.value.empty() ? Json(nullptr) : Json(one.value)},
                    {"value_label", given        ? words.value(*variable, one.value)
                                    : one.points ? std::string()
                                                 : words.say("not_tested")},
                    {"points", one.points ? Json(*one.points) : Json(nullptr)},
                    {"low", one.low},
                    {"high", one.high}});
  }
  return list;
}

Json next_tests_json(const risk::Model& model, const KnownPatient& known,
                     const Dictionary& dictionary, const Words& words) {
  Json list = Json::array();
  for (const risk::NextTest& test : model.next_tests(known.patient)) {
    const cohort::Variable& variable = dictionary.variables[test.variable];
    Json outcomes = Json::array();
    for (const risk::NextTest::Outcome& outcome : test.outcomes)
      outcomes.push_back({{"value", outcome.value},
                          {"label", words.value(variable, outcome.value)},
                          {"groups", group_ids(model.card(), outcome.groups)},
                          {"group_labels", group_labels(model.card(), outcome.groups, words)}});
    list.push_back({{"variable", variable.name},
                    {"label", words.label(variable)},
                    {"settles", test.settles},
                    {"outcomes", std::move(outcomes)}});
  }
  return list;
}

Json published_json(Json published, const risk::Card& card, const risk::Answer& answer,
                    const Words& words) {
  for (Json& entry : published)
    for (std::size_t i = 0; i < card.groups.size(); ++i) {
      if (entry["group"] != card.groups[i].id) continue;
      entry["group_label"] = words.text(card.groups[i].label);
      entry["is_group"] =
          std::find(answer.groups.begin(), answer.groups.end(), i) != answer.groups.end();
    }
  return published;
}

Json notes_json(const risk::Card& card, const risk::Answer& answer, const Words& words) {
  Json list = Json::array();
  for (const std::size_t i : answer.notes)
    list.push_back({{"kind", card.notes[i].kind},
                    {"text", words.text(card.notes[i].text)},
                    {"source", card.notes[i].source},
                    {"of_patient", card.notes[i].when.has_value()}});
  return list;
}

Json texts_json(const std::vector<risk::Remark>& remarks, const std::vector<std::size_t>& which,
                const Words& words) {
  Json list = Json::array();
  for (const std::size_t i : which) list.push_back(words.text(remarks[i].text));
  return list;
}

Json score_range(const risk::Model& model, const Dictionary& dictionary) {
  risk::Patient nobody;
  nobody.values.resize(dictionary.variables.size());
  const risk::Answer answer = model.answer(nobody);
  if (!answer.low) return nullptr;
  return {*answer.low, *answer.high};
}

}  // namespace

Json answer_json(const risk::Model& model, const KnownPatient& known, const Dictionary& dictionary,
                 const Words& words, const AnswerOptions& options) {
  const risk::Card& card = model.card();
  const risk::Answer answer = model.answer(known.patient);
  Json json = score_json(card, answer, known, dictionary, words.language());
  const Json next = next_tests_json(model, known, dictionary, words);
  Json missing_labels = Json::array();
  for (const std::size_t i : answer.missing)
    missing_labels.push_back(words.label(dictionary.variables[i]));
  json["title"] = words.text(card.title);
  json["status_label"] = words.say(std::string("status_") + status_name(answer.status));
  json["endpoint_label"] = words.say("endpoint_" + card.endpoint);
  json["group_label"] =
      answer.group ? Json(words.text(card.groups[*answer.group].label)) : Json(nullptr);
  json["groups_possible_labels"] = group_labels(card, answer.groups, words);
  json["summary"] = summary_text(card, answer, dictionary, words);
  json["plain"] = plain_text(card, answer, words);
  json["plain_numbers"] = plain_numbers_text(card, answer, words);
  json["contributions"] = contributions_json(card, answer, dictionary, words);
  json["missing_labels"] = std::move(missing_labels);
  json["next_tests"] = next;
  json["relative_hazard"] =
      card.log_hazard && answer.score ? Json(std::exp(*answer.score)) : Json(nullptr);
  json["published"] = published_json(json["published"], card, answer, words);
  json["notes"] = notes_json(card, answer, words);
  json["not_applicable"] = texts_json(card.not_applicable, answer.not_applicable, words);
  json["cautions"] = texts_json(card.cautions, answer.cautions, words);
  json["applicability_open"] = texts_json(card.not_applicable, answer.applicability_open, words);
  json["groups"] = groups_json(card, words);
  json["score_range"] = score_range(model, dictionary);
  json["curve"] = curve_json(card, answer, words, options.reconstruct);
  json["population"] = words.text(card.population);
  json["citation"] = card.citation;
  json["doi"] = card.doi;
  json["source_status"] = card.status;
  return json;
}

}  // namespace venscope::calculator
