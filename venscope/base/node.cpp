#include "venscope/base/node.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>

// toml++ takes for granted what a wrong file can break (a table called "[=" does): an assertion
// would end the program, and with NDEBUG clang would be told to build on it. What comes after these
// assertions finds the error itself.
#pragma push_macro("NDEBUG")
#undef NDEBUG
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>
#pragma pop_macro("NDEBUG")

namespace venscope {

namespace {

template <class Value>
std::string iso_text(const Value& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

Node convert(const toml::node& source, const std::string& file);

/// toml++ keeps a table sorted by name; the file's order is what a reader of messages and of the
/// dictionary expects. Names break the tie of entries written on one line.
void convert_table(const toml::table& source, const std::string& file, Node& node) {
  struct Entry {
    toml::source_position at;
    std::string_view name;
    const toml::node* value;
  };
  std::vector<Entry> entries;
  for (const auto& [key, value] : source)
    entries.push_back({key.source().begin, key.str(), &value});
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.at.line, a.at.column, a.name) < std::tuple(b.at.line, b.at.column, b.name);
  });
  for (const Entry& entry : entries) {
    node.names.emplace_back(entry.name);
    node.items.push_back(convert(*entry.value, file));
    if (entry.at.line > 0) node.items.back().place.line = entry.at.line;
  }
}

Node convert(const toml::node& source, const std::string& file) {
  Node node;
  node.place = {file, source.source().begin.line, {}};
  if (const auto* table = source.as_table()) {
    convert_table(*table, file, node);
  } else if (const auto* list = source.as_array()) {
    node.kind = Node::Kind::list;
    for (const toml::node& item : *list) node.items.push_back(convert(item, file));
  } else if (const auto* text = source.as_string()) {
    node.kind = Node::Kind::text;
    node.text = text->get();
  } else if (const auto* integer = source.as_integer()) {
    node.kind = Node::Kind::integer;
    node.integer = integer->get();
    node.real = static_cast<double>(integer->get());
  } else if (const auto* real = source.as_floating_point()) {
    node.kind = Node::Kind::real;
    node.real = real->get();
  } else if (const auto* flag = source.as_boolean()) {
    node.kind = Node::Kind::flag;
    node.flag = flag->get();
  } else {
    node.kind = Node::Kind::date;
    if (const auto* date = source.as_date()) node.text = iso_text(date->get());
    if (const auto* time = source.as_time()) node.text = iso_text(time->get());
    if (const auto* both = source.as_date_time()) node.text = iso_text(both->get());
  }
  return node;
}

}  // namespace

const Node* Node::find(std::string_view name) const {
  if (kind != Kind::table) return nullptr;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return &items[i];
  return nullptr;
}

Node* Node::find(std::string_view name) {
  return const_cast<Node*>(std::as_const(*this).find(name));
}

void Node::set(std::string_view name, Node value) {
  if (Node* present = find(name)) {
    *present = std::move(value);
    return;
  }
  names.emplace_back(name);
  items.push_back(std::move(value));
}

std::string_view name_of(Node::Kind kind) {
  switch (kind) {
    case Node::Kind::text:
      return "a text";
    case Node::Kind::integer:
      return "a whole number";
    case Node::Kind::real:
      return "a number";
    case Node::Kind::flag:
      return "true or false";
    case Node::Kind::date:
      return "a date";
    case Node::Kind::list:
      return "a list";
    case Node::Kind::table:
      return "a table";
    case Node::Kind::null:
      return "null";
  }
  return "";
}

Result<Node> parse_toml(std::string_view text, const std::string& file) {
  const toml::parse_result parsed = toml::parse(text, std::string_view(file));
  if (!parsed) {
    const toml::parse_error& error = parsed.error();
    return failure({"base.toml",
                    {file, error.source().begin.line, {}},
                    fmt::format("not valid TOML: {}", error.description()),
                    "",
                    "see docs/files/protocol.md for the form of a protocol"});
  }
  return convert(parsed.table(), file);
}

}  // namespace venscope
