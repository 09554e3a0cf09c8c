#include "venscope/expression/text_matrix.hpp"

#include "venscope/base/parallel.hpp"
#include "venscope/base/utf8.hpp"
#include "venscope/cohort/matrix_rows.hpp"
#include "venscope/cohort/survey.hpp"
#include "venscope/expression/column_names.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fast_float/fast_float.h>
#include <fmt/format.h>

namespace venscope::expression {
namespace {

using cohort::Dialect;
using cohort::Records;
using cohort::trimmed;

/// A line of a piece that is not empty.
struct Line {
  std::string_view text;
  std::uint32_t number = 0;
};

/// One reading of one text.
class TextReading {
public:
  TextReading(cohort::TextChunks& chunks, const ExpressionOptions& options, GeneStage& stage,
              ExpressionNotes& notes, cohort::ProblemLog& log, std::vector<std::string>* names_only)
      : chunks_(chunks),
        options_(options),
        stage_(stage),
        notes_(notes),
        log_(log),
        names_only_(names_only),
        rows_(notes.file, options.text, log) {}
  void run();

private:
  bool begin(std::string_view piece);
  void cut(std::string_view piece);
  bool settle();
  bool settle_gct();
  bool settle_columns(const std::vector<std::string>& header, std::size_t first_row);
  std::size_t describing_columns(std::size_t columns, std::size_t first_row) const;
  bool read_lines(std::size_t from);
  bool quick(const Line& line, std::string& name, std::span<double> values) const;
  void read_names(std::size_t from);
  void check_counts();
  std::vector<std::string> cells_of(const Line& line) const;
  Place at(std::size_t line) const { return {notes_.file, line, ""}; }

  cohort::TextChunks& chunks_;
  const ExpressionOptions& options_;
  GeneStage& stage_;
  ExpressionNotes& notes_;
  cohort::ProblemLog& log_;
  std::vector<std::string>* names_only_;
  cohort::MatrixRows rows_;
  Dialect dialect_;
  std::vector<Line> lines_;  ///< of the piece
  std::uint32_t line_ = 0;   ///< lines so far
  std::size_t expected_rows_ = 0, met_rows_ = 0;
};

/// What the first piece says of the whole text: encoding, line ends, delimiter.
bool TextReading::begin(std::string_view piece) {
  dialect_.line_end =
      piece.find('\n') == std::string_view::npos && piece.find('\r') != std::string_view::npos
          ? '\r'
          : '\n';
  if (notes_.format == MatrixFormat::gct)
    dialect_.delimiter = '\t';
  else if (options_.text.delimiter != '\0')
    dialect_.delimiter = options_.text.delimiter;
  else
    dialect_.delimiter = cohort::find_delimiter(piece, dialect_.line_end);
  notes_.delimiter = dialect_.delimiter;
  rows_.mark = cohort::decimal_mark(options_.text, dialect_.delimiter);
  cut(piece);
  if (lines_.empty()) {
    log_.add(cohort::empty_matrix(notes_.file));
    return false;
  }
  return true;
}

void TextReading::cut(std::string_view piece) {
  lines_.clear();
  for (std::size_t from = 0; from < piece.size();) {
    const std::size_t end = std::min(piece.find(dialect_.line_end, from), piece.size());
    std::string_view text = piece.substr(from, end - from);
    if (text.ends_with('\r')) text.remove_suffix(1);
    ++line_;
    if (!text.empty()) lines_.push_back({text, line_});
    from = end + 1;
  }
}

std::vector<std::string> TextReading::cells_of(const Line& line) const {
  Records records(line.text, dialect_);
  std::vector<std::string> cells;
  if (records.next())
    for (const std::string_view cell : records.cells()) cells.emplace_back(trimmed(cell));
  return cells;
}

/// Columns behind the first without a number in the first rows.
std::size_t TextReading::describing_columns(std::size_t columns, std::size_t first_row) const {
  constexpr std::size_t most_rows = 20;
  const std::size_t last = std::min(first_row + most_rows, lines_.size());
  std::size_t describing = columns < 3 || last < first_row + 2 ? 0 : columns - 2;
  for (std::size_t i = first_row; i < last; ++i) {
    const std::vector<std::string> cells = cells_of(lines_[i]);
    for (std::size_t j = 0; j < describing && j + 1 < cells.size(); ++j) {
      const bool text = !cells[j + 1].empty() && !parse_number(cells[j + 1], rows_.mark) &&
                        cohort::find_word(cells[j + 1], options_.text.missing) < 0;
      if (!text) describing = j;
    }
  }
  return describing;
}

/// Which columns name and describe the genes, and from which on there are values.
bool TextReading::settle_columns(const std::vector<std::string>& header, std::size_t first_row) {
  if (notes_.format == MatrixFormat::delimited && first_row < lines_.size() &&
      cells_of(lines_[first_row]).size() == header.size())
    rows_.layout.first_value = 1 + describing_columns(header.size(), first_row);
  const std::size_t describing = rows_.layout.first_value - 1;
  if (!options_.name_column.empty()) {
    const auto found = std::find(header.begin(), header.end(), options_.name_column);
    const auto place = static_cast<std::size_t>(found - header.begin());
    if (place > describing) {
      log_.add(
          {"expression.no_name_column", at(lines_[0].number),
           fmt::format("there is no column {} before the values", options_.name_column),
           "one of " + listed_names({header.begin(),
                                     header.begin() + static_cast<std::ptrdiff_t>(describing + 1)}),
           ""});
      return false;
    }
    rows_.layout.name = place;
  }
  std::vector<std::string> others;
  for (std::size_t j = 0; j <= describing; ++j)
    if (j != rows_.layout.name) others.push_back(header[j]);
  if (!others.empty())
    rows_.assumptions.push_back(
        fmt::format("genes are named by the column {}; {} {} no values and {} passed over",
                    printable(header[rows_.layout.name]), listed_names(others),
                    others.size() == 1 ? "holds" : "hold", others.size() == 1 ? "is" : "are"));
  return true;
}

/// `#1.2`, then rows and columns, then the header; `#1.3` has metadata of rows and columns besides.
bool TextReading::settle_gct() {
  const bool third = trimmed(lines_[0].text) == "#1.3";
  std::vector<std::size_t> sizes;
  if (lines_.size() > 1)
    for (const std::string& cell : cells_of(lines_[1])) {
      std::size_t size = 0;
      const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), size);
      if (error == std::errc{} && end == cell.data() + cell.size()) sizes.push_back(size);
    }
  if (lines_.size() < 3 || sizes.size() < (third ? 4u : 2u)) {
    log_.add({"expression.gct_header", at(lines_.size() > 1 ? lines_[1].number : 0),
              "the numbers of rows and columns are not there",
              third ? "rows, columns, and how many rows and columns describe them"
                    : "rows and columns on the second line",
              "export the file again"});
    return false;
  }
  const std::size_t describing = third ? sizes[2] : 1, described = third ? sizes[3] : 0;
  Records records(lines_[2].text, dialect_);
  records.next();
  if (!rows_.header(records, lines_[2].number)) return false;
  const std::vector<std::string>& header = rows_.header_cells();
  const auto wrong_size = [&](std::string what, std::string expected) {
    log_.add({"expression.gct_size", at(lines_[2].number), std::move(what), std::move(expected),
              "export the file again"});
    return false;
  };
  // Any number may stand there: no sum of two of them before they are known to be small.
  if (describing >= header.size() || sizes[1] != header.size() - describing - 1)
    return wrong_size(fmt::format("the header has {} cells", header.size()),
                      fmt::format("a name, {} cells that describe the gene and {} samples, as line "
                                  "{} says",
                                  describing, sizes[1], lines_[1].number));
  const std::size_t below = lines_.size() - 3;
  if (described >= below)
    return wrong_size(fmt::format("{} rows follow the header", below),
                      fmt::format("{} rows that describe the samples, as line {} says, and genes",
                                  described, lines_[1].number));
  rows_.layout.first_value = describing + 1;
  expected_rows_ = sizes[0];
  if (described > 0)
    rows_.assumptions.push_back(
        fmt::format("{} rows that describe the samples are passed over", described));
  if (!settle_columns(header, 3 + described) ||
      !rows_.settle_width(header.size(), lines_[2].number))
    return false;
  return read_lines(3 + described);
}

bool TextReading::settle() {
  if (notes_.format == MatrixFormat::gct) return settle_gct();
  Records records(lines_[0].text, dialect_);
  records.next();
  if (!rows_.header(records, lines_[0].number)) return false;
  if (lines_.size() < 2) {
    log_.add({"cohort.no_rows", at(0), "has a header and no rows", "a line per feature", ""});
    return false;
  }
  Records first(lines_[1].text, dialect_);
  if (first.next() && first.fault() != cohort::QuoteFault::none) {
    log_.add(cohort::quote_problem(first.fault(), at(lines_[1].number)));
    return false;
  }
  if (!settle_columns(rows_.header_cells(), 1) ||
      !rows_.settle_width(cells_of(lines_[1]).size(), lines_[1].number))
    return false;
  return read_lines(1);
}

/// A row as nearly all are: no quote but around the name, numbers and words for missing. False
/// where someone has to look at it.
bool TextReading::quick(const Line& line, std::string& name, std::span<double> values) const {
  const char* at = line.text.data();
  const char* const last = at + line.text.size();
  const char mark = rows_.mark == cohort::DecimalMark::comma ? ',' : '.';
  if (rows_.mark == cohort::DecimalMark::either) return false;
  const fast_float::parse_options parsing(fast_float::chars_format::general, mark);
  for (std::size_t column = 0; column < rows_.layout.first_value; ++column) {
    const auto* end = static_cast<const char*>(
        std::memchr(at, dialect_.delimiter, static_cast<std::size_t>(last - at)));
    if (!end) return false;
    std::string_view cell(at, static_cast<std::size_t>(end - at));
    if (cell.size() > 1 && cell.front() == '"' && cell.back() == '"')
      cell = cell.substr(1, cell.size() - 2);
    if (cell.find('"') != std::string_view::npos) return false;
    if (column == rows_.layout.name) name = trimmed(cell);
    at = end + 1;
  }
  if (name.empty()) return false;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const auto [after, error] = fast_float::from_chars_advanced(at, last, values[i], parsing);
    const char* end = after;
    const bool whole_cell = end == last || *end == dialect_.delimiter;
    if (error != std::errc{} || !whole_cell || !std::isfinite(values[i])) {
      end = static_cast<const char*>(
          std::memchr(at, dialect_.delimiter, static_cast<std::size_t>(last - at)));
      if (!end) end = last;
      const std::string_view cell = trimmed({at, static_cast<std::size_t>(end - at)});
      if (!cell.empty() && cohort::find_word(cell, options_.text.missing) < 0) return false;
      values[i] = cohort::missing_number;
    }
    if ((end == last) != (i + 1 == values.size())) return false;
    at = end == last ? last : end + 1;
  }
  return !values.empty();
}

/// The lines from `from` on, as rows of values.
bool TextReading::read_lines(std::size_t from) {
  if (names_only_) {
    read_names(from);
    return true;
  }
  const std::size_t samples = rows_.samples.size(), count = lines_.size() - from;
  RawRows raw;
  raw.names.resize(count);
  raw.values = Matrix(samples, count);
  std::vector<std::uint8_t> fine(count);
  constexpr std::size_t together = 16;
  parallel_for((count + together - 1) / together, options_.threads, [&](std::size_t piece) {
    for (std::size_t i = piece * together; i < std::min(count, (piece + 1) * together); ++i)
      fine[i] = quick(lines_[from + i], raw.names[i], raw.values.column(i));
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const Line& line = lines_[from + i];
    if (!fine[i]) {
      Records records(line.text, dialect_);
      if (!records.next() ||
          !rows_.row(records, line.number, raw.names[i], raw.values.column(i), true))
        continue;
    }
    if (kept != i) {
      raw.names[kept] = std::move(raw.names[i]);
      std::copy_n(raw.values.column(i).data(), samples, raw.values.column(kept).data());
    }
    raw.line.push_back(line.number);
    ++kept;
  }
  met_rows_ += count;
  raw.names.resize(kept);
  raw.values.values.resize(kept * samples);
  raw.values.columns = kept;
  notes_.samples = rows_.samples;
  return stage_.rows(std::move(raw));
}

void TextReading::read_names(std::size_t from) {
  for (std::size_t i = from; i < lines_.size(); ++i) {
    const std::vector<std::string> cells = [&] {
      // The rest of the line is of no interest, and long.
      std::size_t end = 0;
      for (std::size_t column = 0; column < rows_.layout.first_value; ++column)
        end = std::min(lines_[i].text.find(dialect_.delimiter, end), lines_[i].text.size() - 1) + 1;
      const bool quoted = lines_[i].text.substr(0, end).find('"') != std::string_view::npos;
      return cells_of({quoted ? lines_[i].text : lines_[i].text.substr(0, end), 0});
    }();
    names_only_->push_back(rows_.layout.name < cells.size() ? cells[rows_.layout.name] : "");
  }
}

void TextReading::check_counts() {
  if (notes_.format == MatrixFormat::gct && met_rows_ != expected_rows_ && !names_only_)
    log_.add({"expression.gct_size", at(0), fmt::format("{} rows of genes", met_rows_),
              fmt::format("{}, as the second line says", expected_rows_),
              "the file may have been cut off; export it again"});
}

void TextReading::run() {
  // The header with the rows that say what its columns are.
  constexpr std::size_t first_lines = 100;
  std::string_view piece = chunks_.next(first_lines);
  // The first look at a text, of as much of it as there is.
  const cohort::Survey first = cohort::survey(piece, notes_.file, log_);
  if (log_.count("cohort.not_text", "") > 0) return;
  if (options_.format == MatrixFormat::found)
    notes_.format = first.text.starts_with("#1.2") || first.text.starts_with("#1.3")
                        ? MatrixFormat::gct
                        : MatrixFormat::delimited;
  bool more = begin(first.text) && settle();
  while (more) {
    if (options_.progress) options_.progress(chunks_.done(), chunks_.bytes());
    piece = chunks_.next();
    if (piece.empty()) break;
    cohort::check_encoding(piece, line_ + 1, dialect_.line_end, notes_.file, log_);
    cut(piece);
    more = read_lines(0);
  }
  if (chunks_.problem()) log_.add(*chunks_.problem());
  if (more) check_counts();
  notes_.samples = rows_.samples;
  if (!names_only_)
    notes_.assumptions.insert(notes_.assumptions.end(), rows_.assumptions.begin(),
                              rows_.assumptions.end());
}

}  // namespace

void read_text_matrix(cohort::TextChunks& chunks, const ExpressionOptions& options,
                      GeneStage& stage, ExpressionNotes& notes, cohort::ProblemLog& log,
                      std::vector<std::string>* names_only) {
  notes.format = options.format == MatrixFormat::gct ? MatrixFormat::gct : MatrixFormat::delimited;
  TextReading(chunks, options, stage, notes, log, names_only).run();
}

}  // namespace venscope::expression
