#include "venscope/calculator/batch.hpp"

#include "venscope/calculator/piece_scorers.hpp"
#include "venscope/calculator/row_scorer.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace venscope::calculator {
namespace {

/// Stays in the second cache while it is worked on.
constexpr std::size_t slice = std::size_t{1} << 16;

BatchTable table_of(std::vector<const risk::Model*> models, const cohort::Dictionary& dictionary,
                    BatchOptions options) {
  BatchTable table{std::move(models), dictionary, std::move(options), {}, {}, {}, {}, {}, {}};
  for (const risk::Model* model : table.models) table.cards.push_back(&model->card());
  table.needed = needed_variables(table.cards, dictionary);
  if (const Elsewhere* elsewhere = table.options.elsewhere) {
    table.elsewhere.resize(dictionary.variables.size());
    for (const Profile& profile : elsewhere->profiles)
      for (const auto& [variable, value] : profile.values) table.elsewhere[variable] = true;
  }
  table.reading.missing = table.options.reading.missing;
  table.reading.exact_numbers =
      table.options.format == BatchOptions::Format::json || static_cast<bool>(table.options.visit);
  return table;
}

}  // namespace

struct Batch::Inside {
  Inside(BatchTable the_table, Sink the_sink)
      : table(std::move(the_table)),
        sink(std::move(the_sink)),
        problems(table.options.reading.shown_problems),
        suspicions(table.options.reading.shown_problems) {
    begin();
  }

  void begin() {
    rows_read = 0;
    out.clear();
    rows.emplace(table.options.file, RowsOptions{table.options.reading.delimiter, false}, problems);
    begun = ends_row = false;
    if (!scorer) return;
    scorer->written = false;
    scorer->doubts = !second;
  }

  /// Takes some bytes from the front. How many.
  std::size_t take(std::string_view bytes) {
    if (const std::size_t shared = share_out(bytes); shared > 0) return shared;
    const std::string_view some = bytes.substr(0, alone(bytes));
    rows->feed(some);
    drain();
    if (pieces) pieces->rest(some.size());
    return some.size();
  }

  void drain() {
    while (rows->next()) {
      if (begun)
        row();
      else
        begin_table();
    }
  }

  void row() {
    if (!scorer->row(*rows, rows_read + 1, writes(), out)) return;
    ++rows_read;
    if (out.size() >= slice) flush();
  }

  void flush() {
    if (!out.empty() && !sink(out)) silent = true;
    out.clear();
  }

  /// As far as it depends on no problem.
  bool writes() const { return !check && !silent && !table.options.visit; }

  std::size_t share_out(std::string_view bytes);
  std::size_t alone(std::string_view bytes);
  void begin_table();
  void say_absent();
  void say_not_met();
  void end();
  void say_end();
  SeenInRows seen_in_rows() const;

  BatchTable table;
  Sink sink;
  cohort::ProblemLog problems, suspicions;
  std::vector<std::string> warnings;
  bool check = false, silent = false;
  bool second = false;  ///< the same bytes once more: what was said is not said again
  bool begun = false;   ///< the header was read
  std::optional<Rows> rows;
  std::optional<RowScorer> scorer;
  std::optional<PieceScorers> pieces;
  SeenInRows seen_in_pieces;
  bool ends_row = false;  ///< the last bytes were a line's end, meant to be that of a row
  std::size_t rows_read = 0;
  std::string out;
};

void Batch::Inside::begin_table() {
  begun = true;
  const Place place{table.options.file, rows->line(), ""};
  std::vector<std::string> said;
  TableHeader header =
      read_header(rows->cells(), place,
                  {table.dictionary, table.needed, table.cards, table.elsewhere}, problems, said);
  if (scorer) {
    if (!(header == table.header))
      problems.add({"score.file_changed", place, "the file has changed while it was read",
                    "the same bytes twice", "wait until it is written, and try again"});
    return;
  }
  table.header = std::move(header);
  warnings.insert(warnings.end(), said.begin(), said.end());
  say_absent();
  if (table.options.reading.decimal == ',')
    table.reading.mark = cohort::DecimalMark::comma;
  else if (table.options.reading.decimal == '\0' && rows->delimiter() == ';')
    table.reading.mark = cohort::DecimalMark::either;
  scorer.emplace(table, problems, suspicions, cache_bytes);
  seen_in_pieces = scorer->seen();
  if (table.options.helpers.count > 1 && table.header.patient && !table.options.elsewhere &&
      !table.options.visit)
    pieces.emplace(table, *rows);
}

/// What the helpers take of the bytes; 0 where they cannot take part.
std::size_t Batch::Inside::share_out(std::string_view bytes) {
  const bool writes_now = writes() && problems.empty();
  // The caller writes what comes before the first row.
  if (!pieces || !rows->between_rows() || (writes_now && !scorer->written)) return 0;
  if (problems.empty()) flush();
  return pieces->score(bytes, writes_now, !second, [this, writes_now](const ScoredPiece& piece) {
    rows->pass_over(piece.lines, piece.empty_lines);
    rows_read += piece.rows;
    seen_in_pieces.add(piece.seen);
    if (writes_now && !silent && !sink(piece.out)) silent = true;
  });
}

/// How many bytes the caller's thread takes by itself: where there are helpers, first the end of a
/// row that is begun, or else whole lines.
std::size_t Batch::Inside::alone(std::string_view bytes) {
  const std::string_view some = bytes.substr(0, slice);
  if (!pieces) return some.size();
  const bool begun_row = !rows->between_rows();
  // The end of the line should be that of the row, and helpers go on behind it. Where it is not, in
  // quotes, whole slices follow: the row is read from its beginning each time.
  ends_row = begun_row && !ends_row;
  const std::size_t end = ends_row ? some.find(rows->line_end()) : some.rfind(rows->line_end());
  return end == std::string_view::npos ? some.size() : end + 1;
}

SeenInRows Batch::Inside::seen_in_rows() const {
  SeenInRows seen = seen_in_pieces;
  if (scorer) seen.add(scorer->seen());
  return seen;
}

void Batch::Inside::say_absent() {
  std::vector<bool>& absent = table.said_once.absent;
  absent.assign(table.dictionary.variables.size(), true);
  for (const InputColumn& column : table.header.inputs) absent[column.variable] = false;
  for (std::size_t i = 0; i < table.elsewhere.size(); ++i)
    if (table.elsewhere[i]) absent[i] = false;
  if (table.options.format == BatchOptions::Format::json) return;
  for (const risk::Card* card : table.cards)
    for (const risk::Remark& remark : card->not_applicable)
      if (remark.when && depends_on(*remark.when, absent))
        warnings.push_back(fmt::format("{}: not known of anyone whether the model applies: {}",
                                       card->id, remark.text.en));
}

void Batch::Inside::say_not_met() {
  constexpr std::size_t most_named = 5;
  const Elsewhere* elsewhere = table.options.elsewhere;
  if (!elsewhere) return;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < elsewhere->patients.size(); ++i)
    if (!scorer->met()[i]) names.push_back(cohort::shown(elsewhere->patients[i]));
  if (names.empty()) return;
  const std::size_t count = names.size();
  names.resize(std::min(count, most_named));
  warnings.push_back(fmt::format("{}: {} patient{} without a row in {}: {}{}", elsewhere->name,
                                 count, count == 1 ? "" : "s", table.options.file,
                                 fmt::join(names, ", "), count > most_named ? " …" : ""));
}

void Batch::Inside::say_end() {
  if (rows->empty_lines() > 0)
    warnings.push_back(fmt::format("{} empty line{} passed over", rows->empty_lines(),
                                   rows->empty_lines() == 1 ? " was" : "s were"));
  if (begun && rows_read == 0) warnings.push_back("there is no row of a patient");
  if (begun && table.options.visit == nullptr) say_not_met();
}

void Batch::Inside::end() {
  const SeenInRows seen = seen_in_rows();
  for (std::size_t i = 0; i < seen.marks.size(); ++i)
    if (seen.marks[i].comma && seen.marks[i].point)
      problems.add({"cohort.two_decimal_marks",
                    {table.options.file, 0, table.header.inputs[i].name},
                    "some numbers have a decimal comma and others a decimal point",
                    "one decimal mark in a column",
                    "write all numbers with the same mark"});
  if (!second) say_end();
  if (!writes() || !problems.empty()) {
    out.clear();
    return;
  }
  const bool written = scorer && scorer->written;
  if (table.options.format == BatchOptions::Format::json)
    out += written ? "\n]\n" : "[]\n";
  else if (!written)
    out += csv_header(table.options.columns);
  flush();
}

Batch::Batch(std::vector<const risk::Model*> models, const cohort::Dictionary& dictionary,
             BatchOptions options, Sink sink)
    : inside_(std::make_unique<Inside>(table_of(std::move(models), dictionary, std::move(options)),
                                       std::move(sink))) {}

Batch::~Batch() = default;

void Batch::check_only(bool check) {
  inside_->check = check;
}

void Batch::feed(std::string_view bytes) {
  while (!bytes.empty()) bytes.remove_prefix(inside_->take(bytes));
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
  if (inside_->table.options.format == BatchOptions::Format::json || !inside_->scorer) return all;
  const SeenInRows seen = inside_->seen_in_rows();
  for (std::size_t i = 0; i < seen.notes_held.size(); ++i)
    for (std::string& text : said_notes(*inside_->table.cards[i], seen.notes_held[i]))
      all.push_back(std::move(text));
  return all;
}

}  // namespace venscope::calculator
