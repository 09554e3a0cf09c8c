/// The data dictionary: what the columns of a cohort mean. docs/files/dictionary.md.
#pragma once

#include "venscope/base/node.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/cohort/table.hpp"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace venscope::cohort {

enum class VariableType {
  number,
  integer,   ///< a number column; a fraction is a problem
  category,  ///< declared levels or codes, or any text
  yes_no,    ///< levels no, yes
  gene,      ///< levels wild_type, mutated; not tested is a missing value of its own kind
  event,     ///< a number column of 0 and 1
  date,      ///< days since 1970-01-01
  text,      ///< kept as written: patient ids, karyotypes
};

/// An interval with either end open to infinity; `low_open` leaves out the lower end itself.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool contains(double value) const {
    return value <= high && (low_open ? value > low : value >= low);
  }
};

/// "0 to 100 %", "at least 0 years".
std::string range_text(const Range& range, const std::string& unit);

/// What is declared of one variable.
struct Variable {
  std::string name;
  VariableType type = VariableType::number;
  std::string label;
  std::string unit;
  std::vector<std::string> synonyms;  ///< other names a file may use for it
  std::optional<Range> range;         ///< outside: a problem
  std::optional<Range> plausible;     ///< outside: a suspicion, perhaps another unit
  std::optional<Range> gap;           ///< between its ends: a problem, most likely another unit
  std::vector<std::string> levels;    ///< in order; empty: those of the file, sorted as text
  std::vector<std::pair<std::string, std::string>> codes;  ///< as written in the file -> level
  std::string reference;                                   ///< level put first; "" keeps the order
  std::vector<std::string> missing;     ///< words that mean missing in this column, e.g. "-9"
  std::vector<std::string> not_tested;  ///< words that mean not tested
  std::string format;                   ///< of dates, e.g. "dd.mm.yyyy"; "" is yyyy-mm-dd
  std::string not_before;               ///< a date column that may not be later than this one
  std::string help;                     ///< how to answer, in a form
  std::string topic;                    ///< heading of a form that it stands under
  std::vector<std::string> includes;    ///< parts: a mutated part makes this mutated
  std::vector<std::string> excludes;    ///< where this is yes, these are no
  std::string measures;                 ///< a value above 0 means that this one is mutated
  bool unique = false;                  ///< no value twice: patient ids
  bool built_in = false;                ///< from a built-in dictionary: the column may be absent
  Place place;

  /// Whether a number is out of range or in the gap.
  bool refuses(double value) const;
  /// What is wrong with a number that it refuses, `written` so; without a place.
  Problem refusal(double value, std::string_view written) const;
};

struct Dictionary {
  std::vector<Variable> variables;
  const Variable* find(std::string_view name) const;
  /// The variable that a column of that name is: by name or synonym, `FLT3-ITD` like `flt3_itd`.
  const Variable* match(std::string_view column) const;
};

/// Lower case, with every run of spaces, points, hyphens and slashes as one `_`: how names are
/// compared.
std::string plain_name(std::string_view name);

/// A dictionary from its TOML table, `[dictionary]` of a protocol or a file of its own:
/// `use = "aml"` for the built-in one, and a table per column, which wins over a built-in one field
/// by field. Everything wrong is added to `problems`, located.
Dictionary parse_dictionary(const Node& table, Problems& problems);

/// A dictionary by built-in name ("aml") or from a TOML file.
Result<Dictionary> load_dictionary(const std::string& name_or_path);

/// `options` for reading a file of which the dictionary is known: codes and ids stay as written,
/// missing words of a column are heeded.
ReadOptions reading_options(const Dictionary& dictionary, ReadOptions options = {});

/// A table whose columns are what the dictionary says.
struct TypedTable {
  Table table;
  std::vector<std::string> assumptions;  ///< renamed columns, words read in another case …
  Problems suspicions;                   ///< implausible values, located
  std::vector<bool> wrong_rows;          ///< rows with a wrong value; empty if nothing is wrong
};

/// Types, renames, relabels and checks the columns that the dictionary knows; others stay as read.
/// Missing values of genes marked as not tested get the code `not_tested_code`.
/// Problems, all at once, each at its row's line: cohort.unknown_column, two_columns, not_a_number,
/// not_an_integer, out_of_range, unknown_code, not_yes_no, not_an_event, not_a_date, dates_order,
/// duplicate.
/// Right by: unit/cohort/dictionary.
Result<TypedTable> apply_dictionary(Table table, const Dictionary& dictionary,
                                    std::size_t shown_problems = 5);

/// The same for those who want to know what else is wrong: problems are added to `problems`, and a
/// wrong value is missing in the table. Not a table to compute on if there were problems.
TypedTable apply_dictionary(Table table, const Dictionary& dictionary, Problems& problems,
                            std::size_t shown_problems = 5);

/// Days since 1970-01-01 of a date written in `format` ("" is yyyy-mm-dd), if it is one.
std::optional<double> parse_date(std::string_view text, std::string_view format = {});

}  // namespace venscope::cohort
