/// Conditions of a card, and the definitions that they share.
#include "venscope/base/nearest.hpp"
#include "venscope/risk/card_reading.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::risk {
namespace {

/// Definitions are copied to where they are used: without a limit, a few lines could ask for more
/// memory than there is.
constexpr std::size_t most_parts = 20'000;
/// Levels or thresholds of one variable, so that what is left open of it fits into a word.
constexpr std::size_t most_levels = 63;

std::optional<Criterion> read_levels(Section& section, const cohort::Variable& variable) {
  Criterion criterion;
  criterion.kind = Criterion::Kind::levels;
  const std::vector<std::string> names = section.texts("is");
  bool good = true;
  if (names.empty() && section.node("is")->is(Node::Kind::list)) {
    section.reject("is", "risk.empty", "is an empty list", "a level or several");
    good = false;
  }
  for (const std::string& name : names) {
    const std::optional<std::size_t> level = find_level(section, "is", variable, name);
    good = good && level;
    if (!level) continue;
    if (std::find(criterion.levels.begin(), criterion.levels.end(), *level) !=
        criterion.levels.end()) {
      section.reject("is", "risk.duplicate", fmt::format("'{}' stands twice", name), "each once");
      good = false;
    }
    criterion.levels.push_back(*level);
  }
  if (levels_of(variable).size() > most_levels) {
    section.reject("is", "risk.too_large", fmt::format("{} has too many levels", variable.name),
                   fmt::format("at most {}", most_levels));
    good = false;
  }
  return good && !names.empty() ? std::optional(criterion) : std::nullopt;
}

/// "completed": a value of 6.5 has completed 6 units, so that to 6 is below 7 and above 6 from 7.
bool complete(Section& section, Criterion& criterion, bool& low_open) {
  cohort::Range& range = criterion.interval;
  for (const double end : {range.low, range.high})
    if (std::isfinite(end) && end != std::floor(end)) {
      section.reject("completed", "risk.interval",
                     fmt::format("completed units are whole, and {} is not", end), "whole ends");
      return false;
    }
  if (low_open) range.low += 1.0;
  low_open = false;
  if (!criterion.high_open) range.high += 1.0;
  criterion.high_open = true;
  return true;
}

std::optional<Criterion> read_interval(Section& section, const cohort::Variable& variable) {
  Criterion criterion;
  criterion.kind = Criterion::Kind::interval;
  bool good = true, low_open = false;
  const auto end = [&](const char* open_name, const char* closed_name, double& bound, bool& open) {
    for (const char* name : {open_name, closed_name}) {
      if (!section.has(name)) continue;
      const std::optional<double> value = section.number(name, -infinite, infinite);
      good = good && value;
      if (value) bound = *value;
      open = name == open_name;
    }
    if (!section.has(open_name) || !section.has(closed_name)) return;
    section.reject(open_name, "risk.interval", fmt::format("stands beside {}", closed_name),
                   "one of the two");
    good = false;
  };
  end("above", "from", criterion.interval.low, low_open);
  end("below", "to", criterion.interval.high, criterion.high_open);
  const bool bounded =
      section.has("above") || section.has("from") || section.has("below") || section.has("to");
  const std::optional<bool> completed = section.flag("completed");
  if (completed == false)
    section.reject("completed", "risk.interval", "is false", "true", "leave it out");
  if (!bounded) {
    section.reject("", "risk.interval", fmt::format("says nothing of {}", variable.name),
                   levels_of(variable).empty() ? "above, from, below or to" : "is");
    return std::nullopt;
  }
  if (!levels_of(variable).empty()) {
    section.reject("", "risk.interval_of_category",
                   fmt::format("{} is no number and has no interval", variable.name),
                   fmt::format("is, with one of {}", fmt::join(levels_of(variable), ", ")));
    return std::nullopt;
  }
  if (good && completed == true) good = complete(section, criterion, low_open);
  criterion.interval.low_open = low_open;
  return good ? std::optional(criterion) : std::nullopt;
}

std::optional<Criterion> read_test(CardReading& reading, Section& section) {
  const std::optional<std::size_t> variable = read_variable(reading, section, "variable");
  for (const char* name : {"is", "above", "from", "below", "to", "completed"}) section.node(name);
  if (!variable) return std::nullopt;
  const cohort::Variable& about = reading.dictionary.variables[*variable];
  const bool by_level = section.has("is");
  for (const char* name : {"above", "from", "below", "to", "completed"})
    if (by_level && section.has(name)) {
      section.reject(name, "risk.interval", "stands beside is", "a level or an interval");
      return std::nullopt;
    }
  std::optional<Criterion> criterion =
      by_level ? read_levels(section, about) : read_interval(section, about);
  if (criterion) criterion->variable = *variable;
  return criterion;
}

std::optional<Criterion> read_parts(CardReading& reading, Section& section, const char* name,
                                    Criterion::Kind kind) {
  const Node* node = section.node(name);
  const std::string path = section.place(name).column;
  if (!node->is(Node::Kind::list)) {
    section.reject(name, "risk.type", fmt::format("is {}", section.name_of(node->kind)),
                   "a list of conditions");
    return std::nullopt;
  }
  if (node->items.empty()) {
    section.reject(name, "risk.empty", "is an empty list", "a condition or several");
    return std::nullopt;
  }
  Criterion criterion;
  criterion.kind = kind;
  bool good = true;
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    std::optional<Criterion> part =
        read_criterion(reading, node->items[i], fmt::format("{}/{}", path, i));
    good = good && part;
    if (part) criterion.parts.push_back(std::move(*part));
  }
  return good ? std::optional(std::move(criterion)) : std::nullopt;
}

std::size_t size_of(const Criterion& criterion) {
  std::size_t size = 1;
  for (const Criterion& part : criterion.parts) size += size_of(part);
  return size;
}

/// Reads a definition once, unless we are already inside it: then it refers to itself.
void resolve(CardReading& reading, Section& section, const std::string& name, Definition& found) {
  if (found.state == Definition::State::read) return;
  if (found.state == Definition::State::being_read) {
    const auto first =
        std::find(reading.open_definitions.begin(), reading.open_definitions.end(), name);
    section.reject("defined", "risk.cycle",
                   fmt::format("'{}' is defined by itself: {} → {}", name,
                               fmt::join(first, reading.open_definitions.end(), " → "), name),
                   "", "break the circle");
    return;
  }
  found.state = Definition::State::being_read;
  reading.open_definitions.push_back(name);
  found.criterion = read_criterion(reading, *found.node, found.path);
  reading.open_definitions.pop_back();
  found.state = Definition::State::read;
}

std::optional<Criterion> read_defined(CardReading& reading, Section& section) {
  const std::optional<std::string> name = section.text("defined");
  if (!name) return std::nullopt;
  const auto found = reading.definitions.find(*name);
  if (found == reading.definitions.end()) {
    std::vector<std::string> names;
    for (const auto& [known, definition] : reading.definitions) names.push_back(known);
    const std::string near = nearest_name(*name, names);
    section.reject("defined", "risk.unknown_definition",
                   fmt::format("the card has no definition '{}'", *name),
                   names.empty() ? "" : fmt::format("one of {}", fmt::join(names, ", ")),
                   near.empty() ? "" : fmt::format("write '{}' if that is meant", near));
    return std::nullopt;
  }
  resolve(reading, section, *name, found->second);
  const std::optional<Criterion>& criterion = found->second.criterion;
  if (!criterion) return std::nullopt;
  reading.criterion_size += size_of(*criterion);
  return criterion;
}

/// What makes an object one kind of condition or another.
constexpr std::array<const char*, 5> kinds = {"variable", "all", "any", "not", "defined"};

std::optional<Criterion> read_kind(CardReading& reading, Section& section, std::string_view kind) {
  if (kind == "variable") return read_test(reading, section);
  if (kind == "all") return read_parts(reading, section, "all", Criterion::Kind::all);
  if (kind == "any") return read_parts(reading, section, "any", Criterion::Kind::any);
  if (kind == "defined") return read_defined(reading, section);
  std::optional<Criterion> part = read_criterion(reading, section, "not");
  if (!part) return std::nullopt;
  Criterion criterion;
  criterion.kind = Criterion::Kind::negation;
  criterion.parts.push_back(std::move(*part));
  return criterion;
}

}  // namespace

std::optional<Criterion> read_criterion(CardReading& reading, const Node& node,
                                        const std::string& path) {
  Section section = reading.section(node, path);
  if (!node.is(Node::Kind::table)) {
    section.reject("", "risk.type", fmt::format("is {}", section.name_of(node.kind)),
                   "a condition: an object with variable, all, any, not or defined");
    return std::nullopt;
  }
  std::vector<std::string_view> present;
  for (const char* kind : kinds)
    if (section.has(kind)) present.push_back(kind);
  if (present.size() > 1) {
    section.reject("", "risk.condition", fmt::format("has {}", fmt::join(present, " and ")),
                   "one of variable, all, any, not and defined");
    return std::nullopt;
  }
  if (present.empty()) {
    section.reject("", "risk.condition", "is no condition",
                   "an object with variable, all, any, not or defined");
    for (const char* kind : kinds) section.node(kind);
    section.finish();
    return std::nullopt;
  }
  if (++reading.criterion_size > most_parts) {
    if (!reading.too_large)
      section.reject("", "risk.too_large", "the conditions of the card are too many",
                     fmt::format("at most {} parts with all definitions filled in", most_parts));
    reading.too_large = true;
    return std::nullopt;
  }
  std::optional<Criterion> criterion = read_kind(reading, section, present.front());
  section.finish();
  return criterion;
}

std::optional<Criterion> read_criterion(CardReading& reading, Section& section,
                                        std::string_view name) {
  const Node* node = section.node(name);
  if (!node) return std::nullopt;
  return read_criterion(reading, *node, section.place(name).column);
}

void read_definitions(CardReading& reading, Section& card) {
  if (!card.has("definitions")) return;
  std::optional<Section> section = card.table("definitions");
  if (!section) return;
  const Node& node = *card.node("definitions");
  for (std::size_t i = 0; i < node.names.size(); ++i) {
    if (!is_id(node.names[i]))
      section->reject(node.names[i], "risk.id", fmt::format("'{}' is no name", node.names[i]),
                      "small letters, digits, - and _");
    Definition definition;
    definition.node = &node.items[i];
    definition.path = section->place(node.names[i]).column;
    reading.definitions.emplace(node.names[i], std::move(definition));
  }
  for (const std::string& name : node.names) {
    Section place = *section;
    resolve(reading, place, name, reading.definitions.find(name)->second);
  }
}

}  // namespace venscope::risk
