#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/describe.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

/// Whether row `row` says that the event happened: the highest code, or the level that says so.
bool happened(const Column& column, const ColumnDescription& about, const std::string& level,
              std::size_t row) {
  if (column.missing(row)) return false;
  if (column.numeric()) return about.number && column.number[row] == about.number->max;
  return column.levels[static_cast<std::size_t>(column.code[row])] == level;
}

const ColumnDescription& described(const Description& about, const std::string& name) {
  return *std::find_if(about.columns.begin(), about.columns.end(),
                       [&name](const ColumnDescription& column) { return column.name == name; });
}

/// `count` rows (first on line n), or nothing.
class RowCount {
public:
  explicit RowCount(const Table& table) : table_(table) {}
  void add(std::size_t row) {
    if (count_++ == 0) first_ = row < table_.line.size() ? table_.line[row] : 0;
  }
  void say(const std::string& what, std::vector<std::string>& said) const {
    if (count_ > 0)
      said.push_back(fmt::format("{}: {} row{}, first on line {}", what, with_thousands(count_),
                                 count_ == 1 ? "" : "s", first_));
  }

private:
  const Table& table_;
  std::size_t count_ = 0, first_ = 0;
};

void check_endpoint(const Table& table, const Description& about, const EndpointGuess& pair,
                    std::vector<std::string>& said) {
  const Column& time = *table.find(pair.time);
  const Column& event = *table.find(pair.event);
  const ColumnDescription& event_about = described(about, pair.event);
  RowCount without_time(table), without_event(table), negative(table), zero(table);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (time.missing(row)) {
      if (happened(event, event_about, pair.level, row)) without_time.add(row);
      continue;
    }
    if (event.missing(row)) without_event.add(row);
    if (time.number[row] < 0) negative.add(row);
    if (time.number[row] == 0) zero.add(row);
  }
  without_time.say(fmt::format("{} without {}", pair.event, pair.time), said);
  without_event.say(fmt::format("{} without {}", pair.time, pair.event), said);
  negative.say(pair.time + " is negative", said);
  zero.say(pair.time + " is zero", said);
}

std::uint64_t mixed(std::uint64_t hash, std::uint64_t value) {
  hash ^= value + 0x9e3779b97f4a7c15u + (hash << 6) + (hash >> 2);
  return hash * 0xff51afd7ed558ccdu;
}

bool same_row(const Table& table, std::size_t a, std::size_t b) {
  return std::all_of(table.columns.begin(), table.columns.end(), [a, b](const Column& column) {
    if (column.missing(a) || column.missing(b)) return column.missing(a) && column.missing(b);
    return column.numeric() ? column.number[a] == column.number[b]
                            : column.code[a] == column.code[b];
  });
}

void check_rows(const Table& table, std::vector<std::string>& said) {
  std::vector<std::uint64_t> hash(table.rows, 0);
  std::vector<bool> any(table.rows, false);
  for (const Column& column : table.columns)
    for (std::size_t row = 0; row < table.rows; ++row) {
      const bool missing = column.missing(row);
      if (!missing) any[row] = true;
      const double number = column.numeric() && !missing ? column.number[row] + 0.0 : 0.0;
      hash[row] =
          mixed(hash[row], missing            ? 1u
                           : column.numeric() ? std::bit_cast<std::uint64_t>(number)
                                              : static_cast<std::uint64_t>(column.code[row]));
    }
  std::vector<std::size_t> order(table.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&hash](std::size_t a, std::size_t b) {
    return std::pair(hash[a], a) < std::pair(hash[b], b);
  });
  RowCount empty(table), twice(table);
  std::vector<bool> repeated(table.rows, false);
  for (std::size_t i = 1; i < order.size(); ++i)
    repeated[order[i]] =
        hash[order[i]] == hash[order[i - 1]] && same_row(table, order[i], order[i - 1]);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (!any[row])
      empty.add(row);
    else if (repeated[row])
      twice.add(row);
  }
  empty.say("no value at all", said);
  // In a table of one or two columns equal rows are nothing to wonder at.
  if (table.columns.size() > 2) twice.say("equal to an earlier row in every column", said);
}

}  // namespace

std::vector<std::string> row_suspicions(const Table& table, const Description& about) {
  std::vector<std::string> said;
  check_rows(table, said);
  for (const EndpointGuess& pair : about.endpoints) check_endpoint(table, about, pair, said);
  return said;
}

}  // namespace venscope::cohort
