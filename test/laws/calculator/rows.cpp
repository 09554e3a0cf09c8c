/// How a text arrives changes nothing, and its cells are those that cohort::Records cuts.
#include "venscope/calculator/rows.hpp"

#include "venscope/cohort/records.hpp"
#include "venscope/cohort/survey.hpp"

#include <random>

#include <gtest/gtest.h>

namespace venscope::calculator {
namespace {

/// A text of the characters that matter, mostly well formed.
std::string random_text(std::mt19937& random) {
  const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
  const std::size_t width = 1 + below(4);
  const char delimiter = ",;\t"[below(3)];
  const bool windows = below(3) == 0;
  std::string text = below(4) == 0 ? "\xEF\xBB\xBF" : "";
  for (unsigned row = 0, rows = below(40); row <= rows; ++row) {
    const std::size_t cells = below(25) == 0 ? below(6) : width;
    for (std::size_t i = 0; i < cells; ++i) {
      if (i > 0) text += delimiter;
      if (row == 0) {
        text += static_cast<char>('a' + i);
        continue;
      }
      switch (below(14)) {
        case 0:
          text += "\"q" + std::string(1, delimiter) + "\"\"\n\"";
          break;
        case 1:
          text += "5\"x";
          break;
        case 2:
          text += "\"\"";
          break;
        case 3:
          text +=
              "gr\xC3\xB6\xC3\x9F"
              "e";
          break;
        case 4:
          text += below(30) == 0 ? "\"x\"y" : "";
          break;
        case 5:
          text += "\"plain\"";
          break;
        case 6:
          text += "\"1" + std::string(1, delimiter) + "5\"";
          break;
        default:
          text += std::to_string(below(1000));
      }
    }
    text += windows ? "\r\n" : "\n";
    if (below(30) == 0) text += "\n";
  }
  if (below(3) == 0) text.pop_back();
  return text;
}

using Table = std::vector<std::vector<std::string>>;

Table by_rows(std::string_view text, std::mt19937& random, std::size_t longest) {
  cohort::ProblemLog log;
  Rows rows("t.csv", {}, log);
  Table table;
  const auto drain = [&] {
    while (rows.next()) {
      table.emplace_back(rows.cells().begin(), rows.cells().end());
      table.back().push_back(std::to_string(rows.line()));
      // A plain cell may keep the carriage return of its line end.
      std::string& last = table.back()[table.back().size() - 2];
      if (rows.plain() && last.ends_with('\r')) last.pop_back();
    }
  };
  while (!text.empty()) {
    const std::size_t size = std::min<std::size_t>(text.size(), 1 + random() % longest);
    rows.feed(text.substr(0, size));
    text.remove_prefix(size);
    drain();
  }
  rows.finish();
  drain();
  return table;
}

Table by_records(std::string_view text) {
  cohort::ProblemLog log;
  const cohort::Survey survey = cohort::survey(text, "t.csv", log);
  const char line_end = survey.carriage_returns ? '\r' : '\n';
  cohort::Records records(survey.text, {cohort::find_delimiter(survey.text, line_end), line_end});
  Table table;
  while (records.next() && records.fault() != cohort::QuoteFault::unclosed) {
    table.emplace_back(records.cells().begin(), records.cells().end());
    table.back().push_back(std::to_string(records.line()));
  }
  return table;
}

TEST(RowsLaw, AnyPiecesGiveTheCellsOfTheWhole) {
  std::mt19937 random(20261121);
  for (int round = 0; round < 3000; ++round) {
    const std::string text = random_text(random);
    const Table expected = by_records(text);
    for (const std::size_t longest : {1, 3, 70, 5000})
      ASSERT_EQ(by_rows(text, random, longest), expected) << text;
  }
}

}  // namespace
}  // namespace venscope::calculator
