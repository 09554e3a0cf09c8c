#include "venscope/cohort/read.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::cohort;

namespace {

ReadTable read(std::string_view text, const ReadOptions& options = {}) {
  auto result = read_table_text(text, "t.csv", options);
  EXPECT_TRUE(result) << (result ? "" : to_text(result.error()));
  return result ? *result : ReadTable{};
}

std::string problems(std::string_view text, const ReadOptions& options = {}) {
  const auto result = read_table_text(text, "t.csv", options);
  return result ? "none" : to_text(result.error());
}

std::vector<std::string> cells(const Column& column) {
  std::vector<std::string> texts;
  for (const std::int32_t code : column.code)
    texts.push_back(code < 0 ? "?" : column.levels[static_cast<std::size_t>(code)]);
  return texts;
}

bool has(const std::vector<std::string>& sentences, std::string_view part) {
  for (const std::string& sentence : sentences)
    if (sentence.find(part) != std::string::npos) return true;
  return false;
}

using Texts = std::vector<std::string>;
using Numbers = std::vector<double>;
using Lines = std::vector<std::uint32_t>;

}  // namespace

TEST(Read, ANumberColumnAndACategory) {
  const ReadTable t = read("age,sex\n61,M\n46.5,F\n7e1,M\n");
  ASSERT_EQ(t.table.columns.size(), 2u);
  EXPECT_EQ(t.table.rows, 3u);
  EXPECT_EQ(t.table.columns[0].number, (Numbers{61, 46.5, 70}));
  EXPECT_EQ(t.table.columns[1].type, ColumnType::category);
  EXPECT_EQ(t.table.columns[1].levels, (Texts{"F", "M"}));
  EXPECT_EQ(cells(t.table.columns[1]), (Texts{"M", "F", "M"}));
  EXPECT_EQ(t.table.line, (Lines{2, 3, 4}));
  EXPECT_EQ(t.sha256, "789986ea1daedc56856523f0e567080643d9ae126d9b397d03fb5cef139e0468");
}

TEST(Read, FindsTheDelimiter) {
  EXPECT_EQ(read("a,b\n1,2\n").delimiter, ',');
  EXPECT_EQ(read("a;b\n1,5;2,5\n").delimiter, ';');
  EXPECT_EQ(read("a\tb\n1,5\t2;5\n").delimiter, '\t');
  EXPECT_EQ(read("weight, kg;b\n1,5;2\n2,5;3\n").delimiter, ';');
  EXPECT_EQ(read("a\n1\n2\n").table.rows, 2u);
  EXPECT_TRUE(has(read("a;b\n1;2\n").assumptions, "the delimiter is the semicolon"));
}

TEST(Read, ObeysTheFirstLineOfExcel) {
  const ReadTable t = read("sep=;\r\na;b\r\n1,5;2\r\nx;3\r\n");
  EXPECT_EQ(t.delimiter, ';');
  EXPECT_EQ(cells(t.table.columns[0]), (Texts{"1,5", "x"}));
  EXPECT_EQ(t.table.line, (Lines{3, 4}));
  EXPECT_TRUE(has(t.assumptions, "the semicolon, as the first line says"));
}

TEST(Read, DecimalCommaWhereTheDelimiterIsASemicolon) {
  const ReadTable t = read("a;b\n1,5;2\n-,25;3\n");
  EXPECT_EQ(t.table.columns[0].number, (Numbers{1.5, -0.25}));
  EXPECT_TRUE(has(t.assumptions, "column a: the comma is the decimal mark"));
  EXPECT_EQ(problems("a;b\n1,5;2\n2.5;3\n"),
            "t.csv:3: a: a decimal point here, but a decimal comma on line 2, expected one decimal "
            "mark in a column; write all numbers with the same mark\n");
  const ReadTable tab = read("a\tb\n1,5\t2\n");
  EXPECT_EQ(tab.table.columns[0].type, ColumnType::category);
  EXPECT_EQ(read("a\tb\n1,5\t2\n", {.decimal = ','}).table.columns[0].number, (Numbers{1.5}));
}

TEST(Read, MissingWordsInAnyCase) {
  const ReadTable t =
      read("a,b\n1,x\n,\nNA,na\nn/a,N/A\nNaN,nan\n.,.\nMissing,missing\nunknown,Unknown\n");
  EXPECT_EQ(t.table.columns[0].type, ColumnType::number);
  EXPECT_EQ(t.table.columns[1].levels, (Texts{"x"}));
  for (std::size_t row = 1; row < t.table.rows; ++row) {
    EXPECT_TRUE(t.table.columns[0].missing(row)) << row;
    EXPECT_TRUE(t.table.columns[1].missing(row)) << row;
  }
  EXPECT_TRUE(has(t.assumptions, "cells taken as missing: empty (2), \".\" (2)"));
}

TEST(Read, MissingWordsOfOneColumnAreComparedAsNumbersToo) {
  ReadOptions options;
  options.columns["a"].missing = {"-9", "not done"};
  const ReadTable t = read("a,b\n-9.0,-9\nnot done,2\n3,3\n", options);
  EXPECT_TRUE(t.table.columns[0].missing(0));
  EXPECT_TRUE(t.table.columns[0].missing(1));
  EXPECT_EQ(t.table.columns[0].number[2], 3.0);
  EXPECT_EQ(t.table.columns[1].number[0], -9.0);
}

TEST(Read, AColumnMayTurnIntoACategoryLate) {
  const ReadTable t = read("a,b\n1,\n02,\nNA,\n 3,x\n<4,\n");
  EXPECT_EQ(cells(t.table.columns[0]), (Texts{"1", "02", "?", "3", "<4"}));
  EXPECT_EQ(cells(t.table.columns[1]), (Texts{"?", "?", "?", "x", "?"}));
  ASSERT_EQ(t.suspicions.size(), 1u);
  EXPECT_EQ(to_text(t.suspicions[0]),
            "t.csv:6: a: \"<4\" is not a number, but 3 of 4 values of this column are; correct it "
            "or declare it as missing; the column was read as a category");
  EXPECT_TRUE(has(t.assumptions, "a (\"<4\" on line 6)"));
}

TEST(Read, NumbersWithACommaThatIsNotReadAreSuspicious) {
  const ReadTable t = read("a,b,c\n\"1,5\",x,1\n2,\"1,5\",2\n\"2,5\",y,3\n");
  EXPECT_EQ(cells(t.table.columns[0]), (Texts{"1,5", "2", "2,5"}));
  ASSERT_EQ(t.suspicions.size(), 1u);
  EXPECT_EQ(to_text(t.suspicions[0]),
            "t.csv:2: a: \"1,5\" has a decimal comma, but decimal points are read here; read the "
            "file with --decimal comma; the column was read as a category");
  ReadOptions options;
  options.decimal = ',';
  EXPECT_TRUE(read("a\n\"1,5\"\n2\n", options).suspicions.empty());
}

TEST(Read, TwoDecimalMarksAreAProblemWhicheverIsRead) {
  const std::string file = "a,b\n\"71,5\",x\n64,y\n,x\n64.5,y\n1.250,x\n";
  for (const char decimal : {'\0', '.', ','}) {
    ReadOptions options;
    options.decimal = decimal;
    EXPECT_EQ(problems(file, options),
              "t.csv:5: a: a decimal point here, but a decimal comma on line 2, expected one "
              "decimal mark in a column; write all numbers with the same mark\n");
    options.tolerate_values = true;
    const ReadTable t = read(file, options);
    EXPECT_EQ(t.table.columns[0].type, ColumnType::number);
    EXPECT_EQ(t.table.columns[0].number[4], 1.25);
    EXPECT_TRUE(t.table.columns[0].missing(2));
    ASSERT_EQ(t.suspicions.size(), 1u);
    EXPECT_EQ(t.suspicions[0].code, "cohort.two_decimal_marks");
  }
  // A word makes a category, and what was declared as text stays text.
  EXPECT_EQ(read("a\n\"1,5\"\n2.5\nword\n").table.columns[0].type, ColumnType::category);
  ReadOptions text;
  text.columns["a"].as_text = true;
  EXPECT_EQ(cells(read("a\n\"1,5\"\n2.5\n", text).table.columns[0]), (Texts{"1,5", "2.5"}));
}

TEST(Read, NumbersWithAPointWhereCommasAreReadAreSuspicious) {
  ReadOptions options;
  options.decimal = ',';
  const ReadTable t = read("a,b\n1.5,1\n2,2\n", options);
  ASSERT_EQ(t.suspicions.size(), 1u);
  EXPECT_EQ(to_text(t.suspicions[0]),
            "t.csv:2: a: \"1.5\" has a decimal point, but decimal commas are read here; read the "
            "file with --decimal point; the column was read as a category");
}

TEST(Read, TextIsKeptAsWrittenWhereDeclared) {
  ReadOptions options;
  options.columns["id"].as_text = true;
  const ReadTable t = read("id,x\n007,1\n7,2\n1e3,3\n", options);
  EXPECT_EQ(cells(t.table.columns[0]), (Texts{"007", "7", "1e3"}));
  EXPECT_TRUE(has(read("id,x\n007,1\n").assumptions, "leading zeros are lost"));
}

TEST(Read, QuotesHoldDelimitersLineEndsAndQuotes) {
  const ReadTable t =
      read("a,b\r\n\"x,y\",1\r\n\"two\r\nlines\",2\r\n\"say \"\"ah\"\"\",3\r\n\"\",4");
  EXPECT_EQ(cells(t.table.columns[0]), (Texts{"x,y", "two\r\nlines", "say \"ah\"", "?"}));
  EXPECT_EQ(t.table.columns[1].number, (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(t.table.line, (Lines{2, 3, 5, 6}));
  EXPECT_EQ(cells(read("a,b\n5\",1\nO\"Neil,2\n").table.columns[0]), (Texts{"5\"", "O\"Neil"}));
}

TEST(Read, LineEndsAndByteOrderMarks) {
  for (const char* text : {"a,b\n1,x\n2,y", "a,b\r\n1,x\r\n2,y\r\n", "a,b\r1,x\r2,y\r",
                           "\xEF\xBB\xBF"
                           "a,b\n1,x\n2,y\n",
                           "\n\na,b\n\n1,x\n\n2,y\n\n"}) {
    const ReadTable t = read(text);
    ASSERT_EQ(t.table.columns.size(), 2u) << text;
    EXPECT_EQ(t.table.columns[0].name, "a");
    EXPECT_EQ(t.table.columns[0].number, (Numbers{1, 2})) << text;
    EXPECT_EQ(cells(t.table.columns[1]), (Texts{"x", "y"})) << text;
  }
  EXPECT_TRUE(has(read("a,b\n1,2\n\n\n3,4\n").assumptions,
                  "2 empty lines were passed over, the first is line 3"));
}

TEST(Read, SpacesAroundCellsAreDroppedAndSaid) {
  const ReadTable t = read("a , b\n 1, x\n2 ,\xC2\xA0y\n");
  EXPECT_EQ(t.table.columns[1].name, "b");
  EXPECT_EQ(t.table.columns[0].number, (Numbers{1, 2}));
  EXPECT_EQ(t.table.columns[1].levels, (Texts{"x", "y"}));
  EXPECT_TRUE(has(t.assumptions, "a (2 cells, first on line 2)"));
}

TEST(Read, RaggedRowsAreAllNamedUpToALimit) {
  EXPECT_EQ(problems("a,b\n1\n1,2\n1,2,3\n"),
            "t.csv:2: 1 cell, expected 2 as in the header; add or remove delimiters, or quote the "
            "cell that holds one; its values were not looked at\n"
            "t.csv:4: 3 cells, expected 2 as in the header; add or remove delimiters, or quote the "
            "cell that holds one; its values were not looked at\n");
  std::string many = "a,b\n1,2\n";
  for (int i = 0; i < 1239; ++i) many += "1\n";
  const std::string said = problems(many);
  EXPECT_EQ(std::count(said.begin(), said.end(), '\n'), 6);
  EXPECT_NE(said.find("t.csv: … and 1,234 more like that on line 7\n"), std::string::npos) << said;
  EXPECT_NE(problems("a,b\nx,1,2\ny,3,4\n").find("every row has one cell more"), std::string::npos);
}

TEST(Read, QuotesGoneWrongAreFoundWhereTheyOpened) {
  EXPECT_EQ(
      problems("a,b\n1,x\n2,\"y\n3,z\n"),
      "t.csv:3: the quote opened here is never closed, expected a closing quote; close it, or "
      "double it if it is part of the text\n");
  const std::string runs_on = problems("a,b\n1,\"x\n2,y\n3,\"z\"\n4\n");
  EXPECT_NE(runs_on.find("t.csv:2: the quote opened here runs over"), std::string::npos) << runs_on;
  EXPECT_NE(runs_on.find("t.csv:5: 1 cell"), std::string::npos) << runs_on;
  EXPECT_NE(problems("a,b\n1,\"x\"y\n").find("t.csv:2: text follows the closing quote"),
            std::string::npos);
}

// Rows that cannot be cut are left out of the table, wherever they stand; the others keep their
// values and lines, also those before the cell that makes a column a category.
TEST(Read, GoesOnAfterARowThatCannotBeCut) {
  Problems said;
  const auto read = read_table_text("id,x\n1,5\n2\n3,\"6\n4,M\xFCller\n5,7,8\n6,\"a\"b\n7,8\n",
                                    "t.csv", {}, said);
  ASSERT_TRUE(read);
  EXPECT_EQ(cells(read->table.columns[1]), (Texts{"5", "M\xFCller", "8"}));
  EXPECT_EQ(read->table.columns[0].number, (Numbers{1, 4, 7}));
  EXPECT_EQ(read->table.line, (Lines{2, 5, 8}));
  EXPECT_EQ(read->sha256, "");
  sort_by_place(said);
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const Problem& problem : said) found.emplace_back(problem.place.line, problem.code);
  EXPECT_EQ(found,
            (std::vector<std::pair<std::size_t, std::string>>{{3, "cohort.ragged_row"},
                                                              {4, "cohort.unclosed_quote"},
                                                              {5, "cohort.not_utf8"},
                                                              {6, "cohort.ragged_row"},
                                                              {7, "cohort.text_after_quote"}}));
}

TEST(Read, GivesUpWhereThereIsNoTable) {
  Problems said;
  EXPECT_FALSE(read_table_text("", "t.csv", {}, said));
  EXPECT_FALSE(read_table_text("a,\"b\n1,2\n", "t.csv", {}, said));
  EXPECT_FALSE(read_table_text("a,b\n1\n2\n", "t.csv", {}, said));
  EXPECT_FALSE(read_table("/nowhere/x.csv", {}, said));
  EXPECT_EQ(said.size(), 5u);
}

// A million quotes that are never closed take no longer than a million characters.
TEST(Read, ManyOpenQuotesCostNoMoreThanTheirBytes) {
  std::string text = "a\n";
  for (int i = 0; i < 1000000; ++i) text += "\"x\n";
  Problems said;
  EXPECT_FALSE(read_table_text(text + "x\"\"\n", "t.csv", {}, said).has_value() && said.empty());
  EXPECT_EQ(said.size(), 6u);
}

TEST(Read, ColumnNamesMustBeThereAndDiffer) {
  EXPECT_EQ(
      problems("a,b,a,,\n1,2,3,4,5\n"),
      "t.csv:1: columns 1 and 3 are both called \"a\", expected each name once; rename one of "
      "them\n"
      "t.csv:1: column 4 has no name, expected a name for every column; name it, or delete "
      "the column\n"
      "t.csv:1: column 5 has no name, expected a name for every column; name it, or delete "
      "the column\n");
  EXPECT_EQ(read(",b\np1,2\n").table.columns[0].name, "row_names");
}

TEST(Read, WhatIsNoTextIsSaidByLine) {
  EXPECT_EQ(problems("a,b\n1,M\xFCller\n2,x\n3,\xE2\x82\n"),
            "t.csv:2: byte 0xFC is not UTF-8, expected text in UTF-8; save the file as UTF-8 (it "
            "may be Latin-1 or Windows-1252)\n"
            "t.csv:4: byte 0xE2 is not UTF-8, expected text in UTF-8; save the file as UTF-8 (it "
            "may be Latin-1 or Windows-1252)\n");
  EXPECT_NE(problems(std::string_view("a,b\n1,\0\n", 8)).find("t.csv:2: a NUL byte"),
            std::string::npos);
  EXPECT_NE(problems("\xFF\xFE"
                     "a")
                .find("is UTF-16"),
            std::string::npos);
  EXPECT_NE(problems("PK\x03\x04").find("Excel workbook"), std::string::npos);
  EXPECT_EQ(read("name\nM\xC3\xBCller\n\xF0\x9F\xA9\xB8\n").table.rows, 2u);
}

TEST(Read, EmptyFilesAndFilesWithoutRows) {
  EXPECT_EQ(problems(""),
            "t.csv: is empty, expected a line of column names and rows; check the "
            "export\n");
  EXPECT_NE(problems("\n\n\n").find("is empty"), std::string::npos);
  const ReadTable t = read("a,b\n");
  EXPECT_EQ(t.table.rows, 0u);
  EXPECT_EQ(t.table.columns.size(), 2u);
}

TEST(Read, NumbersThatAreNotFinite) {
  EXPECT_EQ(problems("a,b\n1e400,1\nInf,2\n-inf,3\n4,4\n"),
            "t.csv:2: a: \"1e400\" is not a finite number, expected a number, or a missing word; "
            "correct the value, or declare it as missing\n"
            "t.csv:3: a: \"Inf\" is not a finite number, expected a number, or a missing word; "
            "correct the value, or declare it as missing\n"
            "t.csv:4: a: \"-inf\" is not a finite number, expected a number, or a missing word; "
            "correct the value, or declare it as missing\n");
  EXPECT_TRUE(read("a,b\nInf,1\n2,2\n", {.missing = {"inf"}}).table.columns[0].missing(0));
  const ReadTable tolerant = read("a,b\nInf,1\n2,2\n", {.tolerate_values = true});
  EXPECT_TRUE(tolerant.table.columns[0].missing(0));
  EXPECT_EQ(tolerant.suspicions.size(), 1u);
  EXPECT_EQ(read("a,b\nInf,1\nnone,2\n").table.columns[0].levels, (Texts{"Inf", "none"}));
}

TEST(Read, WhatLooksLikeANumberAndIsNot) {
  for (const char* text :
       {"1,2", "0x10", "1 2", "--1", "+-1", "1e", "-", "1.2.3", "12%", "1_000"}) {
    const auto t = read(std::string("a\tb\n") + text + "\t1\n");
    EXPECT_EQ(t.table.columns[0].type, ColumnType::category) << text;
  }
  for (const char* text : {"1", "+1", "-1", "1.", ".5", "-.5", "1e5", "1E-5", "0001"}) {
    const auto t = read(std::string("a\tb\n") + text + "\t1\n");
    EXPECT_EQ(t.table.columns[0].type, ColumnType::number) << text;
    EXPECT_EQ(t.table.columns[0].number[0], std::strtod(text, nullptr)) << text;
  }
}

TEST(Read, LevelsAreInTheOrderOfTheirBytes) {
  // Alike in their first eight bytes, shorter than that, beyond ASCII; of many a numbered patient.
  const ReadTable t = read("id\nPATIENT-02\nPATIENT-01\nPATIENT-\nPAT\nÄ\nPATIENT-010\na\n");
  EXPECT_EQ(t.table.columns[0].levels,
            (Texts{"PAT", "PATIENT-", "PATIENT-01", "PATIENT-010", "PATIENT-02", "a", "Ä"}));
  std::string text = "id\n";
  for (int i = 0; i < 3000; ++i) text += "P" + std::to_string(i) + "\n";
  const ReadTable many = read(text);
  const Texts& levels = many.table.columns[0].levels;
  EXPECT_TRUE(std::is_sorted(levels.begin(), levels.end()));
  for (int i = 0; i < 3000; ++i)
    EXPECT_EQ(levels[static_cast<std::size_t>(many.table.columns[0].code[i])],
              "P" + std::to_string(i));
}

TEST(Read, IntegersOfAnyLength) {
  for (const char* text : {"0", "7", "999999999", "1000000000", "4294967296", "123456789012345"}) {
    const auto t = read(std::string("a\n") + text + "\n");
    EXPECT_EQ(t.table.columns[0].number[0], std::strtod(text, nullptr)) << text;
  }
}

TEST(Read, APathThatIsNoFile) {
  EXPECT_NE(to_text(read_table("/nowhere/x.csv").error()).find("No such file"), std::string::npos);
  EXPECT_NE(to_text(read_table("/").error()).find("/: is a folder"), std::string::npos);
  EXPECT_EQ(read_table("/").error()[0].fault, Fault::input);
}
