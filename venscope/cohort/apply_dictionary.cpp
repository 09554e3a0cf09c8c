#include "venscope/base/nearest.hpp"
#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/typed_column.hpp"

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

/// The column that each variable is, `none` where the file has none.
std::vector<std::size_t> assign(const Table& table, const Dictionary& dictionary, TypingLog& log) {
  std::vector<std::vector<std::size_t>> found(dictionary.variables.size());
  for (std::size_t i = 0; i < table.columns.size(); ++i)
    if (const Variable* variable = dictionary.match(table.columns[i].name))
      found[static_cast<std::size_t>(variable - dictionary.variables.data())].push_back(i);

  std::vector<std::size_t> column_of(found.size(), none);
  for (std::size_t v = 0; v < found.size(); ++v) {
    const Variable& variable = dictionary.variables[v];
    for (const std::size_t i : found[v])
      if (table.columns[i].name == variable.name) column_of[v] = i;
    if (column_of[v] != none || found[v].empty()) continue;
    if (found[v].size() == 1) {
      column_of[v] = found[v][0];
      continue;
    }
    const std::string what =
        fmt::format("columns {} and {} both look like {}", shown(table.columns[found[v][0]].name),
                    shown(table.columns[found[v][1]].name), variable.name);
    if (variable.built_in)
      log.assumptions.push_back(what + "; both were left as read");
    else
      log.problems.add({"cohort.two_columns", variable.place, what, "one column for a variable",
                        "name one of them `" + variable.name + "`, or shorten the synonyms"});
  }
  return column_of;
}

void note_absent(const Table& table, const Variable& variable, TypingLog& log) {
  std::vector<std::string> names;
  for (const Column& column : table.columns) names.push_back(column.name);
  const std::string near = nearest_name(variable.name, names);
  log.problems.add({"cohort.unknown_column", variable.place,
                    "there is no column " + shown(variable.name) + " in " + table.file, "",
                    near.empty() ? "correct the name, or list the column's name under synonyms"
                                 : "did you mean " + shown(near) + "?"});
}

void check_order(const Table& table, const Variable& variable, TypingLog& log) {
  const Column* later = table.find(variable.name);
  const Column* earlier = table.find(variable.not_before);
  if (!earlier || earlier->type != ColumnType::date) {
    log.problems.add(
        {"cohort.dictionary", variable.place,
         "not_before names " + shown(variable.not_before) + ", which is no date column",
         "a column declared as a date", ""});
    return;
  }
  if (!later || later->type != ColumnType::date) return;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (later->missing(row) || earlier->missing(row) || later->number[row] >= earlier->number[row])
      continue;
    const double days = earlier->number[row] - later->number[row];
    log.add("cohort.dates_order", row, variable.name, [&] {
      return Problem{
          "",
          {},
          fmt::format("is {} day{} before {}", days, days == 1 ? "" : "s", variable.not_before),
          "a date not before " + variable.not_before,
          "correct one of the dates"};
    });
  }
}

}  // namespace

TypedTable apply_dictionary(Table table, const Dictionary& dictionary, Problems& problems,
                            std::size_t shown_problems) {
  TypingLog log{table.file, table.line, ProblemLog(shown_problems), ProblemLog(shown_problems),
                {},         {}};
  const std::vector<std::size_t> column_of = assign(table, dictionary, log);
  for (std::size_t v = 0; v < column_of.size(); ++v) {
    const Variable& variable = dictionary.variables[v];
    if (column_of[v] == none) {
      // Two candidates were complained of already.
      const bool doubtful = log.problems.count("cohort.two_columns", variable.place.column) > 0;
      if (!variable.built_in && !doubtful) note_absent(table, variable, log);
      continue;
    }
    Column& column = table.columns[column_of[v]];
    type_column(column, variable, log);
    if (column.name == variable.name) continue;
    log.assumptions.push_back(
        fmt::format("column {} is the variable {}", shown(column.name), variable.name));
    if (column.label == column.name) column.label = variable.name;
    column.name = variable.name;
  }
  for (std::size_t v = 0; v < column_of.size(); ++v)
    if (column_of[v] != none && !dictionary.variables[v].not_before.empty())
      check_order(table, dictionary.variables[v], log);
  for (Problem& problem : log.problems.take()) problems.push_back(std::move(problem));
  return {std::move(table), std::move(log.assumptions), log.suspicions.take(),
          std::move(log.wrong_rows)};
}

Result<TypedTable> apply_dictionary(Table table, const Dictionary& dictionary,
                                    std::size_t shown_problems) {
  Problems problems;
  TypedTable typed = apply_dictionary(std::move(table), dictionary, problems, shown_problems);
  if (!problems.empty()) return failure(std::move(problems));
  return typed;
}

}  // namespace venscope::cohort
