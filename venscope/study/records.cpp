#include "venscope/study/records.hpp"

#include "venscope/base/nearest.hpp"
#include "venscope/cohort/problem_log.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/protocol.hpp"
#include "venscope/study/source_section.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

/// An id as text, the same for the cohort and its records whatever type it was declared.
std::string id_of(const cohort::Column& column, std::size_t row) {
  if (column.numeric()) return fmt::format("{}", column.number[row]);
  return column.levels[static_cast<std::size_t>(column.code[row])];
}

/// The dictionary of the records, with the patient column read as the cohort's is.
cohort::Dictionary records_dictionary(const RecordsRequest& request,
                                      const cohort::Variable& patient, Problems& problems) {
  cohort::Dictionary dictionary = cohort::parse_dictionary(request.dictionary, problems);
  cohort::Variable variable = patient;
  variable.name = request.source.patient;
  variable.synonyms.clear();
  variable.unique = false;
  variable.built_in = false;
  variable.place = request.place;
  if (const cohort::Variable* known = dictionary.match(variable.name)) {
    variable.name = known->name;
    variable.synonyms = known->synonyms;
    dictionary.variables[static_cast<std::size_t>(known - dictionary.variables.data())] = variable;
  } else {
    dictionary.variables.push_back(variable);
  }
  return dictionary;
}

/// Whose the rows are, with what is wrong about that.
class Assignment {
public:
  Assignment(const CohortSource& cohort, const RecordsRequest& request, const PatientRows& patients)
      : cohort_(cohort), request_(request), patients_(patients) {}

  void assign(const cohort::Table& table, const cohort::Column& ids, Records& records) {
    for (std::size_t row = 0; row < table.rows; ++row) assign(table, ids, row, records);
    records.patients = std::set(records.patient.begin(), records.patient.end()).size();
  }
  const std::vector<std::size_t>& rows() const { return rows_; }
  Problems problems() { return log_.take(); }

private:
  void assign(const cohort::Table& table, const cohort::Column& ids, std::size_t row,
              Records& records) {
    const Place place{table.file, table.line[row], ids.name};
    if (ids.missing(row)) {
      log_.add("study.no_patient", ids.name, [&] {
        return Problem{"", place, "says of nobody whose row it is", "the id of a patient",
                       "supply it, or remove the row"};
      });
      return;
    }
    const std::string id = id_of(ids, row);
    const auto found = patients_.row.find(id);
    if (found == patients_.row.end()) return unknown(place, id, records);
    const std::optional<std::size_t> patient = patients_.included[found->second];
    if (!patient) {
      ++records.excluded;
      return;
    }
    rows_.push_back(row);
    records.patient.push_back(*patient);
  }

  void unknown(const Place& place, const std::string& id, Records& records) {
    ++records.unknown;
    if (request_.unknown_left_out || !patients_.complete) return;
    log_.add("study.unknown_patient", place.column, [&] {
      return Problem{"", place, fmt::format("'{}' is no patient of {}", id, cohort_.file),
                     "a patient of the cohort",
                     fmt::format("correct the id, or declare unknown = \"leave_out\" in "
                                 "[[records]] '{}'",
                                 request_.id)};
    });
  }

  const CohortSource& cohort_;
  const RecordsRequest& request_;
  const PatientRows& patients_;
  std::vector<std::size_t> rows_;
  cohort::ProblemLog log_;
};

std::size_t synthetic_count(const cohort::Table& table, bool declared) {
  const auto synthetic = synthetic_rows(table, declared, {});
  return synthetic ? synthetic->rows : 0;
}

std::optional<Records> read_one(const CohortSource& cohort, const RecordsRequest& request,
                                const cohort::Variable& patient, const PatientRows& patients,
                                Problems& problems) {
  const std::size_t before = problems.size();
  const cohort::Dictionary dictionary = records_dictionary(request, patient, problems);
  const bool wrong_dictionary = problems.size() > before;
  std::optional<cohort::ReadTable> read = cohort::read_table(
      request.source.path, reading_options(request.source, dictionary), problems);
  if (!read || wrong_dictionary) return {};
  Records records;
  records.id = request.id;
  records.title = request.title;
  records.cohort = request.cohort;
  records.file = request.source.file;
  records.sha256 = read->sha256;
  records.rows = read->table.rows;
  records.assumptions = read->assumptions;
  records.suspicions = read->suspicions;
  cohort::TypedTable typed = cohort::apply_dictionary(std::move(read->table), dictionary, problems);
  records.assumptions.insert(records.assumptions.end(), typed.assumptions.begin(),
                             typed.assumptions.end());
  records.suspicions.insert(records.suspicions.end(), typed.suspicions.begin(),
                            typed.suspicions.end());
  records.synthetic = synthetic_count(typed.table, request.source.synthetic);
  const cohort::Variable* variable = dictionary.match(request.source.patient);
  const cohort::Column* ids = typed.table.find(variable->name);
  if (!ids) return {};  // the dictionary said so
  Assignment assignment(cohort, request, patients);
  assignment.assign(typed.table, *ids, records);
  const Problems wrong = assignment.problems();
  problems.insert(problems.end(), wrong.begin(), wrong.end());
  for (const std::size_t row : assignment.rows())
    if (!typed.wrong_rows.empty()) records.wrong_rows.push_back(typed.wrong_rows[row]);
  records.table = cohort::select_rows(typed.table, assignment.rows());
  return records;
}

std::vector<std::string> ids_of(const Protocol& protocol) {
  std::vector<std::string> ids;
  for (const RecordsRequest& request : protocol.records) ids.push_back(request.id);
  return ids;
}

std::string meant(const std::string& name, const std::vector<std::string>& names) {
  const std::string near = nearest_name(name, names);
  return near.empty() ? "" : fmt::format("write '{}' if that is meant", near);
}

/// Where the patients of that cohort stand; null for a cohort that is not declared.
const CohortSource* source_of(const Protocol& protocol, std::string_view cohort) {
  if (cohort.empty()) return &protocol.cohort;
  for (const ValidationSource& source : protocol.validation_cohorts)
    if (source.id == cohort) return &source.source;
  return nullptr;
}

/// The entry `cohort`, which must be declared.
void read_records_cohort(Section& section, const Protocol& protocol, RecordsRequest& request) {
  const std::string cohort = section.text("cohort").value_or("");
  if (source_of(protocol, cohort)) {
    request.cohort = cohort;
    return;
  }
  std::vector<std::string> ids;
  for (const ValidationSource& source : protocol.validation_cohorts) ids.push_back(source.id);
  section.reject("cohort", "study.unknown_cohort",
                 fmt::format("there is no [[validation_cohort]] '{}'", cohort),
                 ids.empty() ? "[[validation_cohort]] with id and file"
                             : fmt::format("{}", fmt::join(ids, ", ")),
                 meant(cohort, ids));
}

/// For each row of `records.table` where its patient stands among `rows`.
std::vector<std::size_t> places_of(const Records& records, std::size_t table_rows,
                                   const std::vector<std::size_t>& rows) {
  std::vector<std::size_t> row_in_step(table_rows, not_in_step);
  for (std::size_t i = 0; i < rows.size(); ++i) row_in_step[rows[i]] = i;
  std::vector<std::size_t> patients;
  patients.reserve(records.patient.size());
  for (const std::size_t row : records.patient) patients.push_back(row_in_step[row]);
  return patients;
}

}  // namespace

std::map<std::string, std::size_t, std::less<>> rows_by_patient(const cohort::Table& table,
                                                                std::string_view name) {
  std::map<std::string, std::size_t, std::less<>> rows;
  const cohort::Column* ids = table.find(name);
  for (std::size_t row = 0; ids && row < table.rows; ++row)
    if (!ids->missing(row)) rows.emplace(id_of(*ids, row), row);
  return rows;
}

std::vector<Records> read_records(const Protocol& protocol, std::string_view cohort,
                                  const cohort::Variable& patient, const PatientRows& patients,
                                  Problems& problems) {
  std::vector<Records> all;
  const CohortSource* source = source_of(protocol, cohort);
  for (const RecordsRequest& request : protocol.records) {
    if (request.cohort != cohort || !source) continue;
    if (request.source.path.empty()) continue;  // which was said
    if (source->patient.empty()) {
      problems.push_back({"study.no_patient_column", request.place,
                          "[[records]] need to know the patients of the cohort",
                          "[cohort] patient = the column that names the patient", ""});
      continue;
    }
    if (auto records = read_one(*source, request, patient, patients, problems))
      all.push_back(std::move(*records));
  }
  return all;
}

Problems replace_records(Protocol& protocol, const std::string& given) {
  const std::size_t equals = given.find('=');
  const Place place{"--records " + given, 0, {}};
  if (equals == std::string::npos || equals == 0 || equals + 1 == given.size())
    return {{"study.records_option", place, "is no id and file",
             "ID=FILE, for instance adverse_events=events.csv", ""}};
  const std::string id = given.substr(0, equals), path = given.substr(equals + 1);
  for (RecordsRequest& request : protocol.records) {
    if (request.id != id) continue;
    request.source.path = path;
    request.source.file = std::filesystem::path(path).filename().string();
    return {};
  }
  const std::vector<std::string> ids = ids_of(protocol);
  return {{"study.no_records", place, fmt::format("the protocol has no [[records]] '{}'", id),
           fmt::format("{}", fmt::join(ids, ", ")), meant(id, ids)}};
}

void read_records_sections(Section& root, Protocol& protocol) {
  for (Section& section : root.tables("records")) {
    RecordsRequest request;
    request.id = read_identifier(section, "id");
    request.title = section.text("title").value_or(request.id);
    request.place = section.place();
    request.source = read_source(section, protocol.file);
    read_records_cohort(section, protocol, request);
    if (request.source.patient.empty())
      request.source.patient = source_of(protocol, request.cohort)->patient;
    request.unknown_left_out =
        section.choice<bool>("unknown", {{"problem", false}, {"leave_out", true}}).value_or(false);
    if (const Node* dictionary = section.node("dictionary")) request.dictionary = *dictionary;
    if (request.source.file.empty())
      section.reject("file", "study.no_records_file", "no file is named",
                     "file = a path relative to the protocol");
    for (const RecordsRequest& earlier : protocol.records)
      if (!request.id.empty() && slug(earlier.id) == slug(request.id))
        section.reject("id", "study.duplicate", "'" + request.id + "' is taken by other records",
                       "an id of its own");
    section.finish();
    protocol.records.push_back(std::move(request));
  }
}

std::string read_records_id(Section& section, const Protocol& protocol, std::string_view otherwise,
                            std::string_view cohort) {
  const std::string id = section.text("records").value_or(std::string(otherwise));
  std::vector<std::string> ids;
  const RecordsRequest* elsewhere = nullptr;
  for (const RecordsRequest& request : protocol.records) {
    if (request.cohort == cohort) ids.push_back(request.id);
    if (request.id == id) elsewhere = &request;
  }
  if (std::find(ids.begin(), ids.end(), id) != ids.end()) return id;
  section.reject(section.has("records") ? "records" : "", "study.no_records",
                 elsewhere
                     ? fmt::format("the [[records]] '{}' are of {}", id,
                                   elsewhere->cohort.empty() ? "the study's own cohort"
                                                             : "cohort '" + elsewhere->cohort + "'")
                     : fmt::format("there is no [[records]] '{}'", id),
                 ids.empty() ? "[[records]] with id, file and patient"
                             : fmt::format("{}", fmt::join(ids, ", ")),
                 meant(id, ids));
  return {};
}

const cohort::Column* records_column(const Records& records, const std::string& name,
                                     const Place& place, std::string_view entry,
                                     Problems& problems) {
  if (name.empty()) return nullptr;
  if (const cohort::Column* found = records.table.find(name)) return found;
  std::vector<std::string> names;
  for (const cohort::Column& column : records.table.columns) names.push_back(column.name);
  Place at = place;
  at.column += fmt::format(".{}", entry);
  problems.push_back({"study.unknown_column", at,
                      fmt::format("there is no column '{}' in {}", name, records.file),
                      fmt::format("{}", fmt::join(names, ", ")), meant(name, names)});
  return nullptr;
}

std::vector<std::size_t> patients_of_step(const Plan& plan, const Step& step,
                                          const Records& records) {
  if (step.table == &plan.table) return records.patient;
  return places_of(records, plan.table.rows, plan.population_rows.at(step.request->where));
}

std::vector<std::size_t> patients_of_step(const ValidationCohort& cohort, const Step& step,
                                          const Records& records) {
  const auto found = cohort.population_rows.find(step.request->where);
  return found == cohort.population_rows.end()
             ? records.patient
             : places_of(records, cohort.table.rows, found->second);
}

}  // namespace venscope::study
