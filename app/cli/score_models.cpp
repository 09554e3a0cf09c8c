#include "app/cli/score.hpp"
#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/risk/card.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cli {
namespace {

bool computable(const risk::Card& card) {
  return card.status != "not computable";
}

bool weighs_expression(const risk::Card& card) {
  return card.kind == risk::RuleKind::expression;
}

std::vector<std::string> computable_ids(bool expression) {
  std::vector<std::string> ids;
  for (const risk::Card& card : risk::built_in_cards())
    if (computable(card) && weighs_expression(card) == expression) ids.push_back(card.id);
  return ids;
}

bool names_a_file(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".json");
}

/// "; did you mean x?" or nothing.
std::string meant(const std::string& name, const std::vector<std::string>& candidates) {
  const std::string nearest = nearest_name(name, candidates);
  return nearest.empty() ? "" : fmt::format("did you mean {}?", nearest);
}

}  // namespace

ChosenModels ChosenModels::choose(const std::vector<std::string>& names, bool expression,
                                  Problems& problems) {
  ChosenModels chosen(expression);
  const std::vector<std::string> wanted = names.empty() ? computable_ids(expression) : names;
  if (wanted.empty())
    problems.push_back({"score.no_model",
                        {"--model", 0, ""},
                        "is not given, and no built-in model that weighs gene expression can be "
                        "computed",
                        "the file of a card of kind expression",
                        "see docs/files/model-card.md"});
  for (const std::string& name : wanted) chosen.add(name, problems);
  return chosen;
}

void ChosenModels::add(const std::string& name, Problems& problems) {
  if (!names_a_file(name)) {
    const risk::Card* card = risk::find_card(name);
    if (card) return add(*card, problems);
    std::vector<std::string> ids = computable_ids(expression_);
    const std::string remedy = meant(name, ids);
    problems.push_back({"score.unknown_model",
                        {"--model", 0, ""},
                        fmt::format("no model {}", cohort::shown(name)),
                        fmt::format("one of {}, or a card's file", fmt::join(ids, ", ")),
                        remedy.empty() ? "see `venscope model list`" : remedy});
    return;
  }
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::open(name);
  if (!bytes) {
    for (Problem problem : bytes.error()) {
      problem.expected = "the JSON file of a model card";
      problems.push_back(std::move(problem));
    }
    return;
  }
  Result<risk::Card> card = risk::parse_card(bytes->text(), name, risk::aml_dictionary());
  if (!card) {
    problems.insert(problems.end(), card.error().begin(), card.error().end());
    return;
  }
  read_.push_back(std::make_unique<const risk::Card>(std::move(*card)));
  add(*read_.back(), problems);
}

void ChosenModels::add(const risk::Card& card, Problems& problems) {
  if (!computable(card)) {
    std::string reason = card.reason.in("en");
    while (reason.ends_with('.')) reason.pop_back();
    problems.push_back(
        {"score.not_computable",
         {"--model", 0, card.id},
         "cannot be computed: " + reason,
         "",
         fmt::format("choose among {}", fmt::join(computable_ids(expression_), ", ")),
         Fault::analysis});
    return;
  }
  if (weighs_expression(card) != expression_) {
    problems.push_back(
        {"score.expression",
         {"--model", 0, card.id},
         expression_ ? "weighs clinical and genetic findings, which a matrix does not hold"
                     : "weighs gene expression, which a table of findings does not hold",
         expression_ ? "a card of kind expression" : "a card on clinical and genetic findings",
         expression_ ? "score it in a run of its own, without --x"
                     : "score it in a run of its own: --x MATRIX, genes by samples"});
    return;
  }
  const auto twice = std::find_if(models_.begin(), models_.end(), [&card](const auto& model) {
    return model->card().id == card.id;
  });
  if (twice == models_.end()) {
    models_.push_back(std::make_unique<const risk::Model>(card, risk::aml_dictionary()));
    return;
  }
  if (&(*twice)->card() != &card)
    problems.push_back({"score.two_models",
                        {"--model", 0, card.id},
                        "two cards have this id",
                        "an id of its own for each",
                        "change the id in one of the files"});
}

std::vector<const risk::Model*> ChosenModels::all() const {
  std::vector<const risk::Model*> models;
  for (const auto& model : models_) models.push_back(model.get());
  return models;
}

}  // namespace venscope::cli
