/// Long files beside the cohort, several rows to a patient: adverse events, laboratory values over
/// time, lines of therapy. docs/files/protocol.md, `[[records]]`.
#pragma once

#include "venscope/base/section.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/table.hpp"

#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct Plan;
struct Protocol;
struct Step;
struct ValidationCohort;

/// A file of rows that belong to the patients of the cohort.
struct Records {
  std::string id, title;
  std::string cohort;  ///< id of the validation cohort whose patients they are; "" for the study's
  std::string file;    ///< as named by the protocol or the command line
  std::string sha256;  ///< of the file's bytes
  std::size_t rows = 0;
  cohort::Table table;               ///< the rows of the included patients, in the file's order
  std::vector<std::size_t> patient;  ///< of each of them: the patient's row of its cohort's table
  std::size_t patients = 0;          ///< included patients who have a row
  std::size_t excluded = 0;          ///< rows of patients whom the rules of inclusion leave out
  std::size_t unknown = 0;           ///< rows of nobody in the cohort; only where declared
  std::size_t synthetic = 0;         ///< rows of the file that say so, or all where declared
  std::vector<std::string> assumptions;  ///< what the reader and the dictionary took for granted
  Problems suspicions;                   ///< values that look wrong, located
  std::vector<bool> wrong_rows;          ///< of `table`, as of a cohort
};

/// The patients of a cohort by the text of their id.
struct PatientRows {
  std::map<std::string, std::size_t, std::less<>> row;  ///< of the file
  std::vector<std::optional<std::size_t>> included;     ///< per row of the file: of the table
  bool complete = false;  ///< the cohort could be read in full: who is not in it is not known
};

/// `table` by the column `name`. Of several rows with one id the first; that there are several is
/// for the dictionary to say.
std::map<std::string, std::size_t, std::less<>> rows_by_patient(const cohort::Table& table,
                                                                std::string_view name);

/// Reads every [[records]] of that cohort ("" for the study's). `patient` is the variable of its
/// patient column, so that ids are read alike in both. Problems, all at once and located: those of
/// the reader and the dictionary, study.no_patient_column, study.no_patient (a row without id),
/// study.unknown_patient.
std::vector<Records> read_records(const Protocol& protocol, std::string_view cohort,
                                  const cohort::Variable& patient, const PatientRows& patients,
                                  Problems& problems);

/// --records ID=FILE. Problems: study.no_records, study.records_option.
Problems replace_records(Protocol& protocol, const std::string& given);

/// Reads [[records]]. Called after the cohorts and before the analyses, which refer to them.
void read_records_sections(Section& root, Protocol& protocol);

/// For kinds: the entry `records` (`otherwise` if absent), which must be the id of a [[records]] of
/// that cohort.
std::string read_records_id(Section& section, const Protocol& protocol, std::string_view otherwise,
                            std::string_view cohort = {});

/// For kinds: the column of `records` that the entry `entry` of an analysis at `place` names; null
/// and a problem where it is not there, null alone where `name` is "".
const cohort::Column* records_column(const Records& records, const std::string& name,
                                     const Place& place, std::string_view entry,
                                     Problems& problems);

/// A record of a patient who is not among those of a step (its `where`).
inline constexpr std::size_t not_in_step = std::numeric_limits<std::size_t>::max();

/// For each row of `records.table` the row of its patient in `*step.table`, or `not_in_step`.
std::vector<std::size_t> patients_of_step(const Plan& plan, const Step& step,
                                          const Records& records);
/// The same for records of a validation cohort, in `patients_of(cohort, step)`.
std::vector<std::size_t> patients_of_step(const ValidationCohort& cohort, const Step& step,
                                          const Records& records);

}  // namespace venscope::study
