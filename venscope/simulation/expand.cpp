#include "venscope/simulation/expand.hpp"

namespace venscope::simulation {

namespace {

void substitute(Node& node, const std::string& name) {
  if (node.is(Node::Kind::text))
    for (std::size_t at = node.text.find("{}"); at != std::string::npos;
         at = node.text.find("{}", at + name.size()))
      node.text.replace(at, 2, name);
  for (Node& item : node.items) substitute(item, name);
}

const Node* name_in(const Node& item) {
  const Node* name = item.is(Node::Kind::table) ? item.find("name") : &item;
  return name && name->is(Node::Kind::text) && !name->text.empty() ? name : nullptr;
}

/// Effects come to those of the entry; anything else replaces what is there.
void merge(Node& made, const std::string& key, const Node& value) {
  Node* there = made.find(key);
  if (key == "given" && there && there->is(Node::Kind::list) && value.is(Node::Kind::list))
    there->items.insert(there->items.end(), value.items.begin(), value.items.end());
  else
    made.set(key, value);
}

}  // namespace

void expand(const Node& entry, const std::string& path, std::vector<Node>& entries,
            Problems& problems) {
  const Node* each = entry.find("each");
  if (!each) {
    entries.push_back(entry);
    return;
  }
  const auto reject = [&](const Node& where, std::string what) {
    Place place = where.place;
    place.column = path + ".each";
    problems.push_back({"simulate.each", std::move(place), std::move(what),
                        "a list of names, or of tables with a name", "", Fault::input});
  };
  if (!each->is(Node::Kind::list)) return reject(*each, "is no list");
  for (const Node& item : each->items) {
    const Node* name = name_in(item);
    if (!name) {
      reject(item, "has no name");
      continue;
    }
    Node made;
    made.place = item.place;
    for (std::size_t i = 0; i < entry.names.size(); ++i)
      if (entry.names[i] != "each") made.set(entry.names[i], entry.items[i]);
    for (std::size_t i = 0; item.is(Node::Kind::table) && i < item.names.size(); ++i)
      if (item.names[i] != "name") merge(made, item.names[i], item.items[i]);
    if (!made.find("name")) made.set("name", *name);
    substitute(made, name->text);
    entries.push_back(std::move(made));
  }
}

}  // namespace venscope::simulation
