/// Reading a table of a declared file against its schema: typed, located, everything wrong at once.
#pragma once

#include "venscope/base/node.hpp"
#include "venscope/base/problem.hpp"

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope {

/// How a message names an entry: `cox.terms.2` in TOML; in JSON by its pointer (RFC 6901),
/// `/terms/1`.
enum class PathStyle { dotted, pointer };

/// One table of a protocol. Asking for an entry makes its name known, so the code that reads is the
/// schema; `finish` then reports what nobody asked for, with the nearest known name. Whatever is
/// wrong is added to `problems` under code `<room>.…`, and the caller gets the fallback.
/// The node and the problems must outlive the section.
class Section {
public:
  Section(const Node& table, std::string path, Problems& problems, std::string_view room = "study",
          PathStyle style = PathStyle::dotted);

  bool has(std::string_view name) const { return table_->find(name) != nullptr; }
  const std::string& path() const { return path_; }
  /// Where the entry stands, named by its dotted path; the section itself for "" or an absent one.
  Place place(std::string_view name = {}) const;

  std::optional<std::string> text(std::string_view name);
  /// As `text`, but a problem where it is absent or empty; `expected` says what belongs there.
  std::string required_text(std::string_view name, std::string_view expected);
  std::optional<bool> flag(std::string_view name);
  /// A finite number in [low, high].
  std::optional<double> number(std::string_view name, double low, double high);
  std::optional<std::int64_t> whole(std::string_view name, std::int64_t low, std::int64_t high);
  /// A text, or a list of texts.
  std::vector<std::string> texts(std::string_view name);
  /// A finite number, or a list of them.
  std::vector<double> numbers(std::string_view name);
  /// One of the given words, each standing for a value.
  template <class T>
  std::optional<T> choice(std::string_view name,
                          std::initializer_list<std::pair<std::string_view, T>> words);
  /// A table within this one.
  std::optional<Section> table(std::string_view name);
  /// A list of tables, `[[name]]`. `key`: the entry that names one in messages, if it has it; a
  /// pointer counts from 0 instead.
  std::vector<Section> tables(std::string_view name, std::string_view key = "id");
  /// The entry as a section of its own, whatever its type; it must be there.
  Section entry(std::string_view name);
  /// "a list", "an object" …, in the words of the file's format.
  std::string_view name_of(Node::Kind kind) const;
  /// The entry as it stands, whatever its type; null where absent.
  const Node* node(std::string_view name);
  /// Every table entry of this section, for schemas whose names are free (`[dictionary.<column>]`).
  std::vector<std::pair<std::string, Section>> named_tables();

  /// Adds a problem located at the entry `name`.
  void reject(std::string_view name, std::string code, std::string what, std::string expected = {},
              std::string remedy = {});
  /// Reports every entry that was not asked for.
  void finish();

private:
  const Node* ask(std::string_view name);
  const Node* ask(std::string_view name, Node::Kind kind);
  void wrong_type(std::string_view name, const Node& found, std::string_view expected);
  void unknown_word(std::string_view name, const std::string& word,
                    const std::vector<std::string>& words);
  std::string below(std::string_view name) const;

  const Node* table_;
  std::string path_;
  Problems* problems_;
  std::string room_;
  PathStyle style_;
  std::vector<std::string> known_;
};

template <class T>
std::optional<T> Section::choice(std::string_view name,
                                 std::initializer_list<std::pair<std::string_view, T>> words) {
  const std::optional<std::string> word = text(name);
  if (!word) return {};
  std::vector<std::string> names;
  for (const auto& [spelling, value] : words) {
    if (*word == spelling) return value;
    names.emplace_back(spelling);
  }
  unknown_word(name, *word, names);
  return {};
}

}  // namespace venscope
