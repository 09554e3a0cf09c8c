#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/describe.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

using Sayings = std::vector<std::string>;

std::size_t line_of(const Table& table, std::size_t row) {
  return row < table.line.size() ? table.line[row] : 0;
}

std::size_t values_of(const Table& table, const ColumnDescription& about) {
  return table.rows - about.missing;
}

/// How many cells have a level that `is` true of.
template <class Is>
std::size_t cells_with(const ColumnDescription& about, Is is) {
  std::size_t cells = 0;
  for (const LevelCount& level : about.levels)
    if (level.count > 0 && is(level.level)) cells += level.count;
  return cells;
}

/// 999 or -9 among values that are nowhere near: a number that says "missing".
void say_sentinel(const Table& table, const Column& column, const ColumnDescription& about,
                  Sayings& said) {
  for (const double sentinel : {-9.0, -99.0, -999.0, -9999.0, -1.0, 99.0, 999.0, 9999.0, 8888.0}) {
    const bool lowest = about.number->min == sentinel && sentinel < 0;
    const bool highest = about.number->max == sentinel && sentinel > 0;
    if (!lowest && !highest) continue;
    std::size_t count = 0, first = 0;
    double next =
        lowest ? std::numeric_limits<double>::infinity() : -std::numeric_limits<double>::infinity();
    for (std::size_t row = 0; row < column.number.size(); ++row) {
      const double value = column.number[row];
      if (value == sentinel && count++ == 0) first = row;
      if (value == value && value != sentinel)
        next = lowest ? std::min(next, value) : std::max(next, value);
    }
    const bool alone = lowest ? next >= 0 : next < sentinel / 2;
    if (!alone || about.distinct < 3) continue;
    said.push_back(fmt::format("{} on line {} ({} in all) stands apart: a code for missing?",
                               sentinel, line_of(table, first), with_thousands(count)));
  }
}

void say_number(const Table& table, const Column& column, const ColumnDescription& about,
                Sayings& said) {
  const NumberSummary& number = *about.number;
  if (coding_of(about) == "1/2")
    said.push_back("coded 1/2: which is which? As an event, 2 is taken as the event");
  say_sentinel(table, column, about, said);
  const bool days =
      number.whole && number.min >= 19000101 && number.max <= 21001231 &&
      std::all_of(column.number.begin(), column.number.end(), [](double value) {
        return value != value || parse_date(fmt::format("{:.0f}", value), "yyyymmdd").has_value();
      });
  if (days) said.push_back("looks like dates (yyyymmdd): declare type = \"date\"");
}

/// The format in which nearly all cells are dates, if there is one; day before month in doubt.
std::string date_format(const ColumnDescription& about, std::size_t values) {
  for (const char* format :
       {"yyyy-mm-dd", "dd.mm.yyyy", "dd/mm/yyyy", "mm/dd/yyyy", "dd-mm-yyyy", "yyyy/mm/dd"}) {
    const std::size_t dates = cells_with(
        about, [format](const std::string& text) { return parse_date(text, format).has_value(); });
    if (10 * dates >= 9 * values && dates > 0) return format;
  }
  return "";
}

/// The text after the number at the front of a cell: "mg" of "12 mg", "%" of "45%".
std::string_view unit_of(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() &&
         (std::string_view("0123456789.,+-").find(text[end]) != std::string_view::npos))
    ++end;
  if (end == 0 || !parse_number(text.substr(0, end), DecimalMark::either)) return {};
  return trimmed(text.substr(end));
}

void say_units(const ColumnDescription& about, std::size_t values, Sayings& said) {
  std::map<std::string_view, std::size_t> units;
  for (const LevelCount& level : about.levels)
    if (const std::string_view unit = unit_of(level.level); !unit.empty())
      units[unit] += level.count;
  for (const auto& [unit, cells] : units)
    if (2 * cells > values && about.distinct > 2)
      said.push_back(fmt::format("numbers stored with their unit ({})", shown(unit)));
}

void say_missing_like(const ColumnDescription& about, Sayings& said) {
  static const std::vector<std::string> words = {
      "-",    "--",    "?",      "n.a.",          "n.d.",         "nd",
      "null", "#n/a",  "#null!", "not available", "not tested",   "not done",
      "nan.", "na/na", "<na>",   "none reported", "not reported", "not known",
      "unk",  "ukn",   "-9",     "-99",           "-999",         "999",
      "9999"};
  for (const LevelCount& level : about.levels)
    if (level.count > 0 && find_word(level.level, words) >= 0)
      said.push_back(fmt::format("{} ({}) may mean missing: declare it", shown(level.level),
                                 with_thousands(level.count)));
}

/// Levels that differ only by case or by the signs between words.
void say_spellings(const ColumnDescription& about, Sayings& said) {
  if (about.identifying) return;
  std::map<std::string, std::string> seen;
  for (const LevelCount& level : about.levels) {
    const auto [place, is_new] = seen.try_emplace(plain_name(level.level), level.level);
    if (!is_new && !place->first.empty() && !parse_number(level.level))
      said.push_back(fmt::format("{} and {} differ only in spelling", shown(place->second),
                                 shown(level.level)));
  }
}

/// Numbers and words, the numbers with a decimal comma: where all are numbers the reader says it.
void say_decimal_commas(const ColumnDescription& about, std::size_t values, Sayings& said) {
  std::size_t commas = 0, points = 0, others = 0;
  for (const LevelCount& level : about.levels) {
    const auto number = parse_number(level.level, DecimalMark::either);
    if (number) (number->comma ? commas : number->point ? points : others) += level.count;
  }
  if (commas == 0 || 2 * (commas + points + others) <= values) return;
  if (points > 0)
    said.push_back(
        fmt::format("numbers with a decimal comma ({}) and with a decimal point ({}): write all "
                    "with the same mark",
                    with_thousands(commas), with_thousands(points)));
  else
    said.push_back(fmt::format("numbers with a decimal comma ({}){}: give --decimal comma",
                               with_thousands(commas), others > 0 ? ", mixed with others" : ""));
}

void say_category(const Table& table, const ColumnDescription& about, Sayings& said) {
  const std::size_t values = values_of(table, about);
  if (const std::string format = date_format(about, values); !format.empty()) {
    said.push_back(fmt::format("looks like dates ({}): declare type = \"date\"{}", format,
                               format == "yyyy-mm-dd" ? "" : " and the format"));
    return;
  }
  say_decimal_commas(about, values, said);
  say_units(about, values, said);
  say_missing_like(about, said);
  say_spellings(about, said);
}

bool named_like_id(const std::string& name) {
  const std::string plain = "_" + plain_name(name) + "_";
  for (const char* word : {"_id_", "_patient_", "_pdid_", "_upn_", "_subject_", "_mrn_"})
    if (plain.find(word) != std::string::npos) return true;
  return false;
}

void say_identity(const Table& table, const ColumnDescription& about, Sayings& said) {
  const std::size_t values = values_of(table, about);
  const bool idlike = about.identifying || (about.number && about.number->whole);
  if (idlike && about.distinct == values && values > 20 && about.missing == 0)
    said.push_back("every value once: perhaps it identifies the patient");
  else if (named_like_id(about.name) && 2 * about.distinct > values && about.distinct < values)
    said.push_back(fmt::format("named like an id, but {} rows repeat an earlier value",
                               with_thousands(values - about.distinct)));
}

}  // namespace

std::vector<std::string> suspicions_of(const Table& table, const Column& column,
                                       const ColumnDescription& about) {
  Sayings said;
  if (table.rows == 0) return said;
  if (about.missing == table.rows) return {"no value at all"};
  if (about.distinct == 1 && table.rows > 1)
    said.push_back(about.missing == 0 ? "the same value in every row"
                                      : "a single value, or missing");
  if (column.type == ColumnType::number) say_number(table, column, about, said);
  if (column.type == ColumnType::category) say_category(table, about, said);
  say_identity(table, about, said);
  if (2 * about.missing > table.rows) said.push_back("more than half missing");
  return said;
}

}  // namespace venscope::cohort
