#include "venscope/calculator/rows.hpp"

#include "venscope/base/problem.hpp"

#include <gtest/gtest.h>

namespace venscope::calculator {
namespace {

struct Cut {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;
  std::string problems;
};

Cut cut(std::string_view text, std::size_t piece = 1000, RowsOptions options = {}) {
  cohort::ProblemLog log;
  Rows rows("t.csv", options, log);
  Cut result;
  const auto drain = [&] {
    while (rows.next()) {
      result.rows.emplace_back(rows.cells().begin(), rows.cells().end());
      result.lines.push_back(rows.line());
    }
  };
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    rows.feed(text.substr(0, piece));
    drain();
  }
  rows.finish();
  drain();
  result.problems = to_text(log.take());
  return result;
}

using Table = std::vector<std::vector<std::string>>;

TEST(Rows, CutsPlainRows) {
  const Cut found = cut("a,b\n1,2\n,\n3,4");
  EXPECT_EQ(found.rows, (Table{{"a", "b"}, {"1", "2"}, {"", ""}, {"3", "4"}}));
  EXPECT_EQ(found.lines, (std::vector<std::size_t>{1, 2, 3, 4}));
  EXPECT_EQ(found.problems, "");
}

TEST(Rows, FindsTheDelimiter) {
  EXPECT_EQ(cut("a;b\n1,5;2\n").rows, (Table{{"a", "b"}, {"1,5", "2"}}));
  EXPECT_EQ(cut("a\tb\n1\t2\n").rows, (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(cut("sep=;\na;b\n1;2\n").rows, (Table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(cut("sep=;\na;b\n1;2\n").lines, (std::vector<std::size_t>{2, 3}));
  RowsOptions comma;
  comma.delimiter = ',';
  EXPECT_EQ(cut("a;b\n1;5\n", 1000, comma).rows, (Table{{"a;b"}, {"1;5"}}));
}

TEST(Rows, ACarriageReturnMayBeHalfOfALineEnd) {
  const std::string text = "a,b\r\n1,\"two\nlines\"\r\n3,4\r\n";
  for (std::size_t piece = 1; piece < text.size(); ++piece) {
    // Behind what is looked at first, where rows are cut as they come.
    const std::string before(Rows::first_look, 'x');
    const Cut found = cut("a,b\r\n" + before + ",1\r\n" + text, Rows::first_look + 8 + piece);
    ASSERT_EQ(found.rows.size(), 5U) << piece;
    EXPECT_EQ(found.rows[3], (std::vector<std::string>{"1", "two\nlines"})) << piece;
    EXPECT_EQ(found.problems, "") << piece;
  }
}

TEST(Rows, EmptyLinesAreNoPartOfARow) {
  const std::string text = "a,b\n1,2\n" + std::string(3 * Rows::longest_row, '\n') + "3,4\n5,6\n";
  for (const std::size_t piece : {std::size_t{1} << 16, text.size()}) {
    const Cut found = cut(text, piece);
    EXPECT_EQ(found.rows, (Table{{"a", "b"}, {"1", "2"}, {"3", "4"}, {"5", "6"}})) << piece;
    EXPECT_EQ(found.problems, "") << piece;
  }
}

TEST(Rows, AQuoteThatNothingClosesIsNeverHidden) {
  const Cut found = cut("a,b,c\n\"x\"y,\"z,1\n2,3,4\n");
  EXPECT_NE(found.problems.find("the quote opened here is never closed"), std::string::npos);
}

TEST(Rows, KnowsQuotesMarksAndLineEnds) {
  const Cut found = cut("\xEF\xBB\xBF\"a\",b\r\n\"x,\"\"y\"\"\n z\",1\r\n\r\n5\" tall,2\r\n");
  EXPECT_EQ(found.rows, (Table{{"a", "b"}, {"x,\"y\"\n z", "1"}, {"5\" tall", "2"}}));
  EXPECT_EQ(found.lines, (std::vector<std::size_t>{1, 2, 5}));
  EXPECT_EQ(cut("a,b\r1,2\r3,4\r").rows, (Table{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
}

TEST(Rows, GivesRaggedRowsToTheCaller) {
  const Cut found = cut("a,b\n1\n1,2,3\n4,5\n");
  EXPECT_EQ(found.rows, (Table{{"a", "b"}, {"1"}, {"1", "2", "3"}, {"4", "5"}}));
  EXPECT_EQ(found.lines, (std::vector<std::size_t>{1, 2, 3, 4}));
}

TEST(Rows, DoesNotTakeAnEmptyLineForARowOfOneEmptyCell) {
  EXPECT_EQ(cut("a\n1\n\n\n2\n").rows, (Table{{"a"}, {"1"}, {"2"}}));
}

TEST(Rows, PassesOverCommentsBeforeTheHeader) {
  RowsOptions options;
  options.comments = true;
  const Cut found = cut("#version 2.4\n# x\na\tb\n#1\t2\n", 1000, options);
  EXPECT_EQ(found.rows, (Table{{"a", "b"}, {"#1", "2"}}));
  EXPECT_EQ(found.lines, (std::vector<std::size_t>{3, 4}));
}

TEST(Rows, SaysWhatIsWrongWithItsLine) {
  EXPECT_EQ(cut("").problems,
            "t.csv: is empty, expected a line of column names and rows; check the export\n");
  EXPECT_EQ(
      cut("a,b\n1,2\n\"3,4\n5,6\n").problems,
      "t.csv:3: the quote opened here is never closed, expected a closing quote; close it, or "
      "double it if it is part of the text\n");
  EXPECT_EQ(cut("a,b\n\"1\"x,2\n").problems,
            "t.csv:2: text follows the closing quote of a cell, expected a delimiter or the end of "
            "the line; double the quotes inside the cell\n");
  EXPECT_EQ(cut("a,b\n1,2\nx\xE9,4\n").problems,
            "t.csv:3: byte 0xE9 is not UTF-8, expected text in UTF-8; save the file as UTF-8 (it "
            "may be Latin-1 or "
            "Windows-1252)\n");
  EXPECT_EQ(cut(std::string_view("a,b\n1,\0\n", 8)).problems,
            "t.csv:2: a NUL byte, expected text; export the table as UTF-8 CSV\n");
  EXPECT_EQ(cut("PK\x03\x04 and so on").problems,
            "t.csv: is a zip archive, perhaps an Excel workbook, expected a text table; save it as "
            "CSV in UTF-8\n");
}

TEST(Rows, StopsAtARowThatIsTooLong) {
  std::string text = "a,b\n1,";
  text.append(Rows::longest_row, 'x');
  const Cut found = cut(text + "\n3,4\n", 5000);
  EXPECT_EQ(found.rows, (Table{{"a", "b"}}));
  EXPECT_EQ(found.problems,
            "t.csv:2: the row is longer than 1048576 bytes, expected a table with a line end after "
            "each row; check the export\n");
}

TEST(Rows, AQuoteThatIsNeverClosedDoesNotFillTheMemory) {
  std::string text = "a,b\n1,\"";
  for (int i = 0; i < 300000; ++i) text += "x,y\nz";
  EXPECT_EQ(
      cut(text, 100000).problems,
      "t.csv:2: the quote opened here is never closed, expected a closing quote; close it, or "
      "double it if it is part of the text\n");
}

}  // namespace
}  // namespace venscope::calculator
