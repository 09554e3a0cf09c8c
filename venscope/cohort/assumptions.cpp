#include "venscope/cohort/assumptions.hpp"

#include "venscope/cohort/cell.hpp"
#include "venscope/cohort/problem_log.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::cohort {
namespace {

std::string column_word(const std::vector<std::string>& names) {
  return names.size() == 1 ? "column" : "columns";
}

void say_columns(std::vector<std::string>& said, const std::vector<std::string>& names,
                 const char* what) {
  if (!names.empty()) said.push_back(column_word(names) + " " + listed(names) + ": " + what);
}

/// The value that made the column a category, unless its values tell who a patient is.
std::string because(const Column& column, const ColumnNotes& notes, std::size_t rows) {
  if (column.levels.size() > 20 && 2 * column.levels.size() > rows)
    return fmt::format("{} (line {})", column.name, notes.first_text_line);
  return fmt::format("{} ({} on line {})", column.name, shown(notes.first_text),
                     notes.first_text_line);
}

void say_missing(std::vector<std::string>& said, const ReadTable& read) {
  std::map<std::string, std::size_t> counts;
  std::vector<std::string> order;
  for (const ColumnNotes& notes : read.notes)
    for (const MissingWord& word : notes.missing) {
      const auto [place, is_new] = counts.try_emplace(word.word, 0);
      if (is_new) order.push_back(word.word);
      place->second += word.count;
    }
  std::sort(order.begin(), order.end());
  std::vector<std::string> words;
  for (const std::string& word : order)
    words.push_back((word.empty() ? "empty" : shown(word)) + " (" + with_thousands(counts[word]) +
                    ")");
  if (!words.empty()) said.push_back("cells taken as missing: " + listed(words));
}

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 6;
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) text += ", ";
    text += names[i];
  }
  if (names.size() > most) text += " and " + with_thousands(names.size() - most) + " more";
  return text;
}

std::string delimiter_name(char delimiter) {
  if (delimiter == ',') return "comma";
  if (delimiter == ';') return "semicolon";
  if (delimiter == '\t') return "tab";
  return std::string("\"") + delimiter + "\"";
}

std::vector<std::string> column_assumptions(const ReadTable& read, const ReadOptions& options) {
  std::vector<std::string> categories, commas, spaces, zeros, inexact, empty;
  for (std::size_t i = 0; i < read.notes.size(); ++i) {
    const ColumnNotes& notes = read.notes[i];
    const Column& column = read.table.columns[i];
    if (notes.first_text_line > 0) categories.push_back(because(column, notes, read.table.rows));
    if (notes.decimal_commas > 0) commas.push_back(column.name);
    if (notes.trimmed > 0)
      spaces.push_back(fmt::format("{} ({} cell{}, first on line {})", column.name,
                                   with_thousands(notes.trimmed), notes.trimmed == 1 ? "" : "s",
                                   notes.trimmed_line));
    if (notes.leading_zero_line > 0)
      zeros.push_back(fmt::format("{} (line {})", column.name, notes.leading_zero_line));
    if (notes.not_exact_line > 0)
      inexact.push_back(fmt::format("{} (line {})", column.name, notes.not_exact_line));
    std::size_t missing = 0;
    for (const MissingWord& word : notes.missing) missing += word.count;
    if (missing == read.table.rows && missing > 0) empty.push_back(column.name);
  }
  std::vector<std::string> said;
  if (options.decimal == '\0') say_columns(said, commas, "the comma is the decimal mark");
  say_missing(said, read);
  say_columns(said, categories, "read as categories because of these values");
  say_columns(said, spaces, "spaces around cells were dropped");
  say_columns(said, zeros, "leading zeros are lost, because the column was read as numbers");
  say_columns(said, inexact, "numbers with more digits than a double holds were rounded");
  say_columns(said, empty, "no value at all");
  return said;
}

}  // namespace venscope::cohort
