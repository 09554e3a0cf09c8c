/// Cuts a table that arrives in pieces into rows of cells, in constant memory.
#pragma once

#include "venscope/calculator/marks.hpp"
#include "venscope/cohort/problem_log.hpp"
#include "venscope/cohort/records.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::calculator {

/// What is known of a text before it is looked at; 0: found out.
struct RowsOptions {
  char delimiter = '\0';
  bool comments = false;  ///< pass over the lines before the header that begin with #
};

/// The rows of a delimited text, by the rules of cohort::read_table: the same delimiters, quotes,
/// line ends and complaints. The first row is the header.
///
///   while (bytes) { rows.feed(bytes); while (rows.next()) use(rows.cells()); }
///   rows.finish(); while (rows.next()) use(rows.cells());
///
/// How the text is cut into pieces changes nothing. The delimiter and the line end are found from
/// the first `first_look` bytes, which are kept back until then. A row is at most `longest_row`.
/// Cost: a row of one line without doubled quotes is cut by its marks; other rows go through
/// cohort::Records.
/// Right by: unit/calculator/rows, laws/calculator/batch (any pieces, and read_table's cells).
class Rows {
public:
  static constexpr std::size_t first_look = std::size_t{1} << 18;
  static constexpr std::size_t longest_row = std::size_t{1} << 20;
  /// Readable bytes after each cell, whatever they hold.
  static constexpr std::size_t margin = 64;

  Rows(std::string file, RowsOptions options, cohort::ProblemLog& log);
  /// For rows from the middle of the text that `begun` has read the header of. Their lines are
  /// counted from 1.
  Rows(const Rows& begun, cohort::ProblemLog& log);

  void feed(std::string_view bytes);
  void finish();
  /// Cuts the next row; false where more bytes are needed, or at the end. Valid until `feed`.
  bool next();

  std::span<const std::string_view> cells() const { return cells_; }
  std::size_t line() const { return line_; }
  /// Whether the row was cut by its marks: its cells lie in the text, and may keep the carriage
  /// return of their line end.
  bool plain() const { return !odd_; }
  /// Whether there was a quote in a plain row: a cell may hold one, or a delimiter.
  bool quoted() const { return quoted_; }
  char delimiter() const { return dialect_.delimiter; }
  std::size_t empty_lines() const { return empty_lines_; }
  /// Behind the header, with nothing left over of a row: what comes next may be cut by another.
  bool between_rows() const { return !stopped_ && width_ > 0 && position_ == filled_; }
  /// How many lines were cut into rows or passed over.
  std::size_t lines() const { return next_line_ - 1; }
  char line_end() const { return dialect_.line_end; }
  /// Counts lines that another has cut; between rows.
  void pass_over(std::size_t lines, std::size_t empty_lines) {
    next_line_ += lines;
    empty_lines_ += empty_lines;
  }

private:
  bool looked() const { return marks_.has_value(); }
  void look();
  bool next_quoted();
  void take(std::size_t marks, std::size_t end);
  bool next_header();
  void pass_empty_lines();
  void drop_marks();
  std::string_view row_window() const;
  bool next_odd();
  void mark_new();
  void check_encoding(bool all);
  void note_fault();
  std::string_view rest() const { return {buffer_.data() + position_, filled_ - position_}; }

  std::string file_;
  RowsOptions options_;
  cohort::ProblemLog& log_;
  cohort::Dialect dialect_;
  std::vector<char> buffer_;
  std::size_t filled_ = 0;    ///< bytes in the buffer
  std::size_t position_ = 0;  ///< of the next row
  std::size_t marked_ = 0;    ///< up to where the marks are found
  std::size_t checked_ = 0;   ///< up to where the encoding is known to be right
  bool suspect_ = false;      ///< bytes that are no ASCII have come since
  bool finished_ = false, stopped_ = false;
  std::optional<Marks> marks_;
  std::size_t width_ = 0;  ///< of the header; 0 before it was read
  std::vector<std::string_view> plain_cells_;
  std::span<const std::string_view> cells_;
  bool quoted_ = false;
  std::optional<cohort::Records> odd_;  ///< what cut the row at hand, where it was not plain
  std::size_t line_ = 0, next_line_ = 1;
  std::size_t empty_lines_ = 0;
};

}  // namespace venscope::calculator
