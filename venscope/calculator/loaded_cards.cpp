#include "venscope/calculator/loaded_cards.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace venscope::calculator {
namespace {

using Json = nlohmann::ordered_json;

std::string text_in(const Json& entry, const char* name) {
  const auto found = entry.find(name);
  return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// What a card that is right in itself cannot be here.
Problems unusable(const risk::Card& card, const risk::Card* same_id) {
  Problems problems;
  const auto refuse = [&](const char* code, std::string what, const char* expected,
                          const char* remedy) {
    problems.push_back({code, {card.file, 0, ""}, std::move(what), expected, remedy});
  };
  if (same_id)
    refuse("calculator.same_id",
           fmt::format("the id `{}` is that of {}", card.id,
                       same_id == risk::find_card(card.id)
                           ? "a card that comes with Venscope"
                           : fmt::format("the card loaded from {}", same_id->file)),
           "an id of its own", "change `id` in the file, or remove the loaded card first");
  if (card.status == "not computable")
    refuse("calculator.not_computable",
           fmt::format("says of itself that it cannot be computed: {}", card.reason.en),
           "a card with groups and a rule", "");
  if (card.kind == risk::RuleKind::expression)
    refuse("calculator.expression", "weighs gene expression, which is not asked for here",
           "a card on clinical and genetic findings", "");
  return problems;
}

}  // namespace

const std::vector<risk::Model>& shipped_models() {
  static const std::vector<risk::Model> all = [] {
    std::vector<risk::Model> made;
    for (const risk::Card& card : risk::built_in_cards())
      if (card.status != "not computable" && card.kind != risk::RuleKind::expression)
        made.emplace_back(card, risk::aml_dictionary());
    return made;
  }();
  return all;
}

const risk::Model* LoadedCards::find(std::string_view id) const {
  const auto found = std::find_if(models_.begin(), models_.end(),
                                  [id](const auto& model) { return model->card().id == id; });
  return found == models_.end() ? nullptr : found->get();
}

Problems LoadedCards::add(std::string_view text, const std::string& file) {
  if (text.size() > largest_card)
    return {{"calculator.large_card",
             {file, 0, ""},
             fmt::format("has {} bytes", text.size()),
             fmt::format("a model card, at most {} bytes", largest_card),
             ""}};
  Result<risk::Card> card = risk::parse_card(text, file, risk::aml_dictionary());
  if (!card) return std::move(card.error());
  const risk::Model* loaded = find(card->id);
  Problems problems = unusable(*card, loaded ? &loaded->card() : risk::find_card(card->id));
  if (!problems.empty()) return problems;
  cards_.push_back(std::make_unique<const risk::Card>(std::move(*card)));
  models_.push_back(std::make_unique<const risk::Model>(*cards_.back(), risk::aml_dictionary()));
  return {};
}

Problems LoadedCards::add_all(const Json& list) {
  Problems problems;
  for (const Json& entry : list) {
    Problems found = add(text_in(entry, "text"), text_in(entry, "file"));
    std::move(found.begin(), found.end(), std::back_inserter(problems));
  }
  return problems;
}

std::string loaded_text(const risk::Card& card, const Words& words) {
  std::string status = card.status;
  std::replace(status.begin(), status.end(), ' ', '_');
  std::replace(status.begin(), status.end(), '-', '_');
  std::string text = words.say("card_loaded", {{"file", card.file}}) + words.say("semicolon") +
                     words.say("card_" + status);
  if (card.derivation && card.derivation->synthetic)
    text += words.say("semicolon") + words.say("card_synthetic");
  return text;
}

}  // namespace venscope::calculator
