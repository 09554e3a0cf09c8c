/// What is in a table, before anyone writes a protocol: summaries and suspicions.
#pragma once

#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/read.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace venscope::cohort {

/// Quartiles are R's default (type 7 of [Hyndman1996]); sd has n − 1.
struct NumberSummary {
  double min = 0, lower = 0, median = 0, upper = 0, max = 0, mean = 0;
  std::optional<double> sd;  ///< none for a single value
  bool whole = true;         ///< all values are whole numbers
  std::size_t zeros = 0, negative = 0;
};

struct LevelCount {
  std::string level;
  std::size_t count = 0;
};

struct ColumnDescription {
  std::string name, label, unit;
  ColumnType type = ColumnType::number;
  std::size_t missing = 0;     ///< not tested included
  std::size_t not_tested = 0;  ///< of a gene
  std::size_t distinct = 0;
  std::optional<NumberSummary> number;  ///< of numbers and dates with a value
  std::vector<LevelCount> levels;       ///< of categories, in the order of the levels
  /// Nearly every value differs, so that the levels tell who someone is rather than what he has.
  bool identifying = false;
  std::string variable;                 ///< of the AML dictionary, "" if it looks like none
  std::vector<std::string> suspicions;  ///< without the column's name
};

struct EndpointGuess {
  std::string time, event;  ///< columns
  std::string level;        ///< of an event told in words: the one that says that it happened
  std::string outcome;      ///< as `fit` takes it: Surv(os_days, vital == "Dead")
  bool causes = false;      ///< 0 and two or more causes, for competing risks only
};

struct Description {
  std::size_t rows = 0;
  std::vector<ColumnDescription> columns;
  std::vector<EndpointGuess> endpoints;
  std::vector<std::string> suspicions;  ///< about rows and pairs of columns
};

/// `hints`: a dictionary whose names, units and ranges are compared with the columns; none if
/// empty. Cost: O(rows) a column, and one sort for counting distinct numbers. Right by:
/// unit/cohort/describe, reference/cohort/read (R: quantile, mean, sd).
Description describe(const Table& table, const Dictionary& hints = {});

/// Summary of the values that are not missing; none if there is none.
std::optional<NumberSummary> summarise_numbers(const Column& column, std::size_t& distinct);

/// What looks odd in one column, most telling first. `about` is filled but for its suspicions.
std::vector<std::string> suspicions_of(const Table& table, const Column& column,
                                       const ColumnDescription& about);

/// "0/1" or "1/2" for a number column of just these two values, else "".
std::string coding_of(const ColumnDescription& about);

/// Pairs of a time and an event column, guessed from names and values; of several events for a time
/// the one that is plainest: 0/1 and TRUE/FALSE before 1/2, before words of which one says the
/// event, before causes. Words of which none or both say it are no event.
std::vector<EndpointGuess> guess_endpoints(const Description& about);

/// What is odd in rows and in pairs of columns: rows twice, rows without a value, events without a
/// time, times that are negative or zero.
std::vector<std::string> row_suspicions(const Table& table, const Description& about);

/// For people: aligned, at most `width` characters a line where names allow it.
std::string description_text(const ReadTable& read, const Description& about, std::size_t width);

/// For machines; keys in docs/files/cohort-files.md.
std::string description_json(const ReadTable& read, const Description& about);

}  // namespace venscope::cohort
