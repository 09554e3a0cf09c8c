#include "venscope/base/section.hpp"
#include "venscope/cohort/built_in.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/file_bytes.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// `range = [18, 100]`; the ends may be inf.
std::optional<Range> read_range(Section& section, std::string_view name) {
  const Node* node = section.node(name);
  if (!node) return std::nullopt;
  const auto number = [](const Node& item) {
    return item.is(Node::Kind::integer) || item.is(Node::Kind::real);
  };
  if (!node->is(Node::Kind::list) || node->items.size() != 2 || !number(node->items[0]) ||
      !number(node->items[1]) || !(node->items[0].real <= node->items[1].real)) {
    section.reject(name, "cohort.dictionary", "is no range", "[lowest, highest]", "");
    return std::nullopt;
  }
  return Range{node->items[0].real, node->items[1].real, false};
}

void read_codes(Section& section, Variable& variable) {
  const Node* node = section.node("codes");
  if (!node) return;
  variable.codes.clear();
  if (!node->is(Node::Kind::table)) {
    section.reject("codes", "cohort.dictionary", "is no table",
                   "a table such as { \"1\" = \"male\", \"2\" = \"female\" }");
    return;
  }
  for (std::size_t i = 0; i < node->items.size(); ++i) {
    if (node->items[i].is(Node::Kind::text))
      variable.codes.emplace_back(node->names[i], node->items[i].text);
    else
      section.reject(
          "codes", "cohort.dictionary",
          fmt::format("code `{}` stands for {}", node->names[i], name_of(node->items[i].kind)),
          "a text, the level");
  }
}

void check_levels(Section& section, Variable& variable) {
  const bool coded = variable.type == VariableType::category;
  if (!coded && (!variable.levels.empty() || !variable.reference.empty()))
    section.reject(variable.levels.empty() ? "reference" : "levels", "cohort.dictionary",
                   "belongs to a category only", "", "declare type = \"category\"");
  if (!coded) return;
  const auto declared = [&variable](const std::string& level) {
    return std::find(variable.levels.begin(), variable.levels.end(), level) !=
           variable.levels.end();
  };
  if (variable.levels.empty())
    for (const auto& [code, level] : variable.codes)
      if (!declared(level)) variable.levels.push_back(level);
  for (const auto& [code, level] : variable.codes)
    if (!declared(level))
      section.reject("codes", "cohort.dictionary",
                     fmt::format("code `{}` stands for `{}`, which is no level", code, level),
                     fmt::format("{}", fmt::join(variable.levels, ", ")));
  for (std::size_t i = 0; i < variable.levels.size(); ++i)
    if (std::find(variable.levels.begin(), variable.levels.begin() + static_cast<long>(i),
                  variable.levels[i]) != variable.levels.begin() + static_cast<long>(i))
      section.reject("levels", "cohort.dictionary",
                     fmt::format("`{}` stands twice", variable.levels[i]), "each level once");
  if (!variable.reference.empty() && !variable.levels.empty() && !declared(variable.reference))
    section.reject("reference", "cohort.dictionary",
                   fmt::format("`{}` is no level", variable.reference),
                   fmt::format("{}", fmt::join(variable.levels, ", ")));
}

void check_format(Section& section, const Variable& variable) {
  const bool is_date = variable.type == VariableType::date;
  if (!is_date && !(variable.format.empty() && variable.not_before.empty()))
    section.reject(variable.format.empty() ? "not_before" : "format", "cohort.dictionary",
                   "belongs to a date only", "", "declare type = \"date\"");
  const std::string& format = variable.format;
  const auto runs = [&format](const char* run) { return format.find(run) != std::string::npos; };
  if (is_date && !format.empty() && !(runs("yyyy") && runs("mm") && runs("dd")))
    section.reject("format", "cohort.dictionary", fmt::format("`{}` is no date format", format),
                   "yyyy, mm and dd with signs between them, such as dd.mm.yyyy");
}

/// Reads the entries that are there over what `variable` already says.
void read_variable(Section& section, Variable& variable) {
  using enum VariableType;
  const auto type = section.choice<VariableType>("type", {{"number", number},
                                                          {"integer", integer},
                                                          {"category", category},
                                                          {"yes_no", yes_no},
                                                          {"gene", gene},
                                                          {"event", event},
                                                          {"date", date},
                                                          {"text", text}});
  const auto take_text = [&section](std::string_view name, std::string& field) {
    if (const auto value = section.text(name)) field = *value;
  };
  const auto take_texts = [&section](std::string_view name, std::vector<std::string>& field) {
    if (section.has(name)) field = section.texts(name);
  };
  take_text("label", variable.label);
  take_text("unit", variable.unit);
  take_text("reference", variable.reference);
  take_text("format", variable.format);
  take_text("not_before", variable.not_before);
  section.text("source");  // where the range comes from: for the reader of the file
  section.text("note");
  take_text("help", variable.help);
  take_text("topic", variable.topic);
  take_text("measures", variable.measures);
  take_texts("includes", variable.includes);
  take_texts("excludes", variable.excludes);
  take_texts("synonyms", variable.synonyms);
  take_texts("levels", variable.levels);
  take_texts("missing", variable.missing);
  take_texts("not_tested", variable.not_tested);
  read_codes(section, variable);
  if (const auto range = read_range(section, "range")) variable.range = range;
  if (const auto plausible = read_range(section, "plausible")) variable.plausible = plausible;
  if (const auto gap = read_range(section, "gap")) variable.gap = gap;
  if (const auto above = section.number("above", -infinity, infinity)) {
    if (!variable.range) variable.range = Range{};
    variable.range->low = *above;
    variable.range->low_open = true;
  }
  if (const auto unique = section.flag("unique")) variable.unique = *unique;
  // Without a type: levels or codes say category, else a number.
  if (type)
    variable.type = *type;
  else if (!variable.built_in)
    variable.type = variable.levels.empty() && variable.codes.empty() ? number : category;
  variable.built_in = false;
  check_levels(section, variable);
  check_format(section, variable);
  section.finish();
}

/// A relation to another variable is worth nothing where that one does not exist.
void check_relations(const Dictionary& dictionary, Problems& problems) {
  const auto check = [&](const Variable& variable, const char* field, const std::string& other) {
    const Variable* found = dictionary.find(other);
    if (found && found->name != variable.name) return;
    Place place = variable.place;
    place.column = variable.name + "." + field;
    problems.push_back({"cohort.dictionary", std::move(place),
                        fmt::format("`{}` is no other variable of the dictionary", other),
                        "the name of a variable", ""});
  };
  for (const Variable& variable : dictionary.variables) {
    for (const std::string& other : variable.includes) check(variable, "includes", other);
    for (const std::string& other : variable.excludes) check(variable, "excludes", other);
    if (!variable.measures.empty()) check(variable, "measures", variable.measures);
  }
}

Dictionary built_in_dictionary() {
  Problems problems;
  const Result<Node> node = parse_toml(built_in_text("aml"), "dictionaries/aml.toml");
  Dictionary dictionary = node ? parse_dictionary(*node, problems) : Dictionary{};
  for (Variable& variable : dictionary.variables) variable.built_in = true;
  return dictionary;
}

}  // namespace

Dictionary parse_dictionary(const Node& table, Problems& problems) {
  Section section(table, "dictionary", problems, "cohort");
  Dictionary dictionary;
  const Node* use = table.find("use");
  if (use && !use->is(Node::Kind::table)) {
    if (section.text("use").value_or("aml") == "aml")
      dictionary = built_in_dictionary();
    else
      section.reject("use", "cohort.dictionary", fmt::format("`{}` is not built in", use->text),
                     "\"aml\"");
  }
  for (auto& [name, entry] : section.named_tables()) {
    const auto known =
        std::find_if(dictionary.variables.begin(), dictionary.variables.end(),
                     [&name](const Variable& variable) { return variable.name == name; });
    Variable variable;
    if (known != dictionary.variables.end()) variable = *known;
    variable.name = name;
    variable.place = entry.place();
    read_variable(entry, variable);
    if (known != dictionary.variables.end())
      *known = std::move(variable);
    else
      dictionary.variables.push_back(std::move(variable));
  }
  section.finish();
  check_relations(dictionary, problems);
  return dictionary;
}

Result<Dictionary> load_dictionary(const std::string& name_or_path) {
  if (name_or_path == "aml") return built_in_dictionary();
  const Result<FileBytes> bytes = FileBytes::open(name_or_path);
  if (!bytes) {
    Problems problems = bytes.error();
    for (Problem& problem : problems) problem.expected = "\"aml\" or a TOML file";
    return failure(std::move(problems));
  }
  const Result<Node> node = parse_toml(bytes->text(), name_or_path);
  if (!node) return failure(node.error());
  Problems problems;
  Dictionary dictionary = parse_dictionary(*node, problems);
  if (!problems.empty()) return failure(std::move(problems));
  return dictionary;
}

}  // namespace venscope::cohort
