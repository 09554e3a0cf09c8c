#include "venscope/calculator/form.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;
using cohort::Dictionary;
using cohort::Variable;
using cohort::VariableType;

/// The cards that ask for each variable, directly or through what follows from it.
std::vector<std::vector<std::string>> asking(const std::vector<const risk::Card*>& cards,
                                             const Dictionary& dictionary) {
  std::vector<std::vector<std::string>> by_variable(dictionary.variables.size());
  for (const risk::Card* card : cards)
    for (const std::size_t variable : card->inputs) by_variable[variable].push_back(card->id);
  const std::vector<std::vector<std::string>> direct = by_variable;
  const auto add = [&](std::size_t to, const std::string& from) {
    const Variable* variable = dictionary.find(from);
    if (!variable) return;
    for (const std::string& card :
         direct[static_cast<std::size_t>(variable - dictionary.variables.data())])
      by_variable[to].push_back(card);
  };
  for (std::size_t i = 0; i < dictionary.variables.size(); ++i) {
    const Variable& variable = dictionary.variables[i];
    for (const std::string& name : variable.includes) add(i, name);
    for (const std::string& name : variable.excludes) add(i, name);
    if (!variable.measures.empty()) add(i, variable.measures);
    for (const Variable& whole : dictionary.variables)
      if (std::find(whole.includes.begin(), whole.includes.end(), variable.name) !=
          whole.includes.end())
        add(i, whole.name);
  }
  for (std::vector<std::string>& ids : by_variable) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  return by_variable;
}

const char* kind_of(const Variable& variable) {
  switch (variable.type) {
    case VariableType::gene:
      return "gene";
    case VariableType::yes_no:
      return "yes_no";
    case VariableType::category:
      return "category";
    default:
      return "number";
  }
}

Json bound(const std::optional<cohort::Range>& range, double cohort::Range::*end) {
  if (!range || !std::isfinite((*range).*end)) return nullptr;
  return (*range).*end;
}

Json question(const Variable& variable, const std::vector<std::string>& models,
              const Words& words) {
  Json levels = Json::array();
  for (const std::string& level : risk::levels_of(variable))
    levels.push_back({{"id", level}, {"label", words.value(variable, level)}});
  return {{"variable", variable.name},
          {"label", words.label(variable)},
          {"help", words.help(variable)},
          {"kind", kind_of(variable)},
          {"levels", std::move(levels)},
          {"unit", words.unit(variable)},
          {"low", bound(variable.range, &cohort::Range::low)},
          {"high", bound(variable.range, &cohort::Range::high)},
          {"plausible_low", bound(variable.plausible, &cohort::Range::low)},
          {"plausible_high", bound(variable.plausible, &cohort::Range::high)},
          {"models", models},
          {"includes", variable.includes},
          {"excludes", variable.excludes}};
}

}  // namespace

Json form_json(const std::vector<const risk::Card*>& cards, const Dictionary& dictionary,
               const Words& words) {
  static constexpr std::array<const char*, 4> topics{"patient", "history", "karyotype", "genes"};
  const auto asked = asking(cards, dictionary);
  Json form = Json::array();
  for (const char* topic : topics) {
    Json questions = Json::array();
    for (std::size_t i = 0; i < dictionary.variables.size(); ++i)
      if (dictionary.variables[i].topic == topic && !asked[i].empty())
        questions.push_back(question(dictionary.variables[i], asked[i], words));
    form.push_back({{"id", topic},
                    {"label", words.say(std::string("topic_") + topic)},
                    {"questions", std::move(questions)}});
  }
  return {{"topics", std::move(form)}};
}

}  // namespace venscope::calculator
