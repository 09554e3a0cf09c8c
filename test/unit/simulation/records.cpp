/// Long files of a synthetic cohort: which rows there are, what they see, what is refused.
#include "support/simulation.hpp"

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using simulation::Match;
using test::count_of;
using test::declared;

const std::string patients =
    "source = 'a test'\n"
    "[[column]]\nname = 'id'\nnumber = 'S'\n"
    "[[column]]\nname = 'arm'\ncounts = { old = 2, new = 2 }\n"
    "[[column]]\nname = 'days'\nfrom = \"ifelse(arm == 'new', 30, 9)\"\n"
    "[[column]]\nname = 'age'\nquantiles = [[0, 20], [100, 80]]\nobserved = 'arm == new'\n";

Result<simulation::Drawing> try_records(const std::string& records, std::uint64_t seed = 1,
                                        std::size_t n = 4) {
  const simulation::Declaration declaration = declared(patients + records);
  EXPECT_EQ(declaration.records.size(), 1u);
  return simulation::draw_records(declaration, declaration.records.at(0), n, seed, Match::exact);
}

simulation::Drawing records_drawn(const std::string& records, std::uint64_t seed = 1,
                                  std::size_t n = 4) {
  auto drawing = try_records(records, seed, n);
  EXPECT_TRUE(drawing) << to_text(drawing.error());
  return drawing ? std::move(*drawing) : simulation::Drawing{};
}

TEST(RecordsDrawn, APatientByEveryCombinationTheLastFastest) {
  const auto drawing = records_drawn(
      "[[records]]\nid = 'r'\npatient = 'id'\nrows = { term = ['a', 'b'], day = [0, 7, 14] }\n"
      "[[records.column]]\nname = 'x'\nfrom = 'day + 1'\n");
  const auto& table = drawing.table;
  ASSERT_EQ(table.rows, 24u);
  std::vector<std::string> names;
  for (const auto& column : table.columns) names.push_back(column.name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"id", "synthetic", "term", "day", "x", "synthetic_source"}));
  EXPECT_EQ(to_csv(drawing).substr(0, 99),
            "id,synthetic,term,day,x,synthetic_source\n"
            "S001,yes,a,0,1,a test\nS001,yes,a,7,8,a test\nS001,yes,a,14,");
}

TEST(RecordsDrawn, SeeWhatIsTrueOfThePatientAndKeepWhatIsWanted) {
  const auto drawing = records_drawn(
      "[[records]]\nid = 'r'\npatient = ['id', 'age']\nrows = { day = [0, 7, 14, 28] }\nkeep = "
      "'seen == 1'\n"
      "[[records.column]]\nname = 'seen'\nfrom = 'as.numeric(day < days)'\nwritten = false\n");
  // Two patients of 30 days with four visits, two of 9 days with two.
  EXPECT_EQ(drawing.table.rows, 12u);
  EXPECT_EQ(drawing.table.find("seen"), nullptr);
  EXPECT_EQ(drawing.truth.rows, 16u);
  // What is not observed of a patient is not written with the records either.
  const auto& age = *drawing.table.find("age");
  EXPECT_EQ(
      std::count_if(age.number.begin(), age.number.end(), [](double x) { return std::isnan(x); }),
      4);
}

TEST(RecordsDrawn, AMarginIsMetAmongTheRowsOfItsCondition) {
  const auto drawing = records_drawn(
      "[[records]]\nid = 'r'\nrows = { term = ['fever', 'rash'] }\n"
      "[[records.column]]\nname = 'grade'\nmargins = [\n"
      "  { when = 'term == fever', counts = { 0 = 25, 3 = 38, 4 = 7 } },\n"
      "  { when = 'term == rash', counts = { 0 = 47, 1 = 23 } },\n]\n",
      7, 70);
  const auto &grade = *drawing.table.find("grade"), &term = *drawing.table.find("term");
  std::map<std::pair<int, double>, int> counts;
  for (std::size_t row = 0; row < drawing.table.rows; ++row)
    ++counts[{term.code[row], grade.number[row]}];
  EXPECT_EQ(counts, (std::map<std::pair<int, double>, int>{
                        {{0, 0}, 25}, {{0, 3}, 38}, {{0, 4}, 7}, {{1, 0}, 47}, {{1, 1}, 23}}));
}

TEST(RecordsDrawn, AColumnOfTheRecordsHasRandomNumbersOfItsOwn) {
  const auto of = [](const std::string& id) {
    return records_drawn("[[records]]\nid = '" + id +
                         "'\nrows = { day = [1, 2] }\n[[records.column]]\nname = 'x'\nnormal = { "
                         "mean = 0, sd = 1 }\n");
  };
  EXPECT_EQ(of("a").table.find("x")->number, of("a").table.find("x")->number);
  EXPECT_NE(of("a").table.find("x")->number, of("b").table.find("x")->number);
}

std::string code_of(const std::string& records) {
  const auto drawing = try_records(records);
  return drawing ? "" : drawing.error()[0].code;
}

TEST(RecordsDrawn, WhatThePatientsDoNotHaveOrHaveAlready) {
  const std::string column = "[[records.column]]\nname = 'x'\nfrom = '1'\n";
  EXPECT_EQ(code_of("[[records]]\nid = 'r'\npatient = 'idd'\nrows = { day = [1] }\n" + column),
            "simulate.unknown_column");
  EXPECT_EQ(code_of("[[records]]\nid = 'r'\nrows = { arm = ['a'] }\n" + column),
            "simulate.duplicate");
  EXPECT_EQ(code_of("[[records]]\nid = 'r'\nrows = { day = [1] }\n"
                    "[[records.column]]\nname = 'days'\nfrom = '1'\n"),
            "simulate.duplicate");
}

}  // namespace
