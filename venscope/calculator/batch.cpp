#include "venscope/calculator/batch.hpp"

#include "venscope/calculator/answer_cache.hpp"
#include "venscope/calculator/rows.hpp"
#include "venscope/calculator/table_header.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

constexpr std::size_t slice = std::size_t{1}
                              << 16;  // stays in the second cache while it is worked on

/// A column, and where its code stands in the key.
struct CodedColumn {
  InputColumn column;
  ColumnCodes codes;
  std::size_t word = 0;
  unsigned shift = 0;
};

std::vector<const risk::Card*> cards_of(const std::vector<const risk::Model*>& models) {
  std::vector<const risk::Card*> cards;
  for (const risk::Model* model : models) cards.push_back(&model->card());
  return cards;
}

/// Whether spaces may stand at an end of the text: a quick no for nearly all.
bool perhaps_padded(std::string_view text) {
  const auto odd = [](char c) { return static_cast<unsigned char>(c) - 0x21u >= 0x5e; };
  return text.empty() || odd(text.front()) || odd(text.back());
}

}  // namespace

struct Batch::Inside {
  Inside(std::vector<const risk::Model*> the_models, const cohort::Dictionary& the_dictionary,
         BatchOptions the_options, Sink the_sink)
      : models(std::move(the_models)),
        dictionary(the_dictionary),
        options(std::move(the_options)),
        sink(std::move(the_sink)),
        cards(cards_of(models)),
        needed(needed_variables(cards, dictionary)),
        problems(options.reading.shown_problems),
        suspicions(options.reading.shown_problems) {
    if (options.elsewhere) met.resize(options.elsewhere->patients.size());
    for (const risk::Card* card : cards) notes_held.emplace_back(card->notes.size());
    begin();
  }

  void begin() {
    rows_read = 0;
    written = false;
    out.clear();
    rows.emplace(options.file, RowsOptions{options.reading.delimiter, false}, problems);
    header.reset();
  }

  void drain() {
    while (rows->next()) {
      if (header)
        row();
      else
        begin_table();
    }
  }

  void forget_if_full() {
    if (std::none_of(columns.begin(), columns.end(),
                     [](const CodedColumn& one) { return one.codes.full(); }))
      return;
    for (CodedColumn& one : columns) one.codes.forget();
    cache->clear();
  }

  void flush() {
    if (!out.empty() && !sink(out)) silent = true;
    out.clear();
  }

  bool writes() const { return !check && !silent && !options.visit && problems.empty(); }

  void begin_table();
  void say_absent();
  void row();
  void note_cells(std::span<const std::string_view> cells);
  std::string_view patient_of(std::span<const std::string_view> cells);
  std::uint32_t profile_of(std::string_view patient);
  PatientRow patient_row(std::string_view patient, std::uint32_t profile) const;
  const char* texts_of(std::uint32_t profile);
  void write(std::string_view patient, const char* texts);
  void write_patient(std::string_view patient);
  void say_not_met();
  void end();

  std::vector<const risk::Model*> models;
  const cohort::Dictionary& dictionary;
  BatchOptions options;
  Sink sink;
  std::vector<const risk::Card*> cards;
  std::vector<Needed> needed;
  cohort::ProblemLog problems, suspicions;
  std::vector<std::string> warnings;
  bool exact = false;  ///< some column tells every number from every other
  bool check = false, silent = false, second = false, written = false;
  std::optional<Rows> rows;
  std::optional<TableHeader> header;
  std::vector<CodedColumn> columns;
  std::vector<std::uint32_t> codes;  ///< of the row at hand, per column
  std::vector<std::uint64_t> key;
  std::optional<AnswerCache> cache;
  std::size_t rows_read = 0;
  std::string row_number;
  std::vector<bool> elsewhere;  ///< per variable: whether another source has it
  std::vector<bool> met;        ///< per patient of the other source: whether a row is theirs
  SaidOnce said_once;
  std::vector<std::vector<bool>> notes_held;  ///< per model and note: whether it held of someone
  std::string out;
};

void Batch::Inside::begin_table() {
  if (options.elsewhere) {
    elsewhere.resize(dictionary.variables.size());
    for (const Profile& profile : options.elsewhere->profiles)
      for (const auto& [variable, value] : profile.values) elsewhere[variable] = true;
  }
  const Place place{options.file, rows->line(), ""};
  std::vector<std::string> said;
  header =
      read_header(rows->cells(), place, {dictionary, needed, cards, elsewhere}, problems, said);
  if (!second) warnings.insert(warnings.end(), said.begin(), said.end());
  if (cache) return;  // the same table once more
  say_absent();

  CellReading reading;
  reading.missing = options.reading.missing;
  reading.exact_numbers =
      options.format == BatchOptions::Format::json || static_cast<bool>(options.visit);
  exact = reading.exact_numbers ||
          std::any_of(needed.begin(), needed.end(), [](const Needed& one) { return one.exact; });
  if (options.reading.decimal == ',')
    reading.mark = cohort::DecimalMark::comma;
  else if (options.reading.decimal == '\0' && rows->delimiter() == ';')
    reading.mark = cohort::DecimalMark::either;
  std::size_t word = 0;
  unsigned used = options.elsewhere ? 32 : 0;
  columns.reserve(header->inputs.size());
  for (const InputColumn& column : header->inputs) {
    columns.push_back({column, ColumnCodes(dictionary.variables[column.variable],
                                           needed[column.variable], reading)});
    CodedColumn& one = columns.back();
    if (used + one.codes.bits() > 64) {
      ++word;
      used = 0;
    }
    one.word = word;
    one.shift = used;
    used += one.codes.bits();
  }
  codes.resize(columns.size());
  key.resize(word + 1);
  cache.emplace(key.size(), cache_bytes);
}

void Batch::Inside::say_absent() {
  said_once.absent.assign(dictionary.variables.size(), true);
  for (const InputColumn& column : header->inputs) said_once.absent[column.variable] = false;
  for (std::size_t i = 0; i < elsewhere.size(); ++i)
    if (elsewhere[i]) said_once.absent[i] = false;
  if (options.format == BatchOptions::Format::json) return;
  for (const risk::Card* card : cards)
    for (const risk::Remark& remark : card->not_applicable)
      if (remark.when && depends_on(*remark.when, said_once.absent))
        warnings.push_back(fmt::format("{}: not known of anyone whether the model applies: {}",
                                       card->id, remark.text.en));
}

void Batch::Inside::row() {
  const std::span<const std::string_view> cells = rows->cells();
  if (cells.size() != header->width) {
    problems.add("cohort.ragged_row", "", [&] {
      return Problem{"",
                     {options.file, rows->line(), ""},
                     fmt::format("{} cell{}", cells.size(), cells.size() == 1 ? "" : "s"),
                     fmt::format("{} as in the header", header->width),
                     "add or remove delimiters, or quote the cell that holds one"};
    });
    return;
  }
  ++rows_read;
  if (!cache) return;
  if (exact) forget_if_full();
  for (std::uint64_t& word : key) word = 0;
  std::uint32_t flags = 0;
  const bool plain = rows->plain();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    CodedColumn& one = columns[i];
    const std::string_view cell = cells[one.column.cell];
    const std::uint32_t code = plain ? one.codes.code(cell) : one.codes.code_of_any(cell);
    flags |= code;
    codes[i] = code;
    key[one.word] |= std::uint64_t{code & ColumnCodes::value_bits} << one.shift;
  }
  if ((flags & ~ColumnCodes::value_bits) != 0) note_cells(cells);
  const std::string_view patient = patient_of(cells);
  std::uint32_t profile = 0;
  if (options.elsewhere) {
    profile = profile_of(patient);
    key[0] |= profile;
  }
  if (options.visit && patient == options.only && (flags & ColumnCodes::bad) == 0)
    options.visit(patient_row(patient, profile));
  if (!writes()) return;
  const char* texts = cache->find(key.data());
  if (!texts) texts = texts_of(profile);
  write(patient, texts);
}

std::uint32_t Batch::Inside::profile_of(std::string_view patient) {
  const auto found = options.elsewhere->index.find(patient);
  if (found == options.elsewhere->index.end()) return options.elsewhere->otherwise;
  met[found->second] = true;
  return options.elsewhere->profile_of[found->second];
}

void Batch::Inside::note_cells(std::span<const std::string_view> cells) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const CodedColumn& one = columns[i];
    const std::string_view cell = cells[one.column.cell];
    const auto placed = [&](Problem problem) {
      problem.place = {options.file, rows->line(), one.column.name};
      return problem;
    };
    if ((codes[i] & ColumnCodes::bad) != 0) {
      problems.add(one.codes.problem_code(cell), one.column.name,
                   [&] { return placed(one.codes.problem(cell)); });
    } else if ((codes[i] & ColumnCodes::implausible) != 0 && !second) {
      suspicions.add("cohort.implausible", one.column.name,
                     [&] { return placed(one.codes.suspicion(cell)); });
    }
  }
}

std::string_view Batch::Inside::patient_of(std::span<const std::string_view> cells) {
  if (!header->patient) {
    row_number = std::to_string(rows_read);
    return row_number;
  }
  std::string_view patient = cells[*header->patient];
  if (!perhaps_padded(patient)) return patient;
  patient = cohort::trimmed(patient);
  if (patient.empty())
    problems.add("score.no_patient", "", [&] {
      return Problem{"",
                     {options.file, rows->line(), ""},
                     "the patient has no id",
                     "an id in every row",
                     "fill it in, or leave the column out: then rows are numbered"};
    });
  return patient;
}

PatientRow Batch::Inside::patient_row(std::string_view patient, std::uint32_t profile) const {
  PatientRow one{patient, rows->line(), {}, {}};
  one.values.values.resize(dictionary.variables.size());
  for (std::size_t i = 0; i < columns.size(); ++i)
    one.values.values[columns[i].column.variable] = columns[i].codes.value(codes[i]);
  if (options.elsewhere)
    merge(options.elsewhere->profiles[profile], options.elsewhere->name, dictionary, one.values,
          one.remarks);
  return one;
}

const char* Batch::Inside::texts_of(std::uint32_t profile) {
  PatientRow one = patient_row({}, profile);
  const KnownPatient known = know(dictionary, std::move(one.values), std::move(one.remarks));
  std::vector<std::string> texts;
  for (const risk::Model* model : models) {
    const risk::Answer answer = model->answer(known.patient);
    for (const std::size_t note : answer.notes) notes_held[texts.size()][note] = true;
    texts.push_back(
        options.format == BatchOptions::Format::csv
            ? csv_tail(model->card(), answer, known, dictionary, said_once, options.columns)
            : json_tail(model->card(), answer, known, dictionary, options.reconstruct));
  }
  return cache->add(key.data(), texts);
}

void Batch::Inside::write_patient(std::string_view patient) {
  if (options.format == BatchOptions::Format::json) {
    out += written ? ",\n{\"patient\":" : "[\n{\"patient\":";
    written = true;
    append_json(patient, out);
    out += ',';
  } else if (rows->plain() && rows->delimiter() == ',') {
    out += patient;
  } else {
    append_csv(patient, out);
  }
}

void Batch::Inside::write(std::string_view patient, const char* texts) {
  if (!written && options.format == BatchOptions::Format::csv) {
    out += csv_header(options.columns);
    written = true;
  }
  for (std::size_t i = 0; i < models.size(); ++i) {
    std::uint32_t size;
    std::memcpy(&size, texts, sizeof size);
    write_patient(patient);
    out.append(texts + sizeof size, size);
    texts += sizeof size + size;
  }
  if (out.size() >= slice) flush();
}

void Batch::Inside::say_not_met() {
  constexpr std::size_t most_named = 5;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < met.size(); ++i)
    if (!met[i]) names.push_back(cohort::shown(options.elsewhere->patients[i]));
  if (names.empty()) return;
  const std::size_t count = names.size();
  names.resize(std::min(count, most_named));
  warnings.push_back(fmt::format(
      "{}: {} patient{} without a row in {}: {}{}", options.elsewhere->name, count,
      count == 1 ? "" : "s", options.file, fmt::join(names, ", "), count > most_named ? " …" : ""));
}

void Batch::Inside::end() {
  for (const CodedColumn& one : columns)
    if (one.codes.two_marks())
      problems.add({"cohort.two_decimal_marks",
                    {options.file, 0, one.column.name},
                    "some numbers have a decimal comma and others a decimal point",
                    "one of them",
                    "correct the column, or say --decimal"});
  if (!second && rows->empty_lines() > 0)
    warnings.push_back(fmt::format("{} empty line{} passed over", rows->empty_lines(),
                                   rows->empty_lines() == 1 ? " was" : "s were"));
  if (!second && header && rows_read == 0) warnings.push_back("there is no row of a patient");
  if (!second && header && options.visit == nullptr) say_not_met();
  if (!writes()) {
    out.clear();
    return;
  }
  if (options.format == BatchOptions::Format::json)
    out += written ? "\n]\n" : "[]\n";
  else if (!written)
    out += csv_header(options.columns);
  flush();
}

Batch::Batch(std::vector<const risk::Model*> models, const cohort::Dictionary& dictionary,
             BatchOptions options, Sink sink)
    : inside_(std::make_unique<Inside>(std::move(models), dictionary, std::move(options),
                                       std::move(sink))) {}

Batch::~Batch() = default;

void Batch::check_only(bool check) {
  inside_->check = check;
}

void Batch::feed(std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(slice, bytes.size()))) {
    inside_->rows->feed(bytes.substr(0, slice));
    inside_->drain();
  }
}

void Batch::finish() {
  inside_->rows->finish();
  inside_->drain();
  inside_->end();
}

void Batch::again() {
  inside_->second = true;
  inside_->begin();
}

bool Batch::failed() const {
  return !inside_->problems.empty();
}

std::size_t Batch::rows() const {
  return inside_->rows_read;
}

Problems Batch::take_problems() {
  return inside_->problems.take();
}

std::vector<std::string> Batch::take_warnings() {
  std::vector<std::string> all = std::exchange(inside_->warnings, {});
  for (const Problem& problem : inside_->suspicions.take()) all.push_back(to_text(problem));
  if (inside_->options.format == BatchOptions::Format::json) return all;
  for (std::size_t i = 0; i < inside_->cards.size(); ++i)
    for (std::string& text : said_notes(*inside_->cards[i], inside_->notes_held[i]))
      all.push_back(std::move(text));
  return all;
}

}  // namespace venscope::calculator
