#include "venscope/study/prepare_cohort.hpp"

#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/source_section.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

template <class T>
void append(std::vector<T>& list, const std::vector<T>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

/// The dictionary, with the patient column as an identifier: kept as written, no value twice; and
/// the names of samples as text. `cohort`: the id of a validation cohort.
cohort::Dictionary dictionary_of(const Protocol& protocol, const std::string& patient,
                                 const std::string& cohort, Problems& problems) {
  cohort::Dictionary dictionary = cohort::parse_dictionary(protocol.dictionary, problems);
  add_sample_columns(protocol, cohort, patient, dictionary);
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

/// Whom rows of [[records]] can belong to. `typed` is the whole file, `inclusion` who is kept of
/// it.
PatientRows patients_of(const cohort::Table& typed, const cohort::Inclusion& inclusion,
                        const cohort::Variable* patient, bool complete) {
  PatientRows patients;
  if (patient) patients.row = rows_by_patient(typed, patient->name);
  patients.included.resize(typed.rows);
  for (std::size_t i = 0; i < inclusion.rows.size(); ++i) patients.included[inclusion.rows[i]] = i;
  // Of a file without rows one thing is said, not of every record that its patient is not there.
  patients.complete = complete && typed.rows > 0 && patient && typed.find(patient->name);
  return patients;
}

/// Whose samples a matrix can hold.
SampleOwners owners_of(const cohort::Table& typed, const cohort::Inclusion& inclusion) {
  SampleOwners owners;
  owners.table = &typed;
  owners.rows = inclusion.rows.size();
  owners.included.resize(typed.rows);
  for (std::size_t i = 0; i < inclusion.rows.size(); ++i) owners.included[inclusion.rows[i]] = i;
  return owners;
}

/// Suspicions and synthetic samples of the matrices beside those of the cohort.
void tell_of_expressions(Cohort& cohort) {
  for (const Expression& expression : cohort.expressions) {
    for (const std::string& text : expression.suspicions)
      cohort.suspicions.push_back(expression.file + ": " + text);
    if (expression.synthetic == 0) continue;
    if (!cohort.synthetic) cohort.synthetic = Synthetic{0, cohort.rows, {}, {}, {}};
    cohort.synthetic->files.push_back(
        {expression.file, expression.synthetic, expression.samples, "samples"});
  }
}

/// Suspicions and synthetic rows of the records beside those of the cohort.
void tell_of_records(Cohort& cohort) {
  for (const Records& records : cohort.records) {
    for (const std::string& text : without_values(records.suspicions))
      cohort.suspicions.push_back(records.file + ": " + text);
    if (records.synthetic == 0) continue;
    if (!cohort.synthetic) cohort.synthetic = Synthetic{0, cohort.rows, {}, {}, {}, "patients"};
    cohort.synthetic->files.push_back({records.file, records.synthetic, records.rows});
  }
}

/// Derived columns, each but those that lack a column of this file.
void add_possible_columns(const std::vector<DerivedColumn>& derived, cohort::Table& table,
                          Problems& problems) {
  for (const DerivedColumn& wanted : derived) {
    Problems found;
    add_derived_columns({wanted}, table, found);
    const bool lacking = std::any_of(found.begin(), found.end(), [](const Problem& problem) {
      return problem.code == "formula.unknown_column";
    });
    if (!lacking) append(problems, found);
  }
}

/// Drops from `problems` that the study's own patients lack a variable of the dictionary which the
/// patients of a validation cohort have: it labels and types theirs. Their files are read for their
/// columns, only where there is such a problem.
void drop_columns_elsewhere(const Protocol& protocol, const cohort::Dictionary& dictionary,
                            Problems& problems) {
  const auto unknown = [](const Problem& problem) {
    return problem.code == "cohort.unknown_column";
  };
  for (const ValidationSource& source : protocol.validation_cohorts) {
    if (std::none_of(problems.begin(), problems.end(), unknown)) return;
    if (source.source.path.empty()) continue;
    Problems said_later;
    const auto read = cohort::read_table(source.source.path,
                                         reading_options(source.source, dictionary), said_later);
    if (!read) continue;
    for (const cohort::Column& column : read->table.columns) {
      const cohort::Variable* variable = dictionary.match(column.name);
      std::erase_if(problems, [&](const Problem& problem) {
        return variable && unknown(problem) && problem.place.file == variable->place.file &&
               problem.place.line == variable->place.line &&
               problem.place.column == variable->place.column;
      });
    }
  }
}

}  // namespace

std::optional<Cohort> prepare_cohort(const Protocol& protocol, Problems& problems) {
  const std::size_t before = problems.size();
  const cohort::Dictionary dictionary =
      dictionary_of(protocol, protocol.cohort.patient, {}, problems);
  const bool wrong_dictionary = problems.size() > before;
  if (protocol.cohort.path.empty()) {
    problems.push_back({"study.no_cohort",
                        {protocol.file, 0, "cohort.file"},
                        "no cohort is named",
                        "[cohort] with file, or --cohort FILE",
                        "",
                        Fault::input});
    return {};
  }
  // Whatever is wrong, the rest is looked at as far as it goes: one run says everything.
  const std::size_t before_reading = problems.size();
  std::optional<cohort::ReadTable> read = cohort::read_table(
      protocol.cohort.path, reading_options(protocol.cohort, dictionary), problems);
  const cohort::Variable* patient = dictionary.match(protocol.cohort.patient);
  if (!read || wrong_dictionary) {
    read_records(protocol, {}, patient ? *patient : cohort::Variable{}, {}, problems);
    read_expressions(protocol, {}, {}, problems);
    return {};
  }
  const bool complete = problems.size() == before_reading;

  Cohort cohort;
  cohort.file = protocol.cohort.file;
  cohort.sha256 = read->sha256;
  cohort.rows = read->table.rows;
  cohort.assumptions = read->assumptions;
  Problems suspicions = read->suspicions, of_values;
  cohort::TypedTable typed =
      cohort::apply_dictionary(std::move(read->table), dictionary, of_values);
  drop_columns_elsewhere(protocol, dictionary, of_values);
  append(problems, of_values);
  append(suspicions, typed.suspicions);
  cohort.suspicions = without_values(suspicions);
  append(cohort.assumptions, typed.assumptions);
  cohort.synthetic = synthetic_rows(typed.table, protocol.cohort.synthetic, protocol.simulation);
  add_derived_columns(protocol.derived, typed.table, problems);
  cohort.inclusion = cohort::include(typed.table, protocol.include, typed.wrong_rows, problems);
  for (const std::size_t row : cohort.inclusion.rows)
    if (!typed.wrong_rows.empty()) cohort.wrong_rows.push_back(typed.wrong_rows[row]);
  cohort.records =
      read_records(protocol, {}, patient ? *patient : cohort::Variable{},
                   patients_of(typed.table, cohort.inclusion, patient, complete), problems);
  tell_of_records(cohort);
  cohort.expressions =
      read_expressions(protocol, {}, owners_of(typed.table, cohort.inclusion), problems);
  tell_of_expressions(cohort);
  if (cohort.synthetic) cohort.synthetic->not_these = protocol.noun.many;
  cohort.table = protocol.include.empty() ? std::move(typed.table)
                                          : cohort::select_rows(typed.table, cohort.inclusion.rows);
  if (cohort.rows == 0) {
    problems.push_back({"study.no_rows",
                        {protocol.cohort.path, 0, ""},
                        "has no rows",
                        "one row for each patient",
                        "check the export",
                        Fault::input});
    return {};
  }
  if (cohort.table.rows > 0 || problems.size() > before) return cohort;
  problems.push_back({"study.nobody_included",
                      {protocol.file, 0, "include"},
                      fmt::format("none of the {} rows is included", cohort.rows),
                      "at least one patient",
                      "look at the rules and at venscope describe " + cohort.file,
                      Fault::analysis});
  return {};
}

std::optional<Cohort> prepare_validation_cohort(const Protocol& protocol,
                                                const ValidationSource& source,
                                                Problems& problems) {
  Problems of_dictionary;  // said of the study's own cohort
  const cohort::Dictionary dictionary =
      dictionary_of(protocol, source.source.patient, source.id, of_dictionary);
  if (!of_dictionary.empty() || source.source.path.empty()) return {};
  const std::size_t before_reading = problems.size();
  std::optional<cohort::ReadTable> read =
      cohort::read_table(source.source.path, reading_options(source.source, dictionary), problems);
  const cohort::Variable* patient = dictionary.match(source.source.patient);
  if (!read) {
    read_records(protocol, source.id, patient ? *patient : cohort::Variable{}, {}, problems);
    read_expressions(protocol, source.id, {}, problems);
    return {};
  }
  const bool complete = problems.size() == before_reading;
  Cohort cohort;
  cohort.file = source.source.file;
  cohort.sha256 = read->sha256;
  cohort.rows = read->table.rows;
  cohort.assumptions = read->assumptions;
  Problems suspicions = read->suspicions, of_values;
  cohort::TypedTable typed =
      cohort::apply_dictionary(std::move(read->table), dictionary, of_values);
  std::erase_if(of_values, [&](const Problem& problem) {
    return problem.code == "cohort.unknown_column" || problem.code == "cohort.dictionary";
  });
  append(problems, of_values);
  append(suspicions, typed.suspicions);
  cohort.suspicions = without_values(suspicions);
  append(cohort.assumptions, typed.assumptions);
  cohort.synthetic = synthetic_rows(typed.table, source.source.synthetic, protocol.simulation);
  add_possible_columns(protocol.derived, typed.table, problems);
  const std::vector<cohort::InclusionRule>& rules =
      source.include ? *source.include : protocol.include;
  cohort.inclusion = cohort::include(typed.table, rules, typed.wrong_rows, problems);
  for (const std::size_t row : cohort.inclusion.rows)
    if (!typed.wrong_rows.empty()) cohort.wrong_rows.push_back(typed.wrong_rows[row]);
  cohort.records =
      read_records(protocol, source.id, patient ? *patient : cohort::Variable{},
                   patients_of(typed.table, cohort.inclusion, patient, complete), problems);
  tell_of_records(cohort);
  cohort.expressions =
      read_expressions(protocol, source.id, owners_of(typed.table, cohort.inclusion), problems);
  tell_of_expressions(cohort);
  cohort.table = rules.empty() ? std::move(typed.table)
                               : cohort::select_rows(typed.table, cohort.inclusion.rows);
  if (cohort.table.rows == 0)
    problems.push_back(
        {"study.nobody_included", source.place,
         fmt::format("none of the {} rows of {} is included", cohort.rows, cohort.file),
         "at least one patient",
         "look at the rules: include = [...] of the cohort stands instead of those "
         "of the study",
         Fault::analysis});
  return cohort;
}

}  // namespace venscope::study
