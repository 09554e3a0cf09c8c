#include "venscope/simulation/read_records.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::simulation {

namespace {

/// Rows of one patient: more would be no visits any more, but a slip of the pen.
constexpr std::size_t most_rows = 10'000;

std::optional<std::string> value_of(const Node& node) {
  if (node.is(Node::Kind::text) && !node.text.empty()) return node.text;
  if (node.is(Node::Kind::integer)) return fmt::format("{}", node.integer);
  if (node.is(Node::Kind::real)) return fmt::format("{}", node.real);
  return {};
}

std::optional<RecordsDeclaration::Dimension> read_dimension(const std::string& name,
                                                            const Node& list) {
  RecordsDeclaration::Dimension dimension{name, {}, true};
  if (!list.is(Node::Kind::list) || list.items.empty()) return {};
  for (const Node& item : list.items) {
    const auto value = value_of(item);
    if (!value || std::find(dimension.values.begin(), dimension.values.end(), *value) !=
                      dimension.values.end())
      return {};
    dimension.values.push_back(*value);
    dimension.numeric = dimension.numeric && !item.is(Node::Kind::text);
  }
  return dimension;
}

}  // namespace

RecordsDeclaration read_records_head(Section& section) {
  RecordsDeclaration records;
  records.place = section.place();
  records.id = section.required_text("id", "a name for this long file");
  records.title = section.text("title").value_or("");
  records.patient = section.texts("patient");
  records.keep = section.text("keep").value_or("");
  const Node* rows = section.node("rows");
  const auto reject = [&](const std::string& what) {
    section.reject("rows", "simulate.rows", what,
                   "what the rows of a patient are: a list of different texts or numbers under the "
                   "name of their column, such as { visit = [0, 7, 14] }");
  };
  if (!rows || !rows->is(Node::Kind::table) || rows->items.empty()) {
    reject(rows ? "is no table of lists" : "says not what its rows are");
    return records;
  }
  std::size_t each = 1;
  for (std::size_t i = 0; i < rows->items.size(); ++i) {
    auto dimension = read_dimension(rows->names[i], rows->items[i]);
    if (!dimension || dimension->name == label_column || dimension->name == source_column) {
      reject(fmt::format("'{}' is no list of different values", rows->names[i]));
      return records;
    }
    each *= dimension->values.size();
    if (each > most_rows) {
      reject(fmt::format("gives each patient more than {} rows", most_rows));
      return records;
    }
    records.rows.push_back(std::move(*dimension));
  }
  return records;
}

}  // namespace venscope::simulation
