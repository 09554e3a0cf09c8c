#include "venscope/base/section.hpp"

#include "venscope/base/nearest.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope {

Section::Section(const Node& table, std::string path, Problems& problems, std::string_view room,
                 PathStyle style)
    : table_(&table), path_(std::move(path)), problems_(&problems), room_(room), style_(style) {}

std::string_view Section::name_of(Node::Kind kind) const {
  const bool object = style_ == PathStyle::pointer && kind == Node::Kind::table;
  return object ? "an object" : venscope::name_of(kind);
}

/// The path of the entry `name`.
std::string Section::below(std::string_view name) const {
  if (style_ == PathStyle::dotted) return path_ + (path_.empty() ? "" : ".") + std::string(name);
  std::string path = path_ + '/';
  for (const char c : name)
    if (c == '~' || c == '/')
      path += c == '~' ? "~0" : "~1";
    else
      path += c;
  return path;
}

Place Section::place(std::string_view name) const {
  Place place = table_->place;
  if (const Node* entry = table_->find(name)) place = entry->place;
  place.column = name.empty() ? path_ : below(name);
  return place;
}

void Section::reject(std::string_view name, std::string code, std::string what,
                     std::string expected, std::string remedy) {
  problems_->push_back({std::move(code), place(name), std::move(what), std::move(expected),
                        std::move(remedy), Fault::input});
}

const Node* Section::ask(std::string_view name) {
  if (std::find(known_.begin(), known_.end(), name) == known_.end()) known_.emplace_back(name);
  return table_->find(name);
}

void Section::wrong_type(std::string_view name, const Node& found, std::string_view expected) {
  reject(name, room_ + ".type", fmt::format("is {}", name_of(found.kind)), std::string(expected));
}

const Node* Section::ask(std::string_view name, Node::Kind kind) {
  const Node* found = ask(name);
  if (!found || found->is(kind)) return found;
  wrong_type(name, *found, name_of(kind));
  return nullptr;
}

const Node* Section::node(std::string_view name) {
  return ask(name);
}

std::optional<std::string> Section::text(std::string_view name) {
  const Node* found = ask(name, Node::Kind::text);
  return found ? std::optional(found->text) : std::nullopt;
}

std::string Section::required_text(std::string_view name, std::string_view expected) {
  const bool present = has(name);
  const std::optional<std::string> found = text(name);
  if (found && !found->empty()) return *found;
  if (!present)
    reject(name, room_ + ".absent", "is not given", std::string(expected));
  else if (found)
    reject(name, room_ + ".empty", "is empty", std::string(expected));
  return {};
}

std::optional<bool> Section::flag(std::string_view name) {
  const Node* found = ask(name, Node::Kind::flag);
  return found ? std::optional(found->flag) : std::nullopt;
}

std::optional<double> Section::number(std::string_view name, double low, double high) {
  const Node* found = ask(name);
  if (!found) return {};
  if (!found->is(Node::Kind::integer) && !found->is(Node::Kind::real)) {
    wrong_type(name, *found, "a number");
    return {};
  }
  if (found->real >= low && found->real <= high && std::isfinite(found->real)) return found->real;
  reject(name, room_ + ".range", fmt::format("{} is out of range", found->real),
         std::isfinite(high) ? fmt::format("{} to {}", low, high)
                             : fmt::format("a finite number of at least {}", low));
  return {};
}

std::optional<std::int64_t> Section::whole(std::string_view name, std::int64_t low,
                                           std::int64_t high) {
  const Node* found = ask(name, Node::Kind::integer);
  if (!found) return {};
  if (found->integer >= low && found->integer <= high) return found->integer;
  reject(name, room_ + ".range", fmt::format("{} is out of range", found->integer),
         fmt::format("{} to {}", low, high));
  return {};
}

std::vector<std::string> Section::texts(std::string_view name) {
  const Node* found = ask(name);
  if (!found) return {};
  if (found->is(Node::Kind::text)) return {found->text};
  std::vector<std::string> texts;
  for (const Node& item : found->items)
    if (found->is(Node::Kind::list) && item.is(Node::Kind::text)) texts.push_back(item.text);
  if (found->is(Node::Kind::list) && texts.size() == found->items.size()) return texts;
  wrong_type(name, *found, "a text or a list of texts");
  return {};
}

std::vector<double> Section::numbers(std::string_view name) {
  const Node* found = ask(name);
  if (!found) return {};
  const auto is_number = [](const Node& item) {
    return (item.is(Node::Kind::integer) || item.is(Node::Kind::real)) && std::isfinite(item.real);
  };
  if (is_number(*found)) return {found->real};
  std::vector<double> numbers;
  for (const Node& item : found->items)
    if (found->is(Node::Kind::list) && is_number(item)) numbers.push_back(item.real);
  if (found->is(Node::Kind::list) && numbers.size() == found->items.size()) return numbers;
  wrong_type(name, *found, "a finite number or a list of them");
  return {};
}

std::optional<Section> Section::table(std::string_view name) {
  const Node* found = ask(name, Node::Kind::table);
  if (!found) return {};
  return Section(*found, below(name), *problems_, room_, style_);
}

Section Section::entry(std::string_view name) {
  return Section(*ask(name), below(name), *problems_, room_, style_);
}

std::vector<Section> Section::tables(std::string_view name, std::string_view key) {
  const Node* found = ask(name);
  if (!found) return {};
  const bool pointer = style_ == PathStyle::pointer;
  std::vector<Section> sections;
  for (std::size_t i = 0; found->is(Node::Kind::list) && i < found->items.size(); ++i) {
    const Node& item = found->items[i];
    if (!item.is(Node::Kind::table)) break;
    const Node* id = pointer ? nullptr : item.find(key);
    const bool named = id && id->is(Node::Kind::text) && !id->text.empty();
    const std::string number = std::to_string(pointer ? i : i + 1);
    sections.emplace_back(
        item, fmt::format("{}{}{}", below(name), pointer ? '/' : '.', named ? id->text : number),
        *problems_, room_, style_);
  }
  if (found->is(Node::Kind::list) && sections.size() == found->items.size()) return sections;
  const std::string what = found->is(Node::Kind::list)
                               ? fmt::format("item {} is {}", sections.size() + 1,
                                             name_of(found->items[sections.size()].kind))
                               : fmt::format("is {}", name_of(found->kind));
  reject(name, room_ + ".type", what,
         pointer ? "a list of objects" : fmt::format("tables, each begun by [[{}]]", below(name)));
  return {};
}

std::vector<std::pair<std::string, Section>> Section::named_tables() {
  std::vector<std::pair<std::string, Section>> sections;
  for (std::size_t i = 0; i < table_->names.size(); ++i) {
    const std::string& name = table_->names[i];
    if (!table_->items[i].is(Node::Kind::table)) continue;
    known_.push_back(name);
    sections.emplace_back(name, Section(table_->items[i], below(name), *problems_, room_, style_));
  }
  return sections;
}

void Section::unknown_word(std::string_view name, const std::string& word,
                           const std::vector<std::string>& words) {
  const std::string near = nearest_name(word, words);
  reject(name, room_ + ".word", fmt::format("'{}' is not known", word),
         fmt::format("{}", fmt::join(words, ", ")),
         near.empty() ? "" : fmt::format("write '{}' if that is meant", near));
}

void Section::finish() {
  for (const std::string& name : table_->names) {
    if (std::find(known_.begin(), known_.end(), name) != known_.end()) continue;
    const std::string near = nearest_name(name, known_);
    reject(name, room_ + ".unknown_key", "there is no such entry here",
           known_.empty() ? "nothing" : fmt::format("one of {}", fmt::join(known_, ", ")),
           near.empty() ? "" : fmt::format("write '{}' if that is meant", near));
  }
}

}  // namespace venscope
