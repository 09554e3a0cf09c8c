#include "venscope/base/section.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/simulation/declaration.hpp"
#include "venscope/simulation/expand.hpp"
#include "venscope/simulation/read_records.hpp"
#include "venscope/simulation/read_variable.hpp"

#include <algorithm>
#include <filesystem>
#include <limits>

namespace venscope::simulation {

namespace {

constexpr int most_files = 8;  ///< that refer to one another

Result<Node> read_file(const std::string& path, const Place& asked) {
  const Result<cohort::FileBytes> bytes = cohort::FileBytes::open(path);
  if (bytes) return parse_toml(bytes->text(), path);
  Problems problems = bytes.error();
  for (Problem& problem : problems) {
    if (asked.file != path) problem.what = path + " " + problem.what;
    problem.place = asked;
    problem.expected = "the TOML file of a synthetic cohort";
  }
  return failure(std::move(problems));
}

class Reader {
public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  void read(const Node& table, const std::string& file, const std::string& path, int depth) {
    Section section(table, path, problems_, "simulate");
    for (const char* name : {"file", "like"})
      if (const auto other = section.text(name)) follow(section, name, *other, file, depth);
    result.file = file;
    if (const auto title = section.text("title")) result.title = *title;
    if (const auto source = section.text("source")) result.source = *source;
    if (const auto n = section.whole("n", 1, 100'000'000)) result.n = static_cast<std::size_t>(*n);
    if (const auto seed = section.whole("seed", 0, std::numeric_limits<std::int64_t>::max()))
      result.seed = static_cast<std::uint64_t>(*seed);
    if (const auto match =
            section.choice<Match>("match", {{"exact", Match::exact}, {"random", Match::random}}))
      result.match = *match;
    for (const std::string& text : section.texts("assumption")) own_.push_back(text);
    for (const std::string& name : section.texts("without")) drop(section, name);
    if (section.has("column")) read_columns(section, result.variables);
    for (Section& records : section.tables("records")) read_records(section, records);
    section.finish();
  }

  void close(const Place& place) {
    if (result.variables.empty() && problems_.empty())
      problems_.push_back({"simulate.nothing", place, "declares no column", "[[column]] with name",
                           "see docs/files/simulate.md", Fault::input});
    result.assumptions = own_;
    add_assumptions(result.variables, "");
    for (const RecordsDeclaration& records : result.records)
      add_assumptions(records.variables, records.id + ", ");
  }

  Declaration result;

private:
  void follow(Section& section, const char* name, const std::string& other, const std::string& file,
              int depth) {
    if (depth >= most_files)
      return section.reject(name, "simulate.circle", "files refer to one another in a circle",
                            "a file that stands for itself");
    const std::string path = (std::filesystem::path(file).parent_path() / other).string();
    const Result<Node> tree = read_file(path, section.place(name));
    if (!tree) {
      problems_.insert(problems_.end(), tree.error().begin(), tree.error().end());
      return;
    }
    const Node* inside = tree->find("simulate");
    read(inside ? *inside : *tree, path, inside ? "simulate" : "", depth + 1);
  }

  void add_assumptions(const std::vector<Variable>& variables, const std::string& where) {
    for (const Variable& variable : variables)
      for (const std::string& text : variable.assumptions)
        result.assumptions.push_back(where + variable.name + ": " + text);
  }

  void read_columns(Section& section, std::vector<Variable>& variables) {
    const Node& columns = *section.node("column");
    if (section.tables("column", "name").empty()) return;  // said
    for (const Node& column : columns.items) {
      std::vector<Node> entries;
      expand(column, section.place("column").column, entries, problems_);
      for (const Node& node : entries) {
        const Node* name = node.find("name");
        const bool named = name && name->is(Node::Kind::text);
        Section entry(node, section.place("column").column + (named ? "." + name->text : ""),
                      problems_, "simulate");
        add(entry, read_variable(entry), variables);
      }
    }
  }

  /// A long file of the same id in another file is replaced as a whole.
  void read_records(Section& whole, Section& section) {
    RecordsDeclaration records = read_records_head(section);
    if (section.has("column"))
      read_columns(section, records.variables);
    else
      section.reject("", "simulate.nothing", "declares no column", "[[records.column]] with name");
    section.finish();
    if (records.id.empty()) return;
    const auto found = std::find_if(result.records.begin(), result.records.end(),
                                    [&](const auto& other) { return other.id == records.id; });
    if (found == result.records.end())
      result.records.push_back(std::move(records));
    else if (found->place.file != records.place.file)
      *found = std::move(records);
    else
      whole.reject("records", "simulate.duplicate", "'" + records.id + "' is declared twice",
                   "an id of its own");
  }

  static std::vector<Variable>::iterator find(std::vector<Variable>& variables,
                                              const std::string& name) {
    return std::find_if(variables.begin(), variables.end(),
                        [&](const Variable& variable) { return variable.name == name; });
  }

  void drop(Section& section, const std::string& name) {
    const auto found = find(result.variables, name);
    if (found != result.variables.end())
      result.variables.erase(found);
    else
      section.reject("without", "simulate.unknown_column", "there is no column '" + name + "'",
                     "a column of the file that this one is like");
  }

  /// A column of the same name in another file is replaced where it stands.
  void add(Section& entry, Variable variable, std::vector<Variable>& variables) {
    if (variable.name.empty()) return;
    const auto found = find(variables, variable.name);
    if (found == variables.end())
      variables.push_back(std::move(variable));
    else if (found->place.file != variable.place.file)
      *found = std::move(variable);
    else
      entry.reject("name", "simulate.duplicate", "'" + variable.name + "' is declared twice",
                   "each column once");
  }

  Problems& problems_;
  std::vector<std::string> own_;
};

}  // namespace

Declaration read_declaration(const Node& table, const std::string& file, Problems& problems) {
  Reader reader(problems);
  reader.read(table, file, table.place.column, 0);
  reader.close(table.place);
  return std::move(reader.result);
}

Result<Declaration> load_declaration(const std::string& path) {
  Result<Node> tree = read_file(path, {path, 0, {}});
  if (!tree) return tl::unexpected(std::move(tree.error()));
  Problems problems;
  const Node* inside = tree->find("simulate");
  if (!inside && !tree->find("column") && !tree->find("like"))
    return failure({"simulate.absent",
                    {path, 0, {}},
                    "there is no [simulate]",
                    "[simulate] with columns or with the file that declares them",
                    "see docs/files/simulate.md"});
  if (!inside) tree->place = {path, 0, {}};
  Node start = inside ? *inside : std::move(*tree);
  if (inside) start.place.column = "simulate";
  Declaration declaration = read_declaration(start, path, problems);
  if (!problems.empty()) {
    sort_by_place(problems);
    return failure(std::move(problems));
  }
  return declaration;
}

}  // namespace venscope::simulation
