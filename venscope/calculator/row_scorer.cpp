#include "venscope/calculator/row_scorer.hpp"

#include "venscope/calculator/answer_row.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

using Format = BatchOptions::Format;

/// Whether spaces may stand at an end of the text: a quick no for nearly all.
bool perhaps_padded(std::string_view text) {
  const auto odd = [](char c) { return static_cast<unsigned char>(c) - 0x21u >= 0x5e; };
  return text.empty() || odd(text.front()) || odd(text.back());
}

}  // namespace

void SeenInRows::add(const SeenInRows& other) {
  for (std::size_t i = 0; i < notes_held.size(); ++i)
    for (std::size_t note = 0; note < notes_held[i].size(); ++note)
      if (other.notes_held[i][note]) notes_held[i][note] = true;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    marks[i].comma |= other.marks[i].comma;
    marks[i].point |= other.marks[i].point;
  }
}

RowScorer::RowScorer(const BatchTable& table, cohort::ProblemLog& problems,
                     cohort::ProblemLog& suspicions, std::size_t cache_bytes)
    : table_(table),
      problems_(problems),
      suspicions_(suspicions),
      key_(lay_out_key()),
      cache_(key_.size(), cache_bytes) {
  exact_ = table.reading.exact_numbers || std::any_of(table.needed.begin(), table.needed.end(),
                                                      [](const Needed& one) { return one.exact; });
  for (const risk::Card* card : table.cards) notes_held_.emplace_back(card->notes.size());
  if (table.options.elsewhere) met_.resize(table.options.elsewhere->patients.size());
}

/// How many words it has.
std::size_t RowScorer::lay_out_key() {
  std::size_t word = 0;
  unsigned used = table_.options.elsewhere ? 32 : 0;
  columns_.reserve(table_.header.inputs.size());
  for (const InputColumn& column : table_.header.inputs) {
    columns_.push_back({column, ColumnCodes(table_.dictionary.variables[column.variable],
                                            table_.needed[column.variable], table_.reading)});
    CodedColumn& one = columns_.back();
    if (used + one.codes.bits() > 64) {
      ++word;
      used = 0;
    }
    one.word = word;
    one.shift = used;
    used += one.codes.bits();
  }
  codes_.resize(columns_.size());
  return word + 1;
}

SeenInRows RowScorer::seen() const {
  SeenInRows seen{notes_held_, {}};
  for (const CodedColumn& one : columns_) seen.marks.push_back(one.codes.marks_seen());
  return seen;
}

bool RowScorer::row(const Rows& rows, std::size_t number, bool writes, std::string& out) {
  const std::span<const std::string_view> cells = rows.cells();
  if (cells.size() != table_.header.width) {
    note_width(rows);
    return false;
  }
  if (exact_) forget_if_full();
  for (std::uint64_t& word : key_) word = 0;
  std::uint32_t flags = 0;
  const bool plain = rows.plain();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    CodedColumn& one = columns_[i];
    const std::string_view cell = cells[one.column.cell];
    const std::uint32_t code = plain ? one.codes.code(cell) : one.codes.code_of_any(cell);
    flags |= code;
    codes_[i] = code;
    key_[one.word] |= std::uint64_t{code & ColumnCodes::value_bits} << one.shift;
  }
  if ((flags & ~ColumnCodes::value_bits) != 0) note_cells(rows);
  const std::string_view patient = patient_of(rows, number);
  std::uint32_t profile = 0;
  if (table_.options.elsewhere) {
    profile = profile_of(patient);
    key_[0] |= profile;
  }
  if (table_.options.visit && patient == table_.options.only && (flags & ColumnCodes::bad) == 0)
    table_.options.visit(patient_row(patient, rows.line(), profile));
  if (!writes || !problems_.empty()) return true;
  const char* texts = cache_.find(key_.data());
  if (!texts) texts = texts_of(profile);
  write(rows, patient, texts, out);
  return true;
}

void RowScorer::forget_if_full() {
  if (std::none_of(columns_.begin(), columns_.end(),
                   [](const CodedColumn& one) { return one.codes.full(); }))
    return;
  for (CodedColumn& one : columns_) one.codes.forget();
  cache_.clear();
}

void RowScorer::note_width(const Rows& rows) {
  problems_.add("cohort.ragged_row", "", [&] {
    const std::size_t count = rows.cells().size();
    return Problem{"",
                   {table_.options.file, rows.line(), ""},
                   fmt::format("{} cell{}", count, count == 1 ? "" : "s"),
                   fmt::format("{} as in the header", table_.header.width),
                   "add or remove delimiters, or quote the cell that holds one"};
  });
}

void RowScorer::note_cells(const Rows& rows) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const CodedColumn& one = columns_[i];
    const std::string_view cell = rows.cells()[one.column.cell];
    const auto placed = [&](Problem problem) {
      problem.place = {table_.options.file, rows.line(), one.column.name};
      return problem;
    };
    if ((codes_[i] & ColumnCodes::bad) != 0) {
      problems_.add(one.codes.problem_code(cell), one.column.name,
                    [&] { return placed(one.codes.problem(cell)); });
    } else if ((codes_[i] & ColumnCodes::implausible) != 0 && doubts) {
      suspicions_.add("cohort.implausible", one.column.name,
                      [&] { return placed(one.codes.suspicion(cell)); });
    }
  }
}

std::string_view RowScorer::patient_of(const Rows& rows, std::size_t number) {
  if (!table_.header.patient) {
    row_number_ = std::to_string(number);
    return row_number_;
  }
  std::string_view patient = rows.cells()[*table_.header.patient];
  if (patient == "NA" && doubts) note_missing_id(rows);
  if (!perhaps_padded(patient)) return patient;
  patient = cohort::trimmed(patient);
  if (patient.empty())
    problems_.add("score.no_patient", "", [&] {
      return Problem{"",
                     {table_.options.file, rows.line(), ""},
                     "the patient has no id",
                     "an id in every row",
                     "fill it in, or leave the column out: then rows are numbered"};
    });
  return patient;
}

/// They may be somebody's initials.
void RowScorer::note_missing_id(const Rows& rows) {
  suspicions_.add("score.perhaps_no_patient", "", [&] {
    return Problem{"",
                   {table_.options.file, rows.line(), ""},
                   "the patient is called NA, as R writes an id that is missing",
                   "an id",
                   "fill it in, unless it is one"};
  });
}

std::uint32_t RowScorer::profile_of(std::string_view patient) {
  const Elsewhere& elsewhere = *table_.options.elsewhere;
  const auto found = elsewhere.index.find(patient);
  if (found == elsewhere.index.end()) return elsewhere.otherwise;
  met_[found->second] = true;
  return elsewhere.profile_of[found->second];
}

PatientRow RowScorer::patient_row(std::string_view patient, std::size_t line,
                                  std::uint32_t profile) const {
  PatientRow one{patient, line, {}, {}};
  one.values.values.resize(table_.dictionary.variables.size());
  for (std::size_t i = 0; i < columns_.size(); ++i)
    one.values.values[columns_[i].column.variable] = columns_[i].codes.value(codes_[i]);
  if (const Elsewhere* elsewhere = table_.options.elsewhere)
    merge(elsewhere->profiles[profile], elsewhere->name, table_.dictionary, one.values,
          one.remarks);
  return one;
}

const char* RowScorer::texts_of(std::uint32_t profile) {
  PatientRow one = patient_row({}, 0, profile);
  const KnownPatient known = know(table_.dictionary, std::move(one.values), std::move(one.remarks));
  std::vector<std::string> texts;
  for (const risk::Model* model : table_.models) {
    const risk::Answer answer = model->answer(known.patient);
    for (const std::size_t note : answer.notes) notes_held_[texts.size()][note] = true;
    texts.push_back(table_.options.format == Format::csv
                        ? csv_tail(model->card(), answer, known, table_.dictionary,
                                   table_.said_once, table_.options.columns)
                        : json_tail(model->card(), answer, known, table_.dictionary,
                                    table_.options.reconstruct));
  }
  return cache_.add(key_.data(), texts);
}

void RowScorer::write_patient(const Rows& rows, std::string_view patient, std::string& out) {
  if (table_.options.format == Format::json) {
    out += written ? ",\n{\"patient\":" : "[\n{\"patient\":";
    written = true;
    append_json(patient, out);
    out += ',';
  } else if (rows.plain() && !rows.quoted() && rows.delimiter() == ',' &&
             patient.find(rows.line_end() == '\n' ? '\r' : '\n') == std::string_view::npos) {
    out += patient;
  } else {
    append_csv(patient, out);
  }
}

void RowScorer::write(const Rows& rows, std::string_view patient, const char* texts,
                      std::string& out) {
  if (!written && table_.options.format == Format::csv) {
    out += csv_header(table_.options.columns);
    written = true;
  }
  for (std::size_t i = 0; i < table_.models.size(); ++i) {
    std::uint32_t size;
    std::memcpy(&size, texts, sizeof size);
    write_patient(rows, patient, out);
    out.append(texts + sizeof size, size);
    texts += sizeof size + size;
  }
}

}  // namespace venscope::calculator
