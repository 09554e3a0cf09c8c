#include "venscope/cohort/inclusion.hpp"

#include "venscope/cohort/condition.hpp"
#include "venscope/cohort/read.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::cohort;

namespace {

Table cohort_of_five() {
  const auto read = read_table_text(
      "id,age,fab,cr date,wbc,x\np1,70,M1,5,3,1\np2,17,M3,,4,1\np3,,M3,,5,\np4,40,,6,,0\np5,50,M "
      "4,,60,\n",
      "t.csv");
  return read->table;
}

std::vector<std::size_t> kept(const std::string& condition,
                              WhenMissing missing = WhenMissing::exclude) {
  const Table table = cohort_of_five();
  const InclusionRule rule{condition, "", missing, {}};
  const auto included = include(table, std::span(&rule, 1));
  EXPECT_TRUE(included) << (included ? "" : to_text(included.error()));
  return included ? included->rows : std::vector<std::size_t>{};
}

std::string problems(const std::string& condition) {
  const Table table = cohort_of_five();
  const InclusionRule rule{condition, "", WhenMissing::exclude, {"p.toml", 7, "inclusion"}};
  const auto included = include(table, std::span(&rule, 1));
  return included ? "none" : to_text(included.error());
}

using Rows = std::vector<std::size_t>;

}  // namespace

TEST(Condition, Comparisons) {
  EXPECT_EQ(kept("age >= 40"), (Rows{0, 3, 4}));
  EXPECT_EQ(kept("age > 40"), (Rows{0, 4}));
  EXPECT_EQ(kept("age < 5e1"), (Rows{1, 3}));
  EXPECT_EQ(kept("age <= 40"), (Rows{1, 3}));
  EXPECT_EQ(kept("age == 17"), (Rows{1}));
  EXPECT_EQ(kept("age != 17"), (Rows{0, 3, 4}));
  EXPECT_EQ(kept("age > -9"), (Rows{0, 1, 3, 4}));
  EXPECT_EQ(kept("wbc > age"), (Rows{4}));
  EXPECT_EQ(kept("fab == M3"), (Rows{1, 2}));
  EXPECT_EQ(kept("fab != 'M 4'"), (Rows{0, 1, 2}));
  EXPECT_EQ(kept("fab in (M1, \"M 4\")"), (Rows{0, 4}));
  EXPECT_EQ(kept("fab not in (M1)"), (Rows{1, 2, 4}));
  EXPECT_EQ(kept("age in (17, 70)"), (Rows{0, 1}));
  EXPECT_EQ(kept("`cr date` is missing"), (Rows{1, 2, 4}));
  EXPECT_EQ(kept("`cr date` is not missing"), (Rows{0, 3}));
}

TEST(Condition, ConnectivesBindAsUsual) {
  EXPECT_EQ(kept("age < 20 or age > 60 and wbc == 4"), (Rows{1}));
  EXPECT_EQ(kept("(age < 20 or age > 60) and wbc < 4"), (Rows{0}));
  EXPECT_EQ(kept("not age < 20 and not fab == M1"), (Rows{4}));
  EXPECT_EQ(kept("not not not (age < 20)"), (Rows{0, 3, 4}));
}

TEST(Condition, WhatCannotBeDecided) {
  EXPECT_EQ(kept("age >= 18", WhenMissing::keep), (Rows{0, 2, 3, 4}));
  EXPECT_EQ(kept("age >= 18 or wbc == 5"), (Rows{0, 2, 3, 4}));
  EXPECT_EQ(kept("not (age >= 18 and wbc < 0)"), (Rows{0, 1, 2, 4}));
}

TEST(Condition, MistakesAreLocatedAndNamed) {
  EXPECT_EQ(problems("aeg >= 18 and fab == m3x"),
            "p.toml:7: inclusion: in `aeg >= 18 and fab == m3x`, character 1: there is no column "
            "\"aeg\"; did you mean \"age\"?\n"
            "p.toml:7: inclusion: in `aeg >= 18 and fab == m3x`, character 22: \"m3x\" is not a "
            "level of \"fab\", expected M 4, M1, M3; did you mean \"M3\"?\n");
  EXPECT_EQ(problems("age >= old"),
            "p.toml:7: inclusion: in `age >= old`, character 8: \"age\" is "
            "compared with \"old\", expected a number\n");
  EXPECT_EQ(problems("fab < M3"),
            "p.toml:7: inclusion: in `fab < M3`, character 7: \"fab\" is a category and has no <, "
            "expected == or != or in; list the levels: in (…)\n");
  for (const char* text : {"",
                           "age",
                           "age >",
                           "age = 3",
                           "age > 3 and",
                           "(age > 3",
                           "age > 3)",
                           "age > 3 age < 4",
                           "fab in M1",
                           "fab in (M1",
                           "age is",
                           "age is not",
                           "and",
                           "'age' > 3",
                           "fab == 'M1",
                           "age > 3 # x",
                           "in (3)",
                           "not",
                           "fab <",
                           "nosuch ==",
                           "nosuch in (",
                           "fab >= ("})
    EXPECT_NE(problems(text).find("p.toml:7: inclusion: in `"), std::string::npos) << text;
  EXPECT_NE(problems(std::string(5000, '(')).find("too deeply nested"), std::string::npos);
  std::string deep = "age > 1";
  for (int i = 0; i < 50; ++i) deep = "age > 1 or age > 2 and (" + deep + ")";
  EXPECT_EQ(kept(deep), (Rows{0, 1, 3, 4}));
}

TEST(Inclusion, TheFlowCountsEveryStep) {
  const Table table = cohort_of_five();
  const std::vector<InclusionRule> rules = {
      {"fab != M3", "acute promyelocytic leukaemia", WhenMissing::keep, {}},
      {"age >= 18", "", WhenMissing::exclude, {}},
      {"wbc < 50", "white cells above 50", WhenMissing::exclude, {}}};
  const auto included = include(table, rules);
  ASSERT_TRUE(included);
  EXPECT_EQ(included->rows, (Rows{0}));
  const auto& steps = included->steps;
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].n_before, 5u);
  EXPECT_EQ(steps[0].excluded, 2u);
  EXPECT_EQ(steps[0].kept_missing, 1u);
  EXPECT_EQ(steps[0].n_after, 3u);
  EXPECT_EQ(steps[1].excluded, 0u);
  EXPECT_EQ(steps[1].reason, "not age >= 18");
  EXPECT_EQ(steps[2].n_before, 3u);
  EXPECT_EQ(steps[2].excluded, 1u);
  EXPECT_EQ(steps[2].excluded_missing, 1u);
  EXPECT_EQ(steps[2].n_after, 1u);
}

TEST(Inclusion, AWrongValueIsNotComplainedOfAsMissing) {
  const Table table = cohort_of_five();
  const std::vector<InclusionRule> rules = {{"age >= 18", "", WhenMissing::problem, {}},
                                            {"nosuch > 1", "", WhenMissing::exclude, {}}};
  Problems problems;
  const Inclusion included = include(table, rules, {false, false, true, false, false}, problems);
  ASSERT_EQ(problems.size(), 1u);
  EXPECT_EQ(problems[0].code, "cohort.unknown_column");
  EXPECT_EQ(included.rows, (Rows{0, 2, 3, 4}));
}

TEST(Inclusion, ARuleMayRefuseWhatCannotBeDecided) {
  const Table table = cohort_of_five();
  const std::vector<InclusionRule> rules = {{"age >= 18", "", WhenMissing::problem, {}}};
  const auto included = include(table, rules);
  ASSERT_FALSE(included);
  EXPECT_EQ(to_text(included.error()),
            "t.csv:4: `age >= 18` cannot be decided: a value is missing, expected a value in every "
            "row; fill it in, or declare missing = \"exclude\" or \"keep\" for this rule\n");
}
