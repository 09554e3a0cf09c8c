/// venscope model: the model cards, those that are part of the program and others.
#include "app/cli/command.hpp"
#include "app/cli/refuse.hpp"
#include "app/cli/terminal.hpp"
#include "venscope/base/nearest.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/risk/card.hpp"
#include "venscope/risk/card_page.hpp"

#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace venscope::cli {
namespace {

struct ModelFlags {
  std::string model;
  std::vector<std::string> files;
  std::string format = "text";
};

nlohmann::ordered_json entry_of(const risk::Card& card) {
  nlohmann::ordered_json inputs = nlohmann::ordered_json::array(),
                         groups = nlohmann::ordered_json::array();
  for (const std::size_t variable : card.inputs)
    inputs.push_back(risk::aml_dictionary().variables[variable].name);
  for (const risk::Group& group : card.groups) groups.push_back(group.id);
  nlohmann::ordered_json entry = {
      {"id", card.id},          {"version", card.version},   {"status", card.status},
      {"title", card.title.en}, {"endpoint", card.endpoint}, {"population", card.population.en},
      {"groups", groups},       {"inputs", inputs},          {"citation", card.citation},
      {"file", card.file}};
  if (!card.reason.en.empty()) entry["reason"] = card.reason.en;
  return entry;
}

int list_models(const ModelFlags& flags) {
  if (flags.format == "text") {
    print(risk::card_list(risk::built_in_cards(), output_width()));
    return done;
  }
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const risk::Card& card : risk::built_in_cards()) list.push_back(entry_of(card));
  print(list.dump(2) + '\n');
  return done;
}

Result<std::string> text_of_file(const std::string& path) {
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::open(path);
  if (bytes) return std::string(bytes->text());
  Problems problems = bytes.error();
  for (Problem& problem : problems) problem.expected = "the JSON file of a model card";
  return failure(std::move(problems));
}

/// The text of a built-in card by its id, or of a file.
Result<std::string> text_of(const std::string& name) {
  if (risk::find_card(name)) return std::string(risk::card_text(name));
  if (name.find('/') != std::string::npos || name.ends_with(".json")) return text_of_file(name);
  std::vector<std::string> ids;
  for (const risk::Card& card : risk::built_in_cards()) ids.push_back(card.id);
  const std::string near = nearest_name(name, ids);
  return failure({"model.unknown",
                  {},
                  fmt::format("there is no model '{}'", name),
                  fmt::format("one of {}, or the file of a card", fmt::join(ids, ", ")),
                  near.empty() ? "" : fmt::format("write '{}' if that is meant", near)});
}

int show_model(const ModelFlags& flags) {
  const Result<std::string> text = text_of(flags.model);
  if (!text) return refuse(text.error());
  const risk::Card* built_in = risk::find_card(flags.model);
  const Result<risk::Card> card =
      built_in ? *built_in : risk::parse_card(*text, flags.model, risk::aml_dictionary());
  if (!card) return refuse(card.error());
  print(flags.format == "json" ? *text
                               : risk::card_page(*card, risk::aml_dictionary(), output_width()));
  return done;
}

int check_models(const ModelFlags& flags) {
  Problems problems;
  std::string good;
  for (const std::string& file : flags.files) {
    const Result<risk::Card> card = text_of_file(file).and_then([&file](const std::string& text) {
      return risk::parse_card(text, file, risk::aml_dictionary());
    });
    if (card)
      good += fmt::format("{}: ok, {} {}\n", file, card->id, card->version);
    else
      problems.insert(problems.end(), card.error().begin(), card.error().end());
  }
  if (!problems.empty()) return refuse(problems);
  print(good);
  return done;
}

void add_format(CLI::App& command, ModelFlags& flags) {
  command.add_option("--format", flags.format, "text or json")
      ->check(CLI::IsMember({"text", "json"}));
}

}  // namespace

void add_model(CLI::App& app, Run& run) {
  CLI::App* model = app.add_subcommand("model", "The model cards: list, show, check");
  model->require_subcommand(1);
  model->footer("Example:\n  venscope model list");
  const auto flags = std::make_shared<ModelFlags>();

  CLI::App* list = model->add_subcommand("list", "The models that are part of the program");
  add_format(*list, *flags);
  list->footer("Example:\n  venscope model list");
  list->callback([flags, &run] { run = [flags] { return list_models(*flags); }; });

  CLI::App* show = model->add_subcommand("show", "Everything that a card says");
  show->add_option("ID_OR_FILE", flags->model, "a model of the list, or the file of a card")
      ->required();
  add_format(*show, *flags);
  show->footer("Example:\n  venscope model show ven-prs-os");
  show->callback([flags, &run] { run = [flags] { return show_model(*flags); }; });

  CLI::App* check = model->add_subcommand("check", "All that is wrong with cards");
  check->add_option("FILE", flags->files, "the file of a card, or several")->required();
  check->footer("Example:\n  venscope model check models/ven-prs-os/card.json");
  check->callback([flags, &run] { run = [flags] { return check_models(*flags); }; });
}

}  // namespace venscope::cli
