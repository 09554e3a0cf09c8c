/// A table that is written and read back is the same table, however it is written.
#include "venscope/cohort/read.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <random>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::cohort;

namespace {

struct Written {
  std::string name;
  bool numbers = false;
  std::vector<std::optional<double>> number;
  std::vector<std::optional<std::string>> text;
};

/// Only what is the same from one standard library to the next: the engine, not the distributions.
class Draw {
public:
  explicit Draw(unsigned seed) : engine_(seed) {}
  unsigned below(unsigned bound) { return static_cast<unsigned>(engine_() % bound); }
  bool chance(unsigned percent) { return below(100) < percent; }

private:
  std::mt19937 engine_;
};

std::string random_text(Draw& draw) {
  static const std::vector<std::string> pieces = {"a",  "B",  "ß", "\"", "\"\"", ",", ";",  "\t",
                                                  "\n", " x", "7", "-",  "…",    "'", "NA", "\r\n"};
  std::string text = "l";  // so that spaces at the ends and missing words do not come about
  for (unsigned i = draw.below(5); i > 0; --i) text += pieces[draw.below(16)];
  return text + "r";
}

double random_number(Draw& draw) {
  const double mantissa = static_cast<double>(draw.below(2000001)) - 1000000.0;
  switch (draw.below(4)) {
    case 0:
      return static_cast<double>(draw.below(100));
    case 1:
      return mantissa / 128.0;
    case 2:
      return mantissa * 1e-300;
    default:
      return mantissa / 7.0;
  }
}

std::vector<Written> random_table(Draw& draw, std::size_t rows, std::size_t columns) {
  std::vector<Written> table;
  for (std::size_t i = 0; i < columns; ++i) {
    Written column{"c" + std::to_string(i), draw.chance(50), {}, {}};
    for (std::size_t row = 0; row < rows; ++row) {
      const bool missing = draw.chance(20);
      if (column.numbers) {
        const double value = random_number(draw);
        column.number.push_back(missing ? std::nullopt : std::optional(value));
      } else {
        std::string text = random_text(draw);
        column.text.push_back(missing ? std::nullopt : std::optional(std::move(text)));
      }
    }
    table.push_back(std::move(column));
  }
  return table;
}

std::string cell(const Written& column, std::size_t row, char delimiter, Draw& draw) {
  static const std::vector<std::string> missing = {"",        "NA",   "n/a",   ".",
                                                   "Missing", "\"\"", "\"NA\""};
  std::string text;
  bool quote = draw.chance(10);
  if (column.numbers && column.number[row]) {
    text = fmt::format("{}", *column.number[row]);
    if (delimiter == ';') std::replace(text.begin(), text.end(), '.', ',');
  } else if (!column.numbers && column.text[row]) {
    quote = true;
    for (const char c : *column.text[row])
      text += c == '"' ? std::string("\"\"") : std::string(1, c);
  } else {
    return missing[draw.below(static_cast<unsigned>(missing.size()))];
  }
  return quote ? '"' + text + '"' : text;
}

std::string write(const std::vector<Written>& table, std::size_t rows, char delimiter, Draw& draw) {
  std::string text = draw.chance(30) ? "\xEF\xBB\xBF" : "";
  const std::string line_end = draw.chance(50) ? "\n" : "\r\n";
  for (std::size_t i = 0; i < table.size(); ++i)
    text += (i > 0 ? std::string(1, delimiter) : "") + table[i].name;
  for (std::size_t row = 0; row < rows; ++row) {
    text += line_end;
    for (std::size_t i = 0; i < table.size(); ++i)
      text += (i > 0 ? std::string(1, delimiter) : "") + cell(table[i], row, delimiter, draw);
  }
  return text + (draw.chance(70) ? line_end : "");
}

void expect_same(const Written& written, const Column& column, std::size_t rows) {
  EXPECT_EQ(column.name, written.name);
  for (std::size_t row = 0; row < rows; ++row) {
    if (written.numbers) {
      ASSERT_EQ(column.missing(row), !written.number[row].has_value()) << row;
      if (written.number[row]) {
        ASSERT_EQ(column.number[row], *written.number[row]) << row;
      }
    } else {
      ASSERT_EQ(column.missing(row), !written.text[row].has_value()) << row;
      if (written.text[row]) {
        ASSERT_EQ(column.levels[static_cast<std::size_t>(column.code[row])], *written.text[row]);
      }
    }
  }
}

}  // namespace

TEST(ReadBack, WhatWasWrittenIsRead) {
  for (unsigned seed = 0; seed < 600; ++seed) {
    SCOPED_TRACE(seed);
    Draw draw(seed);
    const std::size_t rows = seed < 3 ? seed : draw.below(60);
    const std::size_t columns = 2 + draw.below(6);
    const std::vector<Written> table = random_table(draw, rows, columns);
    const char delimiter = std::array{',', ';', '\t'}[draw.below(3)];
    const std::string text = write(table, rows, delimiter, draw);
    ReadOptions options;
    // With few rows of odd texts the delimiter may be a guess; how it is found is tested elsewhere.
    options.delimiter = delimiter;
    const auto read = read_table_text(text, "t.csv", options);
    ASSERT_TRUE(read) << to_text(read.error()) << text;
    ASSERT_EQ(read->table.rows, rows);
    ASSERT_EQ(read->table.columns.size(), columns);
    for (std::size_t i = 0; i < columns; ++i) {
      const Column& column = read->table.columns[i];
      bool all_missing = true;
      for (std::size_t row = 0; row < rows; ++row) all_missing = all_missing && column.missing(row);
      if (!all_missing) {
        ASSERT_EQ(column.numeric(), table[i].numbers) << text;
      }
      if (column.numeric() == table[i].numbers) expect_same(table[i], column, rows);
    }
  }
}

TEST(ReadBack, TheOrderOfRowsChangesNothingButTheOrder) {
  Draw draw(7);
  const std::vector<std::string> cells = {"1", "x", "NA", "02", "3,5", "", "x y", "1e3"};
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> rows;
    for (int i = 0; i < 12; ++i)
      rows.push_back(cells[draw.below(8)] + "\t" + cells[draw.below(3)] + "\n");
    std::string forward = "a\tb\n", backward = "a\tb\n";
    for (std::size_t i = 0; i < rows.size(); ++i) {
      forward += rows[i];
      backward += rows[rows.size() - 1 - i];
    }
    const auto one = read_table_text(forward, "t", {.delimiter = '\t'});
    const auto two = read_table_text(backward, "t", {.delimiter = '\t'});
    ASSERT_TRUE(one && two);
    for (std::size_t c = 0; c < 2; ++c) {
      const Column& x = one->table.columns[c];
      const Column& y = two->table.columns[c];
      ASSERT_EQ(x.levels, y.levels);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::size_t k = rows.size() - 1 - i;
        ASSERT_EQ(x.missing(i), y.missing(k));
        if (x.missing(i)) continue;
        if (x.numeric())
          ASSERT_EQ(x.number[i], y.number[k]);
        else
          ASSERT_EQ(x.code[i], y.code[k]);
      }
    }
  }
}
