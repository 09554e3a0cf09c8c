/// Texts, numbers and names of a card.
#include "venscope/base/nearest.hpp"
#include "venscope/risk/card_reading.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::risk {
namespace {

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

std::string meant(std::string_view near) {
  return near.empty() ? "" : fmt::format("write '{}' if that is meant", near);
}

}  // namespace

bool need(Section& section, std::string_view name, std::string_view expected) {
  if (section.has(name)) return true;
  section.node(name);
  section.reject(name, "risk.absent", "is not given", std::string(expected));
  return false;
}

LocalText read_text_value(Section& here, const Node& value) {
  LocalText text;
  if (value.is(Node::Kind::text)) {
    text.en = value.text;
    if (is_blank(text.en)) here.reject("", "risk.empty", "is an empty text", "", "say it");
    return text;
  }
  if (!value.is(Node::Kind::table)) {
    here.reject("", "risk.type", fmt::format("is {}", here.name_of(value.kind)),
                "a text, or an object with a text per language: en, de, zh");
    return text;
  }
  need(here, "en", "the text in English");
  for (const char* language : {"en", "de", "zh"}) {
    std::optional<std::string> words = here.text(language);
    if (!words) continue;
    if (is_blank(*words))
      here.reject(language, "risk.empty", "is an empty text", "",
                  "say it, or leave the language out");
    if (language == std::string_view("en"))
      text.en = std::move(*words);
    else
      text.other.emplace_back(language, std::move(*words));
  }
  here.finish();
  return text;
}

LocalText read_text(Section& section, std::string_view name) {
  const Node* node = section.node(name);
  if (!node) return {};
  Section here = section.entry(name);
  return read_text_value(here, *node);
}

LocalText required_text(Section& section, std::string_view name, std::string_view expected) {
  return need(section, name, expected) ? read_text(section, name) : LocalText{};
}

std::optional<Decimal> read_decimal(Section& section, std::string_view name) {
  const Node* node = section.node(name);
  if (!node) return std::nullopt;
  const bool quoted = node->is(Node::Kind::text);
  const std::optional<Decimal> value = quoted ? Decimal::parse(node->text) : std::nullopt;
  if (!value)
    section.reject(name, "risk.decimal",
                   quoted ? fmt::format("'{}' is no decimal", node->text)
                          : fmt::format("is {}", section.name_of(node->kind)),
                   "a decimal in quotes, such as \"0.90\", with at most six digits after the point",
                   quoted ? "" : "put it in quotes, so that it is added exactly");
  return value;
}

bool is_id(std::string_view id) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  return !id.empty() && std::all_of(id.begin(), id.end(), fits);
}

std::string required_unit(Section& section) {
  if (!need(section, "unit", "days, weeks, months or years")) return {};
  return section
      .choice<std::string>(
          "unit", {{"days", "days"}, {"weeks", "weeks"}, {"months", "months"}, {"years", "years"}})
      .value_or("");
}

std::string read_endpoint(Section& section) {
  return section
      .choice<std::string>("endpoint",
                           {{"OS", "OS"}, {"EFS", "EFS"}, {"RFS", "RFS"}, {"response", "response"}})
      .value_or("");
}

std::string required_id(Section& section, std::string_view name) {
  if (!need(section, name, "a name")) return {};
  const std::string id = section.text(name).value_or("");
  const Node* node = section.node(name);
  if (node->is(Node::Kind::text) && !is_id(id))
    section.reject(name, "risk.id", fmt::format("'{}' is no name", id),
                   "small letters, digits, - and _");
  return id;
}

void refuse_duplicates(std::vector<Section>& sections, std::string_view name,
                       const std::vector<std::string>& ids) {
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (!ids[i].empty() && std::find(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(i),
                                     ids[i]) != ids.begin() + static_cast<std::ptrdiff_t>(i))
      sections[i].reject(name, "risk.duplicate", fmt::format("'{}' stands twice", ids[i]),
                         "each once");
}

std::optional<std::size_t> read_group(CardReading& reading, Section& section) {
  if (!need(section, "group", "the id of a group")) return std::nullopt;
  const std::optional<std::string> id = section.text("group");
  // Groups that could not be read are a problem of their own, once.
  if (!id || reading.group_ids.size() < 2) return std::nullopt;
  const auto found = std::find(reading.group_ids.begin(), reading.group_ids.end(), *id);
  if (found != reading.group_ids.end())
    return static_cast<std::size_t>(found - reading.group_ids.begin());
  section.reject("group", "risk.unknown_group", fmt::format("there is no group '{}'", *id),
                 fmt::format("one of {}", fmt::join(reading.group_ids, ", ")),
                 meant(nearest_name(*id, reading.group_ids)));
  return std::nullopt;
}

std::optional<std::size_t> read_variable(CardReading& reading, Section& section,
                                         std::string_view name) {
  if (!need(section, name, "a variable of the dictionary")) return std::nullopt;
  const std::optional<std::string> variable = section.text(name);
  if (!variable) return std::nullopt;
  const std::vector<cohort::Variable>& variables = reading.dictionary.variables;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < variables.size(); ++i) {
    names.push_back(variables[i].name);
    if (names.back() != *variable) continue;
    using enum cohort::VariableType;
    const cohort::VariableType type = variables[i].type;
    if (type != date && type != text && type != event) return i;
    section.reject(name, "risk.unusable_variable",
                   fmt::format("'{}' is a date, a text or an event", *variable),
                   "a number, a category, yes or no, or a gene");
    return std::nullopt;
  }
  std::string near = nearest_name(*variable, names);
  if (const cohort::Variable* match = reading.dictionary.match(*variable)) near = match->name;
  section.reject(name, "risk.unknown_variable",
                 fmt::format("the dictionary has no variable '{}'", *variable), "", meant(near));
  return std::nullopt;
}

std::optional<std::size_t> find_level(Section& section, std::string_view name,
                                      const cohort::Variable& variable, const std::string& level) {
  const std::vector<std::string> levels = levels_of(variable);
  const auto found = std::find(levels.begin(), levels.end(), level);
  if (found != levels.end()) return static_cast<std::size_t>(found - levels.begin());
  if (levels.empty())
    section.reject(name, "risk.level_of_number",
                   fmt::format("{} is a number and has no level '{}'", variable.name, level),
                   "above, from, below or to");
  else
    section.reject(
        name, "risk.unknown_level", fmt::format("{} has no level '{}'", variable.name, level),
        fmt::format("one of {}", fmt::join(levels, ", ")), meant(nearest_name(level, levels)));
  return std::nullopt;
}

}  // namespace venscope::risk
