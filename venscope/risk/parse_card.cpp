#include "venscope/risk/card_reading.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::risk {
namespace {

bool is_version(std::string_view text) {
  std::size_t points = 0, digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (c == '.' && digits > 0) {
      ++points;
      digits = 0;
    } else {
      return false;
    }
  }
  return points == 2 && digits > 0;
}

/// 10., four to nine digits, a slash, and no spaces.
bool is_doi(std::string_view text) {
  if (!text.starts_with("10.")) return false;
  const std::size_t slash = text.find('/');
  const std::string_view digits = text.substr(3, slash == std::string_view::npos ? 0 : slash - 3);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return digits.size() >= 4 && digits.size() <= 9 &&
         std::all_of(digits.begin(), digits.end(), is_digit) && slash + 1 < text.size() &&
         text.find(' ') == std::string_view::npos;
}

/// What it asks for, in words.
void read_inputs_in_words(CardReading& reading, Section& section, Card& card) {
  if (!need(section, "inputs", "a list of texts")) return;
  const Node* list = section.node("inputs");
  if (!list->is(Node::Kind::list) || list->items.empty()) {
    section.reject("inputs", "risk.type",
                   list->is(Node::Kind::list) ? "is an empty list"
                                              : fmt::format("is {}", section.name_of(list->kind)),
                   "a list of texts, what the model asks for");
    return;
  }
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    Section item = reading.section(list->items[i], fmt::format("/inputs/{}", i));
    card.inputs_in_words.push_back(read_text_value(item, list->items[i]));
  }
}

void read_identity(Section& section, Card& card) {
  card.id = required_id(section, "id");
  const bool dashes = card.id.starts_with('-') || card.id.ends_with('-') ||
                      card.id.find("--") != std::string::npos ||
                      card.id.find('_') != std::string::npos;
  if (is_id(card.id) && dashes)
    section.reject("id", "risk.id", fmt::format("'{}' is no id of a model", card.id),
                   "small letters and digits, with single - between them");
  section.text("$schema");
  card.version = section.required_text("version", "x.y.z");
  if (!card.version.empty() && !is_version(card.version))
    section.reject("version", "risk.version", fmt::format("'{}' is no version", card.version),
                   "three numbers: 1.0.0");
  card.shown = static_cast<int>(section.whole("shown", 1, 1'000'000).value_or(1'000'000));
  need(section, "status", "published, second-hand, derived here or not computable");
  card.status = section
                    .choice<std::string>("status", {{"published", "published"},
                                                    {"second-hand", "second-hand"},
                                                    {"derived here", "derived here"},
                                                    {"not computable", "not computable"}})
                    .value_or("");
  card.title = required_text(section, "title", "what the model is called");
  if (need(section, "endpoint", "OS, EFS, RFS or response")) card.endpoint = read_endpoint(section);
}

void read_citation(Section& section, Card& card) {
  if (!need(section, "citation", "an object with text")) return;
  std::optional<Section> citation = section.table("citation");
  if (!citation) return;
  card.citation = citation->required_text("text", "authors, journal, year, pages");
  if (citation->has("doi")) card.doi = citation->required_text("doi", "such as 10.1038/…");
  if (citation->has("where")) card.where = citation->required_text("where", "such as Table 4");
  if (!card.doi.empty() && !is_doi(card.doi))
    citation->reject("doi", "risk.doi", fmt::format("'{}' is no DOI", card.doi), "10.…/…",
                     "leave out https://doi.org/");
  citation->finish();
}

/// In the order of the rule; then what the applicability asks for.
std::vector<std::size_t> inputs_of(const Card& card) {
  std::vector<std::size_t> inputs;
  for (const Term& term : card.terms) {
    for (const Term::Case& entry : term.cases) add_variables(entry.when, inputs);
    if (term.slope && std::find(inputs.begin(), inputs.end(), term.slope->variable) == inputs.end())
      inputs.push_back(term.slope->variable);
  }
  for (const Rule& rule : card.rules) add_variables(rule.when, inputs);
  for (const std::vector<Remark>* remarks : {&card.not_applicable, &card.cautions})
    for (const Remark& remark : *remarks)
      if (remark.when) add_variables(*remark.when, inputs);
  return inputs;
}

/// A model of which too little is published: what it is, and why it cannot be computed.
void read_not_computable(CardReading& reading, Section& section, Card& card) {
  read_citation(section, card);
  read_population(reading, section, card);
  card.reason = required_text(section, "reason", "why it cannot be computed");
  read_inputs_in_words(reading, section, card);
  for (const char* name :
       {"definitions", "groups", "rule", "published", "notes", "baseline", "derivation"})
    if (section.node(name))
      section.reject(name, "risk.status", "belongs to a card that can be computed", "",
                     "leave it out, or correct the status");
}

void read_computable(CardReading& reading, Section& section, Card& card) {
  read_definitions(reading, section);
  read_citation(section, card);
  read_population(reading, section, card);
  read_groups(reading, section, card);
  read_rule(reading, section, card);
  read_published(reading, section, card);
  read_notes(reading, section, card);
  read_baseline(section, card);
  read_derivation(reading, section, card);
  check_thresholds(reading, section, card);
  for (const char* name : {"reason", "inputs"})
    if (section.node(name))
      section.reject(name, "risk.status", "belongs to a card that is not computable", "",
                     "leave it out, or correct the status");
  card.inputs = inputs_of(card);
}

}  // namespace

Result<Card> parse_card(std::string_view json, const std::string& file,
                        const cohort::Dictionary& dictionary) {
  const Result<Node> node = parse_json(json, file);
  if (!node) return failure(node.error());
  Problems problems;
  CardReading reading{dictionary, problems, {}, {}, {}};
  Section section = reading.section(*node, "");
  Card card;
  card.file = file;
  if (!node->is(Node::Kind::table)) {
    section.reject("", "risk.type", fmt::format("is {}", section.name_of(node->kind)),
                   "an object, the model card");
    return failure(std::move(problems));
  }
  read_identity(section, card);
  if (card.status == "not computable")
    read_not_computable(reading, section, card);
  else
    read_computable(reading, section, card);
  section.finish();
  if (problems.empty()) return card;
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.place.line < b.place.line; });
  return failure(std::move(problems));
}

}  // namespace venscope::risk
