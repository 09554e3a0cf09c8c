#include "venscope/cohort/read.hpp"

#include "venscope/cohort/assumptions.hpp"
#include "venscope/cohort/column_builder.hpp"
#include "venscope/cohort/file_bytes.hpp"
#include "venscope/cohort/header.hpp"
#include "venscope/cohort/survey.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

/// One reading of one file, from the bytes to the table.
class Reading {
public:
  Reading(const FileBytes& bytes, std::string name, const ReadOptions& options)
      : bytes_(bytes),
        options_(options),
        log_(options.shown_problems),
        suspicions_(options.shown_problems) {
    read_.table.file = std::move(name);
    read_.gzip = bytes.gzip();
    read_.bytes = bytes.text().size();
  }

  /// What can be read, and everything that is wrong; nothing where no table can be made out.
  std::optional<ReadTable> run(Problems& problems) {
    const bool found = run();
    const bool whole = log_.empty();
    for (Problem& problem : log_.take()) problems.push_back(std::move(problem));
    if (!found) return {};
    read_.suspicions = suspicions_.take();
    if (whole) read_.sha256 = bytes_.sha256();
    return std::move(read_);
  }

private:
  bool run() {
    survey_ = survey(bytes_.text(), file(), log_);
    // A byte that is not UTF-8 spoils its cell, not the file.
    if (log_.count("cohort.not_text", "") > 0) return false;
    dialect_.line_end = survey_.carriage_returns ? '\r' : '\n';
    choose_delimiter();
    Records records(survey_.text, dialect_);
    if (!read_header(records)) return false;
    read_rows(records);
    repeat_rows();
    finish(records);
    return read_.table.rows > 0 || log_.count("cohort.ragged_row", "") == 0;
  }
  const std::string& file() const { return read_.table.file; }
  ProblemLog& value_log() { return options_.tolerate_values ? suspicions_ : log_; }
  void choose_delimiter();
  bool read_header(Records& records);
  void read_rows(Records& records);
  void repeat_rows();
  void finish(const Records& records);
  void note_quotes(const Records& records);
  void note_ragged(const Records& records);
  /// Whether each cell of the record can be told its column. One that lacks a delimiter lacks it
  /// somewhere: a wrong value would be looked for in the wrong column.
  bool in_columns(const Records& records) const {
    return records.fault() == QuoteFault::none && records.cells().size() == columns_.size();
  }
  void state_assumptions(const Records& records);

  const FileBytes& bytes_;
  const ReadOptions& options_;
  ReadTable read_;
  ProblemLog log_;
  ProblemLog suspicions_;
  Survey survey_;
  Dialect dialect_;
  bool separator_line_ = false;
  std::vector<ColumnBuilder> columns_;
  std::vector<std::string> header_assumptions_;
  std::size_t one_cell_more_ = 0;
};

DecimalMark decimal_mark(const ReadOptions& options, char delimiter) {
  if (options.decimal == ',') return DecimalMark::comma;
  if (options.decimal == '.' || delimiter != ';') return DecimalMark::point;
  return DecimalMark::either;
}

void Reading::note_quotes(const Records& records) {
  if (records.fault() != QuoteFault::none)
    log_.add(quote_problem(records.fault(), {file(), records.fault_line(), ""}));
}

void Reading::choose_delimiter() {
  const std::string_view text = survey_.text;
  // Excel writes and obeys a first line `sep=;`.
  separator_line_ =
      text.starts_with("sep=") && text.size() > 5 && (text[5] == '\n' || text[5] == '\r');
  if (options_.delimiter != '\0')
    dialect_.delimiter = options_.delimiter;
  else if (separator_line_)
    dialect_.delimiter = text[4];
  else
    dialect_.delimiter = find_delimiter(text, dialect_.line_end);
  read_.delimiter = dialect_.delimiter;
}

bool Reading::read_header(Records& records) {
  if (separator_line_) records.next();
  if (!records.next()) {
    log_.add({"cohort.empty_file",
              {file(), 0, ""},
              "is empty",
              "a line of column names and rows",
              "check the export"});
    return false;
  }
  note_quotes(records);
  if (records.fault() != QuoteFault::none) return false;
  const std::vector<std::string> names =
      column_names(records.cells(), {file(), records.line(), ""}, log_, header_assumptions_);
  // A row takes at least one byte per column, which keeps a hostile file from reserving the world.
  const std::size_t rows_expected =
      std::min(survey_.line_feeds, survey_.text.size() / names.size()) + 1;
  read_.table.line.reserve(rows_expected);
  const DecimalMark mark = decimal_mark(options_, dialect_.delimiter);
  columns_.reserve(names.size());
  for (const std::string& name : names) columns_.emplace_back(name, options_, mark, rows_expected);
  return true;
}

void Reading::note_ragged(const Records& records) {
  const std::size_t cells = records.cells().size();
  if (cells == columns_.size() + 1) ++one_cell_more_;
  log_.add("cohort.ragged_row", "", [&] {
    return Problem{"",
                   {file(), records.line(), ""},
                   fmt::format("{} cell{}", cells, cells == 1 ? "" : "s"),
                   fmt::format("{} as in the header", columns_.size()),
                   "add or remove delimiters, or quote the cell that holds one; its values were "
                   "not looked at"};
  });
}

void Reading::read_rows(Records& records) {
  const std::size_t skipped = static_cast<std::size_t>(survey_.text.data() - bytes_.text().data());
  while (records.next()) {
    note_quotes(records);
    bytes_.passed(skipped + records.offset());
    if (records.fault() == QuoteFault::none && records.cells().size() != columns_.size())
      note_ragged(records);
    if (!in_columns(records)) continue;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      columns_[i].add(records.cells()[i], records.line(), file(), value_log());
    read_.table.line.push_back(static_cast<std::uint32_t>(records.line()));
  }
  read_.table.rows = read_.table.line.size();
}

void Reading::repeat_rows() {
  std::size_t rows = 0;
  for (const ColumnBuilder& column : columns_) rows = std::max(rows, column.rows_to_repeat());
  if (rows == 0) return;
  Records records(survey_.text, dialect_);
  records.next();
  if (separator_line_) records.next();
  for (std::size_t row = 0; row < rows && records.next();) {
    if (!in_columns(records)) continue;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      if (row < columns_[i].rows_to_repeat()) columns_[i].add_again(row, records.cells()[i]);
    ++row;
  }
}

void Reading::finish(const Records& records) {
  const std::size_t ragged = log_.count("cohort.ragged_row", "");
  if (read_.table.rows == 0 && ragged > 0 && one_cell_more_ == ragged) {
    log_.forget("cohort.ragged_row", "");
    log_.add(
        {"cohort.ragged_row",
         {file(), 1, ""},
         fmt::format("every row has one cell more than the header has names ({})", columns_.size()),
         "one name per column",
         "name the first column (R: write.table with col.names = NA) or drop the trailing "
         "delimiter of the rows"});
  }
  for (ColumnBuilder& column : columns_) {
    read_.table.columns.push_back(
        column.finish(read_.table.line, file(), value_log(), suspicions_));
    read_.notes.push_back(column.notes());
  }
  state_assumptions(records);
}

void Reading::state_assumptions(const Records& records) {
  std::vector<std::string>& said = read_.assumptions;
  if (options_.delimiter == '\0')
    said.push_back("the delimiter is the " + delimiter_name(dialect_.delimiter) +
                   (separator_line_ ? ", as the first line says" : ""));
  if (survey_.carriage_returns) said.push_back("lines end with a carriage return alone");
  said.insert(said.end(), header_assumptions_.begin(), header_assumptions_.end());
  if (records.empty_lines() > 0)
    said.push_back(fmt::format(
        "{} empty line{} passed over, the first is line {}", with_thousands(records.empty_lines()),
        records.empty_lines() == 1 ? " was" : "s were", records.first_empty_line()));
  for (std::string& sentence : column_assumptions(read_, options_))
    said.push_back(std::move(sentence));
}

std::optional<ReadTable> read_bytes(const Result<FileBytes>& bytes, const std::string& name,
                                    const ReadOptions& options, Problems& problems) {
  if (bytes) return Reading(*bytes, name, options).run(problems);
  problems.insert(problems.end(), bytes.error().begin(), bytes.error().end());
  return {};
}

}  // namespace

std::vector<std::string> default_missing_words() {
  return {"NA", "N/A", "NaN", ".", "missing", "unknown"};
}

std::optional<ReadTable> read_table(const std::string& path, const ReadOptions& options,
                                    Problems& problems) {
  return read_bytes(FileBytes::open(path), path, options, problems);
}

std::optional<ReadTable> read_table_text(std::string_view text, const std::string& name,
                                         const ReadOptions& options, Problems& problems) {
  return read_bytes(FileBytes::from_memory(text, name), name, options, problems);
}

Result<ReadTable> read_table(const std::string& path, const ReadOptions& options) {
  Problems problems;
  std::optional<ReadTable> read = read_table(path, options, problems);
  if (!read || !problems.empty()) return failure(std::move(problems));
  return std::move(*read);
}

Result<ReadTable> read_table_text(std::string_view text, const std::string& name,
                                  const ReadOptions& options) {
  Problems problems;
  std::optional<ReadTable> read = read_table_text(text, name, options, problems);
  if (!read || !problems.empty()) return failure(std::move(problems));
  return std::move(*read);
}

}  // namespace venscope::cohort
