#include "venscope/cohort/typed_column.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/words.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

/// A column that was read as numbers, as levels again. What was written is lost (01, 1.0).
void numbers_to_levels(Column& column) {
  if (column.type != ColumnType::number) return;
  std::map<std::string, std::int32_t> codes;
  for (const double value : column.number)
    if (value == value) codes.try_emplace(fmt::format("{}", value), 0);
  std::int32_t next = 0;
  for (auto& [text, code] : codes) {
    code = next++;
    column.levels.push_back(text);
  }
  column.code.reserve(column.number.size());
  for (const double value : column.number)
    column.code.push_back(value == value ? codes[fmt::format("{}", value)] : missing_code);
  column.number = {};
  column.type = ColumnType::category;
}

/// Calls `complain(row, text)` for every row of a level that is marked in `bad`.
template <class Complain>
void each_bad_row(const Column& column, const std::vector<bool>& bad, Complain complain) {
  if (std::find(bad.begin(), bad.end(), true) == bad.end()) return;
  for (std::size_t row = 0; row < column.code.size(); ++row)
    if (column.code[row] >= 0 && bad[static_cast<std::size_t>(column.code[row])])
      complain(row, column.levels[static_cast<std::size_t>(column.code[row])]);
}

/// Levels to doubles by `value_of`, which says nothing for a level that is wrong and NaN for one
/// that is missing.
template <class ValueOf>
std::vector<bool> levels_to_numbers(Column& column, ValueOf value_of,
                                    std::vector<double>& numbers) {
  std::vector<bool> bad(column.levels.size(), false);
  std::vector<double> values(column.levels.size(), missing_number);
  for (std::size_t i = 0; i < column.levels.size(); ++i) {
    const std::optional<double> value = value_of(column.levels[i]);
    if (value)
      values[i] = *value;
    else
      bad[i] = true;
  }
  numbers.reserve(column.code.size());
  for (const std::int32_t code : column.code)
    numbers.push_back(code < 0 ? missing_number : values[static_cast<std::size_t>(code)]);
  return bad;
}

void become_numbers(Column& column, std::vector<double> numbers, ColumnType type) {
  column.number = std::move(numbers);
  column.code = {};
  column.levels = {};
  column.type = type;
}

void type_number(Column& column, const Variable& variable, TypingLog& log) {
  const Vocabulary vocabulary(variable);
  if (column.type != ColumnType::number) {
    std::vector<double> numbers;
    const auto bad = levels_to_numbers(
        column,
        [&](const std::string& text) -> std::optional<double> {
          const Meaning meaning = vocabulary.meaning(text);
          if (meaning.kind == Meaning::Kind::missing || meaning.kind == Meaning::Kind::not_tested)
            return missing_number;
          const auto number = parse_number(text);
          if (!number || number->infinite) return std::nullopt;
          return number->value;
        },
        numbers);
    each_bad_row(column, bad, [&](std::size_t row, const std::string& text) {
      log.add("cohort.not_a_number", row, column.name, [&] {
        const bool comma = parse_number(text, DecimalMark::comma).has_value();
        return Problem{"",
                       {},
                       shown(text) + " is not a number",
                       "a number",
                       comma
                           ? "read the file with --decimal comma, or decimal = \",\" in a protocol"
                           : "correct it, or declare it as missing"};
      });
    });
    become_numbers(column, std::move(numbers), ColumnType::number);
  }
  for (double& value : column.number)
    if (!variable.missing.empty() && value == value &&
        vocabulary.meaning(fmt::format("{}", value)).kind == Meaning::Kind::missing)
      value = missing_number;
  for (std::size_t row = 0; row < column.number.size(); ++row) {
    const double value = column.number[row];
    if (value != value) continue;
    if (variable.type == VariableType::integer && value != std::floor(value))
      log.add("cohort.not_an_integer", row, column.name, [&] {
        return Problem{"",
                       {},
                       fmt::format("{} is not a whole number", value),
                       "a whole number",
                       "correct the value"};
      });
    if (variable.refuses(value)) {
      log.add("cohort.out_of_range", row, column.name,
              [&] { return variable.refusal(value, fmt::format("{}", value)); });
      column.number[row] = missing_number;
    } else if (variable.plausible && !variable.plausible->contains(value))
      log.suspicions.add("cohort.implausible", column.name, [&] {
        return Problem{"", log.place(row, column.name), fmt::format("{} is implausible", value),
                       range_text(*variable.plausible, variable.unit),
                       "check the value and its unit"};
      });
  }
}

void type_date(Column& column, const Variable& variable, TypingLog& log) {
  numbers_to_levels(column);
  const Vocabulary vocabulary(variable);
  std::vector<double> numbers;
  const auto bad = levels_to_numbers(
      column,
      [&](const std::string& text) -> std::optional<double> {
        if (vocabulary.meaning(text).kind == Meaning::Kind::missing) return missing_number;
        return parse_date(text, variable.format);
      },
      numbers);
  each_bad_row(column, bad, [&](std::size_t row, const std::string& text) {
    log.add("cohort.not_a_date", row, column.name, [&] {
      return Problem{"",
                     {},
                     shown(text) + " is not a date",
                     variable.format.empty() ? "yyyy-mm-dd" : variable.format,
                     "correct it, or declare the format"};
    });
  });
  become_numbers(column, std::move(numbers), ColumnType::date);
}

void say_other_case(const Column& column, const std::vector<std::string>& words, TypingLog& log) {
  if (!words.empty())
    log.assumptions.push_back(
        fmt::format("column {}: upper and lower case were taken as equal in {}", column.name,
                    fmt::join(words, ", ")));
}

/// Categories, yes/no, genes, events: every level of the file through the vocabulary.
void type_words(Column& column, const Variable& variable, TypingLog& log) {
  numbers_to_levels(column);
  const Vocabulary vocabulary(variable);
  const bool open = variable.type == VariableType::text || vocabulary.levels().empty();
  std::vector<std::int32_t> target(column.levels.size(), missing_code);
  std::vector<bool> bad(column.levels.size(), false);
  std::vector<std::string> other_case, kept;
  for (std::size_t i = 0; i < column.levels.size(); ++i) {
    const Meaning meaning = vocabulary.meaning(column.levels[i]);
    if (meaning.kind == Meaning::Kind::not_tested) target[i] = not_tested_code;
    if (meaning.kind == Meaning::Kind::level) target[i] = static_cast<std::int32_t>(meaning.level);
    if (meaning.kind == Meaning::Kind::unknown && open) {
      target[i] = static_cast<std::int32_t>(kept.size());
      kept.push_back(column.levels[i]);
    }
    bad[i] = meaning.kind == Meaning::Kind::unknown && !open;
    if (meaning.other_case && variable.type == VariableType::category)
      other_case.push_back(shown(column.levels[i]));
  }
  each_bad_row(column, bad, [&](std::size_t row, const std::string& text) {
    log.add("cohort.unknown_code", row, column.name, [&] {
      return Problem{"",
                     {},
                     shown(text) + " is not a known value",
                     vocabulary.expected(),
                     "correct it, or declare it among the codes"};
    });
  });
  say_other_case(column, other_case, log);
  for (std::int32_t& code : column.code)
    if (code >= 0) code = target[static_cast<std::size_t>(code)];
  column.levels = open ? std::move(kept) : vocabulary.levels();
  if (variable.type == VariableType::text) column.type = ColumnType::text;
  if (variable.type != VariableType::event) return;
  std::vector<double> numbers;
  for (const std::int32_t code : column.code) numbers.push_back(code < 0 ? missing_number : code);
  become_numbers(column, std::move(numbers), ColumnType::number);
}

void check_unique(const Column& column, TypingLog& log) {
  std::vector<std::size_t> rows;
  for (std::size_t row = 0; row < column.size(); ++row)
    if (!column.missing(row)) rows.push_back(row);
  const auto key = [&column](std::size_t row) {
    return column.numeric() ? column.number[row] : static_cast<double>(column.code[row]);
  };
  std::sort(rows.begin(), rows.end(), [&key](std::size_t a, std::size_t b) {
    return std::pair(key(a), a) < std::pair(key(b), b);
  });
  std::vector<std::pair<std::size_t, std::size_t>> repeats;  // (repeated row, first row)
  for (std::size_t i = 1, first = 0; i < rows.size(); ++i) {
    if (key(rows[i]) == key(rows[first]))
      repeats.emplace_back(rows[i], rows[first]);
    else
      first = i;
  }
  std::sort(repeats.begin(), repeats.end());
  for (const auto& [row, first] : repeats)
    log.add("cohort.duplicate", row, column.name, [&] {
      const std::string value =
          column.numeric() ? fmt::format("{}", column.number[row])
                           : shown(column.levels[static_cast<std::size_t>(column.code[row])]);
      return Problem{"",
                     {},
                     fmt::format("{} is already on line {}", value, log.place(first, "").line),
                     "each value once",
                     "remove or correct one of the rows"};
    });
}

}  // namespace

void type_column(Column& column, const Variable& variable, TypingLog& log) {
  using enum VariableType;
  if (variable.type == number || variable.type == integer)
    type_number(column, variable, log);
  else if (variable.type == date)
    type_date(column, variable, log);
  else
    type_words(column, variable, log);
  if (variable.unique) check_unique(column, log);
  if (!variable.label.empty()) column.label = variable.label;
  column.unit = variable.unit;
}

}  // namespace venscope::cohort
