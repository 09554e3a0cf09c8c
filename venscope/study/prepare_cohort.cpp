#include "venscope/study/prepare_cohort.hpp"

#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/read.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

void append(Problems& problems, const Problems& more) {
  problems.insert(problems.end(), more.begin(), more.end());
}

/// The dictionary, with the patient column as an identifier: kept as written, no value twice.
cohort::Dictionary dictionary_of(const Protocol& protocol, Problems& problems) {
  cohort::Dictionary dictionary = cohort::parse_dictionary(protocol.dictionary, problems);
  const std::string& patient = protocol.cohort.patient;
  if (patient.empty()) return dictionary;
  if (const cohort::Variable* known = dictionary.match(patient)) {
    cohort::Variable& variable =
        dictionary.variables[static_cast<std::size_t>(known - dictionary.variables.data())];
    variable.unique = true;
    variable.built_in = false;  // the column has to be there
    return dictionary;
  }
  cohort::Variable variable;
  variable.name = patient;
  variable.type = cohort::VariableType::text;
  variable.unique = true;
  variable.place = {protocol.file, 0, "cohort.patient"};
  dictionary.variables.push_back(std::move(variable));
  return dictionary;
}

cohort::ReadOptions options_of(const Protocol& protocol, const cohort::Dictionary& dictionary) {
  cohort::ReadOptions options;
  options.delimiter = protocol.cohort.delimiter;
  options.decimal = protocol.cohort.decimal;
  if (protocol.cohort.missing) options.missing = *protocol.cohort.missing;
  return cohort::reading_options(dictionary, std::move(options));
}

/// Suspicions for the report, which names no patient: what and how often, without the values.
std::vector<std::string> without_values(const Problems& suspicions) {
  struct Column {
    std::string name, expected;
    std::size_t count;
  };
  std::vector<Column> columns;
  for (const Problem& suspicion : suspicions) {
    const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& column) {
      return column.name == suspicion.place.column && column.expected == suspicion.expected;
    });
    if (found != columns.end())
      ++found->count;
    else
      columns.push_back({suspicion.place.column, suspicion.expected, 1});
  }
  std::vector<std::string> texts;
  for (const Column& column : columns) {
    const bool one = column.count == 1;
    texts.push_back(fmt::format(
        "{}: {} value{} look{} wrong{}; venscope describe --dictionary lists {} by line",
        column.name, column.count, one ? "" : "s", one ? "s" : "",
        column.expected.empty() ? "" : ", expected " + column.expected, one ? "it" : "them"));
  }
  return texts;
}

}  // namespace

std::optional<Cohort> prepare_cohort(const Protocol& protocol, Problems& problems) {
  const std::size_t before = problems.size();
  const cohort::Dictionary dictionary = dictionary_of(protocol, problems);
  if (protocol.cohort.path.empty()) {
    problems.push_back({"study.no_cohort",
                        {protocol.file, 0, "cohort.file"},
                        "no cohort is named",
                        "[cohort] with file, or --cohort FILE",
                        "",
                        Fault::input});
    return {};
  }
  // A file is read even if the dictionary has problems: its own are said in the same go.
  Result<cohort::ReadTable> read =
      cohort::read_table(protocol.cohort.path, options_of(protocol, dictionary));
  if (!read) append(problems, read.error());
  if (problems.size() > before) return {};

  Cohort cohort;
  cohort.file = protocol.cohort.file;
  cohort.sha256 = read->sha256;
  cohort.rows = read->table.rows;
  cohort.assumptions = read->assumptions;
  Problems suspicions = read->suspicions;
  Result<cohort::TypedTable> typed = cohort::apply_dictionary(std::move(read->table), dictionary);
  if (!typed) {
    append(problems, typed.error());
    return {};
  }
  append(suspicions, typed->suspicions);
  cohort.suspicions = without_values(suspicions);
  cohort.assumptions.insert(cohort.assumptions.end(), typed->assumptions.begin(),
                            typed->assumptions.end());
  add_derived_columns(protocol.derived, typed->table, problems);
  if (problems.size() > before) return {};
  Result<cohort::Inclusion> inclusion = cohort::include(typed->table, protocol.include);
  if (!inclusion) {
    append(problems, inclusion.error());
    return {};
  }
  cohort.inclusion = std::move(*inclusion);
  cohort.table = protocol.include.empty()
                     ? std::move(typed->table)
                     : cohort::select_rows(typed->table, cohort.inclusion.rows);
  if (cohort.table.rows > 0) return cohort;
  problems.push_back({"study.nobody_included",
                      {protocol.file, 0, "include"},
                      fmt::format("none of the {} rows is included", cohort.rows),
                      "at least one patient",
                      "look at the rules and at venscope describe " + cohort.file,
                      Fault::analysis});
  return {};
}

}  // namespace venscope::study
