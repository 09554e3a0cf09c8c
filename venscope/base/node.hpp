/// A declared file (TOML, JSON) as a tree of values, each of which knows its line.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace venscope {

/// One value of a document. Free of toml++, so that a reader of a schema does not compile it.
struct Node {
  enum class Kind { text, integer, real, flag, date, list, table, null };
  Kind kind = Kind::table;
  Place place;       ///< file and line; line 0 for a value given on the command line
  std::string text;  ///< of a text; of a date or time, as it was written in ISO 8601
  std::int64_t integer = 0;
  double real = 0;
  bool flag = false;
  std::vector<std::string> names;  ///< of a table's entries, in the order of the file
  std::vector<Node> items;         ///< of a list; of a table, items[i] belongs to names[i]

  bool is(Kind other) const { return kind == other; }
  /// The entry of that name, or null where this is no table or has no such entry.
  const Node* find(std::string_view name) const;
  Node* find(std::string_view name);
  /// Replaces the entry of that name, or adds it at the end.
  void set(std::string_view name, Node value);
};

/// "a text", "a list" …, for messages.
std::string_view name_of(Node::Kind kind);

/// The document `text`, read from `file` (for messages only). toml++ stops at the first error of
/// syntax, so there is one problem at most: code `base.toml`, located.
Result<Node> parse_toml(std::string_view text, const std::string& file);

/// The same of JSON, whose objects are tables; null is a kind of its own, dates are texts. A key
/// that stands twice in an object is a problem, and so are more than 60 brackets within each other.
/// Problems: code `base.json`, located; of errors of syntax the first.
Result<Node> parse_json(std::string_view text, const std::string& file);

}  // namespace venscope
