#include "venscope/study/override.hpp"

#include "venscope/base/nearest.hpp"

#include <fmt/format.h>

namespace venscope::study {

namespace {

Problems wrong(const std::string& override, std::string what, std::string expected,
               std::string remedy = {}) {
  return {{"study.override",
           {"--set " + override, 0, {}},
           std::move(what),
           std::move(expected),
           std::move(remedy),
           Fault::input}};
}

/// The keys of a dotted path; a key in double quotes may hold dots.
std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> keys(1);
  bool quoted = false;
  for (const char letter : path) {
    if (letter == '"')
      quoted = !quoted;
    else if (letter == '.' && !quoted)
      keys.emplace_back();
    else
      keys.back() += letter;
  }
  return keys;
}

/// The table of a list that `key` calls: by its id, else by its number from 1.
Node* called(Node& list, const std::string& key, std::vector<std::string>& ids) {
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    const Node* id = list.items[i].find("id");
    if (id && id->is(Node::Kind::text)) ids.push_back(id->text);
    if ((id && id->text == key) || std::to_string(i + 1) == key) return &list.items[i];
  }
  return nullptr;
}

/// Every node made here says where it came from: the command line, no line of the file.
void replant(Node& node, const Place& place) {
  node.place = place;
  for (Node& item : node.items) replant(item, place);
}

}  // namespace

Problems apply_override(Node& root, const std::string& override) {
  const std::size_t equals = override.find('=');
  const std::string path = override.substr(0, equals);
  if (equals == std::string::npos || path.empty())
    return wrong(override, "is no key and value", "key=value, for instance report.conf_level=0.9");
  const std::string written = override.substr(equals + 1);
  Result<Node> value = parse_toml("value = " + written, "--set " + override);
  if (!value || value->items.size() != 1)
    return wrong(override, fmt::format("'{}' is not a value of TOML", written),
                 "a number, true, false, a list, or a text in quotes",
                 fmt::format("write --set '{}=\"{}\"' if a text is meant", path, written));

  const Place place{"--set " + override, 0, {}};
  replant(*value, place);
  Node* at = &root;
  const std::vector<std::string> keys = split_path(path);
  for (std::size_t k = 0; k + 1 < keys.size(); ++k) {
    if (at->is(Node::Kind::list)) {
      std::vector<std::string> ids;
      Node* item = called(*at, keys[k], ids);
      if (!item) {
        const std::string near = nearest_name(keys[k], ids);
        return wrong(
            override, fmt::format("there is no '{}' to change", keys[k]),
            fmt::format("{}a number from 1 to {}",
                        ids.empty() ? "" : fmt::format("one of {} or ", fmt::join(ids, ", ")),
                        at->items.size()),
            near.empty() ? "" : fmt::format("write '{}' if that is meant", near));
      }
      at = item;
      continue;
    }
    if (!at->find(keys[k])) {
      Node made;
      made.place = place;
      at->set(keys[k], made);
    }
    at = at->find(keys[k]);
    if (!at->is(Node::Kind::table) && !at->is(Node::Kind::list))
      return wrong(override,
                   fmt::format("'{}' is {}, which holds no entries", keys[k], name_of(at->kind)),
                   "the path of a single value");
  }
  if (!at->is(Node::Kind::table))
    return wrong(override, "the path ends within a list",
                 "the name of a value in one of its tables");
  at->set(keys.back(), value->items[0]);
  return {};
}

}  // namespace venscope::study
