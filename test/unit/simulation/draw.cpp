/// Columns of a synthetic cohort, law by law.
#include "support/simulation.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using simulation::Match;
using test::count_of;
using test::declared;
using test::drawn;

TEST(Draw, NumbersReachTheirEndsAndMedianWhereTheyAreMatched) {
  const auto drawing = drawn(
      "[[column]]\nname = 'age'\nquantiles = [[0, 20], [50, 68.6], [100, 88]]\ndecimals = 1\n",
      241);
  std::vector<double> age = drawing.table.find("age")->number;
  std::sort(age.begin(), age.end());
  EXPECT_EQ(age.front(), 20);
  EXPECT_EQ(age[120], 68.6);
  EXPECT_EQ(age.back(), 88);
}

TEST(Draw, MarginsOfPartsAndWhoeverBelongsToTwoToTheFirst) {
  const auto drawing = drawn(
      "[[column]]\nname = 'part'\ncounts = { a = 10, b = 20, c = 5 }\n"
      "[[column]]\nname = 'x'\nmargins = [\n"
      "  { when = 'part == a', counts = { no = 9, yes = 1 } },\n"
      "  { when = 'part in (a, b)', counts = { no = 5, yes = 13 }, missing = 2 },\n]\n",
      35);
  EXPECT_EQ(count_of(drawing.table, "x", "yes"), 14u);
  EXPECT_EQ(count_of(drawing.table, "x", ""), 2u + 5u);
}

TEST(Draw, WithinEachLevel) {
  const auto drawing = drawn(
      "[[column]]\nname = 'part'\ncounts = { a = 30, b = 10 }\n"
      "[[column]]\nname = 'x'\nwithin = 'part'\ncounts = { no = 8, yes = 2 }\n",
      40);
  const auto &part = *drawing.table.find("part"), &x = *drawing.table.find("x");
  std::size_t in_b = 0;
  for (std::size_t row = 0; row < 40; ++row) in_b += part.code[row] == 1 && x.code[row] == 1;
  EXPECT_EQ(in_b, 2u);
  EXPECT_EQ(count_of(drawing.table, "x", "yes"), 8u);
}

TEST(Draw, WhatIsNotObservedIsDrawnAndNotWritten) {
  const auto drawing = drawn(
      "[[column]]\nname = 'tested'\ncounts = { no = 5, yes = 5 }\n"
      "[[column]]\nname = 'gene'\ncounts = { wild_type = 6, mutated = 4 }\nobserved = 'tested == "
      "yes'\n"
      "[[column]]\nname = 'hidden'\nfrom = '1'\nwritten = false\n",
      10);
  EXPECT_EQ(count_of(drawing.table, "gene", ""), 5u);
  EXPECT_EQ(count_of(drawing.truth, "gene", "mutated"), 4u);
  EXPECT_EQ(drawing.table.find("hidden"), nullptr);
}

TEST(Draw, LevelsThatAreNumbersAreNumbers) {
  const auto drawing = drawn(
      "[[column]]\nname = 'lines'\ncounts = { 1 = 2, 2 = 3 }\n"
      "[[column]]\nname = 'many'\nfrom = 'lines > 1'\ndecimals = 0\n",
      5);
  EXPECT_TRUE(drawing.table.find("lines")->numeric());
  EXPECT_EQ(std::count(drawing.table.find("many")->number.begin(),
                       drawing.table.find("many")->number.end(), 1.0),
            3);
}

TEST(Draw, EachMakesAColumnOfEveryNameAndJoinsTheEffects) {
  const auto declaration = declared(
      "[[column]]\nname = 'a'\ncounts = { no = 1, yes = 1 }\n"
      "[[column]]\nname = '{}_VAF'\nquantiles = [[0, 1], [100, 2]]\nwhen = 'a == yes'\n"
      "given = [{ when = 'a == no', odds_ratio = 2 }]\n"
      "each = ['TP53', { name = 'NF1', decimals = 1, given = [{ when = 'a == yes', odds_ratio = 3 "
      "}] }]\n");
  ASSERT_EQ(declaration.variables.size(), 3u);
  EXPECT_EQ(declaration.variables[1].name, "TP53_VAF");
  EXPECT_EQ(declaration.variables[1].given.size(), 1u);
  EXPECT_EQ(declaration.variables[2].name, "NF1_VAF");
  EXPECT_EQ(declaration.variables[2].decimals, 1);
  EXPECT_EQ(declaration.variables[2].given.size(), 2u);
}

TEST(Draw, CsvQuotesAndWritesDates) {
  const auto drawing = drawn(
      "source = 'drawn, \"not\" observed'\n"
      "[[column]]\nname = 'id'\nnumber = 'S-'\n"
      "[[column]]\nname = 'start'\ndates = [[0, '2017-02-28'], [100, '2017-02-28']]\n"
      "[[column]]\nname = 'later'\nfrom = 'start + 1'\ndate = true\n"
      "[[column]]\nname = 'x'\nfrom = '-0.001'\ndecimals = 2\n",
      1);
  EXPECT_EQ(to_csv(drawing),
            "id,synthetic,start,later,x,synthetic_source\n"
            "S-001,yes,2017-02-28,2017-03-01,0.00,\"drawn, \"\"not\"\" observed\"\n");
}

TEST(Draw, AHazardOfAModelCard) {
  // One patient of every score: prior_hma alone is 0.64 in VEN-PRS for OS; twice the slope, 1.28.
  const std::string genes =
      "[[column]]\nname = '{}'\nfrom = \"'no'\"\neach = ['extramedullary_disease', 'NF1', "
      "'PTPN11', 'FLT3', 'TP53', 'SF3B1', 'prior_venetoclax']\n"
      "[[column]]\nname = 'prior_hma'\nfrom = \"'yes'\"\n"
      "[[column]]\nname = 'disease_status'\nfrom = \"'relapsed'\"\n";
  const std::string time = "[[column]]\nname = 't'\n";
  const auto card = drawn(genes + time +
                              "time = { weibull = { scale = 10, shape = 1 }, model = 'ven-prs-os', "
                              "slope = 2 }\n",
                          50);
  const auto effect =
      drawn("[[column]]\nname = 'all'\ncounts = { y = 1 }\n" + time +
                "time = { weibull = { scale = 10, shape = 1 }, effects = [{ when = 'all == y', "
                "log_hazard_ratio = 1.28 }] }\n",
            50);
  for (std::size_t row = 0; row < 50; ++row)
    EXPECT_NEAR(card.table.find("t")->number[row], effect.table.find("t")->number[row], 1e-12);
}

TEST(Draw, ANoteWhereTheFirstOfBothCannotBe) {
  const auto drawing = drawn(
      "[[column]]\nname = 'death'\ntime = { weibull = { scale = 5, shape = 1 } }\n"
      "[[column]]\nname = 'relapse'\ntime = { weibull = { scale = 10, shape = 1 }, first_with = "
      "'death' }\n",
      7);
  ASSERT_EQ(drawing.notes.size(), 1u);
  EXPECT_NE(drawing.notes[0].find("for 7 of 7 patients death"), std::string::npos)
      << drawing.notes[0];
  for (std::size_t row = 0; row < 7; ++row)
    EXPECT_GT(drawing.table.find("relapse")->number[row], drawing.table.find("death")->number[row]);
}

TEST(Draw, WhereTheFirstEventDoesNotExistTheSecondIsAsDeclared) {
  const std::string second = "[[column]]\nname = 'b'\ntime = { weibull = { scale = 9, shape = 2 }";
  const auto both = drawn(
      "[[column]]\nname = 'x'\ncounts = { no = 1, yes = 1 }\n[[column]]\nname = 'a'\nwhen = 'x == "
      "yes'\ntime = { weibull = { scale = 30, shape = 2 } }\n" +
          second + ", first_with = 'a' }\n",
      20);
  const auto alone = drawn(second + " }\n", 20);
  for (std::size_t row = 0; row < 20; ++row) {
    const double with_other = both.table.find("b")->number[row];
    if (both.table.find("a")->missing(row)) {
      EXPECT_EQ(with_other, alone.table.find("b")->number[row]);
    } else {
      EXPECT_GT(with_other, alone.table.find("b")->number[row]);
    }
  }
}

TEST(Draw, ProblemsOfTheData) {
  const auto problem = [](const std::string& toml) {
    const auto drawing = simulation::draw(declared(toml), 5, 1, Match::exact);
    return drawing ? std::string() : drawing.error().front().code;
  };
  const std::string a = "[[column]]\nname = 'a'\ncounts = { no = 1, yes = 1 }\n";
  const std::string b = "[[column]]\nname = 'b'\n";
  const std::string weibull = "time = { weibull = { scale = 1, shape = 1 }";
  EXPECT_EQ(problem(a + b + weibull + ", model = 'ven-prs-os' }\n"), "simulate.model_open");
  EXPECT_EQ(problem(a + b + weibull + ", model = 'ven-prs' }\n"), "simulate.unknown_model");
  EXPECT_EQ(problem(a + b + weibull + ", first_with = 'a' }\n"), "simulate.first_with");
  EXPECT_EQ(problem(a + b + "from = \"ifelse(a == 'no', 'x', 'y')\"\nlevels = ['x']\n"),
            "simulate.level");
  EXPECT_EQ(problem(a + b + "from = 'rcs(as.numeric(a == \"no\"), 3)'\n"), "formula.knots");
  EXPECT_EQ(problem(a + b + "within = 'c'\ncounts = { x = 1 }\n"), "simulate.within");
  EXPECT_NE(problem(a + b + "counts = { x = 1 }\nwhen = 'a == maybe'\n"), "");
  EXPECT_NE(problem(a + b + "from = 'nobody + 1'\n"), "");
}

}  // namespace
