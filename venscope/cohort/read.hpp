/// From a file of registry rows to a table: every assumption listed, every problem located.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::cohort {

/// NA, N/A, NaN, ., missing, unknown; an empty cell is missing without being named. Letters in any
/// case make the same word.
std::vector<std::string> default_missing_words();

/// What is known about one column before reading.
struct ColumnReading {
  bool as_text = false;              ///< keep its cells as written: `007` stays `007`
  std::vector<std::string> missing;  ///< more missing words of this column, e.g. "-9"
};

struct ReadOptions {
  char delimiter = '\0';  ///< ',', ';' or tab; 0: found from the header and the first rows
  /// '.' or ','; 0: a point, and where the delimiter is a semicolon a comma too.
  char decimal = '\0';
  std::vector<std::string> missing = default_missing_words();
  /// By name in the file, exactly or by plain_name (dictionary.hpp).
  std::map<std::string, ColumnReading, std::less<>> columns = {};
  std::size_t shown_problems = 5;  ///< of each kind; the rest is counted
  /// For a first look: a value that is wrong (infinite, in two notations) is a suspicion and not a
  /// problem; an infinite one is taken as missing. A file that is wrong in its form stays refused.
  bool tolerate_values = false;
};

/// How many cells of a column said "missing", and how.
struct MissingWord {
  std::string word;  ///< "" for an empty cell
  std::size_t count = 0;
};

/// What the reader met in one column.
struct ColumnNotes {
  std::vector<MissingWord> missing;
  std::string first_text;           ///< the value that made it a category
  std::size_t first_text_line = 0;  ///< and its line; 0 where none did
  std::size_t trimmed = 0;          ///< cells with spaces around them, and the line of the first
  std::size_t trimmed_line = 0;
  std::size_t leading_zero_line = 0;  ///< first number such as 007
  std::size_t not_exact_line = 0;     ///< first number that a double does not hold exactly
  std::size_t decimal_commas = 0;
};

/// A table as read, and everything a careful reader would want to be told about the reading.
struct ReadTable {
  Table table;
  std::string sha256;  ///< of the file's bytes as they lie on disk; "" if something is wrong
  std::size_t bytes = 0;
  bool gzip = false;
  char delimiter = ',';
  std::vector<ColumnNotes> notes;        ///< per column of the table
  std::vector<std::string> assumptions;  ///< what was taken for granted; one sentence each
  Problems suspicions;                   ///< cells that look wrong but can be read; located
};

/// Reads a CSV, TSV or semicolon file, plain or .gz, UTF-8 with or without a byte order mark.
///
/// The first line that is not empty names the columns. Cells may be quoted (RFC 4180: delimiters,
/// line ends and doubled quotes inside). Spaces around a cell are dropped. A column is a number if
/// all its cells are numbers or missing; otherwise a category whose levels sort as bytes (as R
/// sorts in the C locale). A column without any value is a number column of missing values.
///
/// Problems, all of the file at once: cohort.cannot_open, is_directory, bad_gzip, empty_file,
/// not_text (UTF-16, a workbook, NUL bytes), not_utf8, unclosed_quote, text_after_quote,
/// ragged_row, no_column_name, duplicate_column, infinite_number, two_decimal_marks.
/// Never a silent change: what was assumed stands in `assumptions` and `suspicions`.
///
/// Cost: O(bytes); peak memory is the table (8 bytes a number, 4 a category) and a window of the
/// file, or for .gz the unpacked text.
/// Right by: unit/cohort/read, laws/cohort/read_back (random tables written and read back), the
/// libFuzzer target test/fuzz/read_table.cpp.
Result<ReadTable> read_table(const std::string& path, const ReadOptions& options = {});

/// The same from memory; `name` stands for the file in messages.
Result<ReadTable> read_table_text(std::string_view bytes, const std::string& name,
                                  const ReadOptions& options = {});

/// For those who want to know what else is wrong with a file: the table without the records that
/// cannot be told apart into columns (ragged, or with a quote gone wrong), and all problems.
/// Nothing where no table can be made out. Not a table to compute on if there were problems.
std::optional<ReadTable> read_table(const std::string& path, const ReadOptions& options,
                                    Problems& problems);
std::optional<ReadTable> read_table_text(std::string_view bytes, const std::string& name,
                                         const ReadOptions& options, Problems& problems);

}  // namespace venscope::cohort
