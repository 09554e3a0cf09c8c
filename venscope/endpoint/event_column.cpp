#include "venscope/endpoint/event_column.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/format.h>

namespace venscope::endpoint {
namespace {

constexpr std::array<std::string_view, 5> words_yes{"yes", "true", "event", "dead", "1"};
constexpr std::array<std::string_view, 5> words_no{"no", "false", "censored", "alive", "0"};

bool one_of(const std::array<std::string_view, 5>& words, const std::string& text) {
  std::string lower = text;
  // ASCII by hand: the result must not depend on the locale.
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return std::find(words.begin(), words.end(), lower) != words.end();
}

/// R's rule: codes 1 and 2 with at least one 2 (and no 0) mean 2 = event.
bool coded_one_two(const cohort::Column& column) {
  bool two = false;
  for (const double value : column.number) {
    if (value == 0.0) return false;
    two |= value == 2.0;
  }
  return two;
}

void reject(const cohort::Table& table, const cohort::Column& column, std::size_t row,
            const std::string& value, cohort::ProblemLog& problems) {
  problems.add("endpoint.event_code", column.name, [&] {
    return Problem{"",
                   {table.file, table.line.empty() ? 0 : table.line[row], column.name},
                   "'" + value + "' does not say whether the event happened",
                   "0 or 1, yes or no, true or false",
                   "recode it, or declare its codes in the data dictionary"};
  });
}

}  // namespace

Indicators read_indicators(const cohort::Table& table, const cohort::Column& column,
                           cohort::ProblemLog& problems, std::vector<std::string>& warnings) {
  Indicators happened(table.rows, -1);
  if (!column.numeric()) {
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (column.missing(row)) continue;
      const std::string& word = column.levels[static_cast<std::size_t>(column.code[row])];
      if (one_of(words_yes, word)) {
        happened[row] = 1;
      } else if (one_of(words_no, word)) {
        happened[row] = 0;
      } else {
        reject(table, column, row, word, problems);
      }
    }
    return happened;
  }
  const double one = coded_one_two(column) ? 2.0 : 1.0;
  if (one == 2.0)
    warnings.push_back(
        fmt::format("column {} holds 1 and 2: read as 1 = censored, 2 = event", column.name));
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (column.missing(row)) continue;
    const double value = column.number[row];
    if (value == one || value == one - 1.0) {
      happened[row] = value == one;
    } else {
      reject(table, column, row, fmt::format("{}", value), problems);
    }
  }
  return happened;
}

}  // namespace venscope::endpoint
