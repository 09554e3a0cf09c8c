/// Cuts delimited text into records and cells: RFC 4180, with what registries write besides.
#pragma once

#include "venscope/base/problem.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// How a text is cut.
struct Dialect {
  char delimiter = ',';
  char line_end = '\n';  ///< '\r' for a file of an old Macintosh; a '\r' before '\n' is dropped
};

/// Trouble with quotes while a record was cut.
enum class QuoteFault {
  none,
  unclosed,    ///< no quote closes the cell before the text ends
  text_after,  ///< `"abc"def`: the cell ends at the delimiter, quotes and all
  runs_on,     ///< closes lines below its opening and is followed by text: most likely unclosed
};

/// The fault for the reader of a file; not of `none`.
Problem quote_problem(QuoteFault fault, Place place);

/// Walks through the records of a text. A cell is quoted if its first character is a quote; then it
/// may hold delimiters, line ends and doubled quotes. A quote elsewhere is a character like others.
/// Lines with nothing on them are passed over and counted. Cost: O(bytes); no copy, except of cells
/// with doubled quotes.
class Records {
public:
  Records(std::string_view text, Dialect dialect) : text_(text), dialect_(dialect) {}

  /// Cuts the next record; false at the end. `cells()` hold until the next call.
  bool next();

  const std::vector<std::string_view>& cells() const { return cells_; }
  std::size_t line() const { return line_; }           ///< on which the record began, from 1
  std::size_t offset() const { return next_offset_; }  ///< of the next record
  QuoteFault fault() const { return fault_; }
  std::size_t fault_line() const { return fault_line_; }
  std::size_t empty_lines() const { return empty_lines_; }
  std::size_t first_empty_line() const { return first_empty_line_; }

private:
  bool at_line_end(std::size_t position) const;
  void pass_line_end(std::size_t& position) const;
  std::size_t plain_cell(std::size_t start);
  std::size_t quoted_cell(std::size_t start);
  void note(QuoteFault fault);

  std::string_view text_;
  Dialect dialect_;
  std::vector<std::string_view> cells_;
  std::deque<std::string> unescaped_;
  std::size_t next_offset_ = 0;
  std::size_t next_line_ = 1;
  std::size_t line_ = 0;
  QuoteFault fault_ = QuoteFault::none;
  std::size_t fault_line_ = 0;
  std::size_t empty_lines_ = 0;
  std::size_t first_empty_line_ = 0;
};

}  // namespace venscope::cohort
