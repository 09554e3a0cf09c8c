#include "venscope/calculator/words.hpp"

#include "venscope/base/node.hpp"
#include "venscope/cohort/built_in.hpp"

#include <algorithm>

namespace venscope::calculator {
namespace {

Node built_in_node(std::string_view name) {
  Result<Node> node = parse_toml(cohort::built_in_text(name), std::string(name));
  return node ? std::move(*node) : Node{};
}

const Node& phrases() {
  static const Node node = built_in_node("phrases");
  return node;
}

const Node& labels(std::string_view language) {
  static const Node de = built_in_node("aml.de"), zh = built_in_node("aml.zh"), none;
  return language == "de" ? de : language == "zh" ? zh : none;
}

const std::string* text_at(const Node& node, std::string_view table, std::string_view name) {
  const Node* entry = node.find(table);
  const Node* text = entry ? entry->find(name) : nullptr;
  return text && text->is(Node::Kind::text) ? &text->text : nullptr;
}

void replace_all(std::string& text, const std::string& what, const std::string& with) {
  for (std::size_t at = text.find(what); at != std::string::npos;
       at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
}

}  // namespace

Words::Words(std::string_view language)
    : language_(language == "de" || language == "zh" ? language : "en") {}

std::string Words::say(std::string_view key,
                       std::initializer_list<std::pair<std::string_view, std::string>> fill) const {
  const std::string* phrase = text_at(phrases(), key, language_);
  std::string text = phrase ? *phrase : std::string(key);
  for (const auto& [name, value] : fill) {
    std::string slot = "{";
    slot += name;
    slot += '}';
    replace_all(text, slot, value);
  }
  return text;
}

std::string Words::label(const cohort::Variable& variable) const {
  if (const std::string* text = text_at(labels(language_), variable.name, "label")) return *text;
  return variable.label.empty() ? variable.name : variable.label;
}

std::string Words::help(const cohort::Variable& variable) const {
  if (const std::string* text = text_at(labels(language_), variable.name, "help")) return *text;
  return variable.help;
}

std::string Words::unit(const cohort::Variable& variable) const {
  if (const std::string* text = text_at(labels(language_), variable.name, "unit")) return *text;
  return variable.unit;
}

std::string Words::value(const cohort::Variable& variable, std::string_view value) const {
  if (value == "not tested" || value == "missing") return say("not_tested");
  const Node* entry = labels(language_).find(variable.name);
  if (const Node* levels = entry ? entry->find("levels") : nullptr)
    if (const Node* level = levels->find(value); level && level->is(Node::Kind::text))
      return level->text;
  const std::string key = "level_" + std::string(value);
  if (text_at(phrases(), key, language_)) return say(key);
  std::string text(value);
  std::replace(text.begin(), text.end(), '_', ' ');
  return text;
}

std::string Words::any_of(const std::vector<std::string>& items) const {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += say(i + 1 == items.size() ? "or" : "comma");
    text += items[i];
  }
  return text;
}

}  // namespace venscope::calculator
