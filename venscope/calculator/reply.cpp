#include "venscope/calculator/reply.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/calculator/answer_json.hpp"
#include "venscope/calculator/form.hpp"
#include "venscope/calculator/loaded_cards.hpp"
#include "venscope/calculator/paste.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;
using cohort::Dictionary;
using cohort::Variable;

/// The models that a question is about: the shipped ones, then those whose cards came with it.
struct Models {
  LoadedCards loaded;
  Problems problems;
  std::vector<const risk::Model*> all;

  explicit Models(const Json& question) {
    for (const risk::Model& model : shipped_models()) all.push_back(&model);
    if (const auto cards = question.find("cards"); cards != question.end())
      problems = loaded.add_all(*cards);
    for (const auto& model : loaded.models()) all.push_back(model.get());
  }
};

Json problem(const std::string& variable, const Problem& found) {
  return {{"variable", variable},
          {"code", found.code},
          {"what", found.what},
          {"expected", found.expected},
          {"remedy", found.remedy}};
}

/// Of a card: where in its file stands with what is wrong.
Json problems_json(const Problems& problems) {
  Json list = Json::array();
  for (const Problem& found : problems) {
    list.push_back(problem("", found));
    list.back()["what"] = to_text(Problem{"", found.place, found.what, "", ""});
  }
  return list;
}

Json refusal(const std::string& code, const std::string& what, const std::string& expected) {
  return {{"problems", Json::array({problem("", {code, {}, what, expected, ""})})}};
}

std::string text_of(const Json& question, const char* name, const char* otherwise) {
  const auto found = question.find(name);
  return found != question.end() && found->is_string() ? found->get<std::string>() : otherwise;
}

/// A value as text, as a cell or a command line would have it.
std::optional<std::string> as_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number()) return fmt::format("{}", value.get<double>());
  if (value.is_null()) return std::string();
  return std::nullopt;
}

struct Given {
  risk::Patient patient;
  std::vector<bool> given;
  Json problems = Json::array();
};

Given read_values(const Json& values, const Dictionary& dictionary) {
  Given result;
  result.patient.values.resize(dictionary.variables.size());
  result.given.assign(dictionary.variables.size(), false);
  std::vector<std::string> names;
  for (const Variable& variable : dictionary.variables) names.push_back(variable.name);
  for (const auto& [name, entry] : values.items()) {
    const Variable* variable = dictionary.match(name);
    if (!variable) {
      const std::string near = nearest_name(name, names);
      result.problems.push_back(
          problem(name, {"cohort.unknown_column",
                         {},
                         fmt::format("`{}` is no known variable", name),
                         near,
                         near.empty() ? "" : fmt::format("did you mean `{}`?", near)}));
      continue;
    }
    const auto at = static_cast<std::size_t>(variable - dictionary.variables.data());
    const std::optional<std::string> text = as_text(entry);
    const Result<risk::Value> value =
        text
            ? risk::parse_value(*variable, *text)
            : failure(
                  {"cohort.unknown_code", {}, "is no value", "a text, a number or true/false", ""});
    if (!value) {
      for (const Problem& found : value.error()) result.problems.push_back(problem(name, found));
      continue;
    }
    result.patient.values[at] = *value;
    result.given[at] = value->state != risk::Value::State::missing;
  }
  return result;
}

/// What every value came to: as given, as it follows from another, or in contradiction to one.
Json values_json(const Given& given, const KnownPatient& known, const Dictionary& dictionary,
                 const Words& words) {
  Json json = Json::object();
  const auto entry = [&](std::size_t at, const risk::Value& value, const char* state) -> Json& {
    const Variable& variable = dictionary.variables[at];
    const std::string text = risk::value_text(variable, value);
    json[variable.name] = {
        {"value", text}, {"label", words.value(variable, text)}, {"state", state}};
    return json[variable.name];
  };
  for (std::size_t i = 0; i < given.given.size(); ++i)
    if (given.given[i]) entry(i, given.patient.values[i], "given");
  for (const risk::Inference& found : known.inferences) {
    const Variable& variable = dictionary.variables[found.variable];
    const Variable& other = dictionary.variables[found.because_of];
    if (found.kind == risk::Inference::Kind::contradicts) {
      const std::string text = words.say(
          "contradiction", {{"variable", words.label(variable)}, {"other", words.label(other)}});
      for (const std::size_t at : {found.variable, found.because_of}) {
        Json& one = entry(at, given.patient.values[at], "contradiction");
        one["because_of"] = at == found.variable ? other.name : variable.name;
        one["text"] = text;
      }
      continue;
    }
    const auto label = [&](const Variable& of, std::size_t at) {
      return words.value(of, risk::value_text(of, known.patient.values[at]));
    };
    Json& one = entry(found.variable, known.patient.values[found.variable], "inferred");
    one["because_of"] = other.name;
    one["text"] = words.say("inferred", {{"variable", words.label(variable)},
                                         {"value", label(variable, found.variable)},
                                         {"other", words.label(other)},
                                         {"other_value", label(other, found.because_of)}});
  }
  return json;
}

Json suspicions_json(const Given& given, const Dictionary& dictionary, const Words& words) {
  Json list = Json::array();
  for (std::size_t i = 0; i < given.given.size(); ++i) {
    const Variable& variable = dictionary.variables[i];
    const risk::Value& value = given.patient.values[i];
    if (given.given[i] && value.known() && variable.plausible && value.level < 0 &&
        !variable.plausible->contains(value.number))
      list.push_back(
          {{"variable", variable.name},
           {"text", words.say("implausible", {{"variable", words.label(variable)},
                                              {"value", risk::value_text(variable, value)}})}});
  }
  return list;
}

/// Best, between, or worst: cards may have two groups or four.
int place_of(std::size_t group, const risk::Card& card) {
  if (group == 0) return 0;
  return group + 1 == card.groups.size() ? 2 : 1;
}

/// Complete answers about the same endpoint whose groups stand at different places.
Json disagreement_json(const std::vector<const risk::Model*>& asked, const KnownPatient& known,
                       const Words& words) {
  std::vector<std::string> endpoints;
  for (const risk::Model* model : asked) endpoints.push_back(model->card().endpoint);
  for (const std::string& endpoint : endpoints) {
    Json ids = Json::array();
    std::string list;
    std::vector<int> places;
    for (const risk::Model* model : asked) {
      if (model->card().endpoint != endpoint) continue;
      const risk::Answer answer = model->answer(known.patient);
      if (!answer.group) continue;
      places.push_back(place_of(*answer.group, model->card()));
      ids.push_back(model->card().id);
      list += (list.empty() ? "" : words.say("comma")) + words.text(model->card().title) + ": " +
              words.text(model->card().groups[*answer.group].label);
    }
    if (std::adjacent_find(places.begin(), places.end(), std::not_equal_to<>()) != places.end())
      return {{"models", std::move(ids)}, {"text", words.say("disagreement", {{"list", list}})}};
  }
  return nullptr;
}

std::vector<const risk::Model*> asked_models(const Json& question, const Models& models,
                                             Json& problems) {
  const auto found = question.find("models");
  if (found == question.end() || !found->is_array()) return models.all;
  std::vector<const risk::Model*> asked;
  for (const risk::Model* model : models.all)
    if (std::find(found->begin(), found->end(), Json(model->card().id)) != found->end())
      asked.push_back(model);
  for (const Json& id : *found)
    if (std::none_of(models.all.begin(), models.all.end(),
                     [&id](const risk::Model* model) { return id == model->card().id; }))
      problems.push_back(problem("", {"risk.unknown_model",
                                      {},
                                      id.dump() + " is no model",
                                      "the id of a computable model",
                                      ""}));
  return asked;
}

Json answer(const Json& question, const Words& words) {
  const Dictionary& dictionary = risk::aml_dictionary();
  const auto values = question.find("values");
  const bool usable = values != question.end() && values->is_object();
  Given given = read_values(usable ? *values : Json::object(), dictionary);
  const Models models(question);
  for (Json& found : problems_json(models.problems)) given.problems.push_back(std::move(found));
  const std::vector<const risk::Model*> asked = asked_models(question, models, given.problems);
  const KnownPatient known = know(dictionary, given.patient);
  const auto reconstruct = question.find("reconstruct");
  AnswerOptions options;
  options.reconstruct = reconstruct != question.end() && *reconstruct == true;
  Json answers = Json::array();
  for (const risk::Model* model : asked) {
    answers.push_back(answer_json(*model, known, dictionary, words, options));
    const bool loaded = models.loaded.find(model->card().id) != nullptr;
    answers.back()["loaded"] = loaded ? Json(loaded_text(model->card(), words)) : Json(nullptr);
  }
  return {{"values", values_json(given, known, dictionary, words)},
          {"problems", std::move(given.problems)},
          {"suspicions", suspicions_json(given, dictionary, words)},
          {"models", std::move(answers)},
          {"disagreement", disagreement_json(asked, known, words)}};
}

Json cards_json(std::string_view version) {
  Json list = Json::array();
  for (const risk::Card& card : risk::built_in_cards())
    list.push_back(Json::parse(risk::card_text(card.id), nullptr, false));
  return {{"version", version}, {"models", std::move(list)}, {"largest_card", largest_card}};
}

/// A file that may be a model card: the card, or everything wrong with it.
Json card_json(const Json& question) {
  Models models(question);
  const std::string text = text_of(question, "text", "");
  const Problems problems = models.loaded.add(text, text_of(question, "file", ""));
  return {{"card", problems.empty() ? Json::parse(text, nullptr, false) : Json(nullptr)},
          {"problems", problems_json(problems)}};
}

Json form(const Json& question, const Words& words) {
  const Models models(question);
  std::vector<const risk::Card*> cards;
  for (const risk::Model* model : models.all) cards.push_back(&model->card());
  return form_json(cards, risk::aml_dictionary(), words);
}

}  // namespace

std::string reply(std::string_view text, std::string_view version) {
  const Json question = Json::parse(text, nullptr, false);
  if (!question.is_object())
    return refusal("calculator.question", "the question is no JSON object", "{\"ask\": …}").dump();
  const Words words(text_of(question, "language", "en"));
  const std::string ask = text_of(question, "ask", "");
  Json json;
  if (ask == "models")
    json = cards_json(version);
  else if (ask == "form")
    json = form(question, words);
  else if (ask == "card")
    json = card_json(question);
  else if (ask == "answer")
    json = answer(question, words);
  else if (ask == "paste")
    json = paste_json(text_of(question, "text", ""), risk::aml_dictionary(), words);
  else
    json = refusal("calculator.question", "`ask` is none of the questions",
                   "models, card, form, answer or paste");
  // A paste may hold bytes that are no UTF-8.
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace venscope::calculator
