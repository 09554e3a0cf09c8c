#include "venscope/cohort/read.hpp"
#include "venscope/study/differential_analysis.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using study::contrast_words;

namespace {

struct WordsCase {
  cohort::Table table = cohort::read_table_text(
                            "group,stage,age\nA,1,50\nB_x,2,60\nC,3,70\n"
                            "A,2,40\nB_x,1,55\nC,1,44\nA,3,51\n",
                            "samples.csv")
                            ->table;
  formula::ModelFrame frame =
      *formula::model_frame("~ group + factor(stage) + age", table, {.no_response = true});
  std::string words(const std::string& tested) const {
    return contrast_words(frame, tested, table);
  }
};

}  // namespace

TEST(ContrastWords, ALevelStandsAgainstItsReference) {
  const WordsCase given;
  EXPECT_EQ(given.words("groupC"), "C vs A");
  EXPECT_EQ(given.words("groupB_x"), "B x vs A");
}

TEST(ContrastWords, ABareNumberSaysWhatItIsOf) {
  EXPECT_EQ(WordsCase().words("factor(stage)2"), "stage 2 vs 1");
}

TEST(ContrastWords, ADifferenceOfTwoLevelsComparesThem) {
  const WordsCase given;
  EXPECT_EQ(given.words("groupB_x - groupC"), "B x vs C");
  EXPECT_EQ(given.words("groupC - groupA"), "C vs A");
  EXPECT_EQ(given.words("factor(stage)3 - factor(stage)2"), "stage 3 vs 2");
}

TEST(ContrastWords, WhatElseIsTestedStaysAsItIs) {
  WordsCase given;
  EXPECT_EQ(given.words("groupC - age"), "groupC - age");
  EXPECT_EQ(given.words("groupC - 0.5 * groupB_x"), "groupC - 0.5 * groupB_x");
  EXPECT_EQ(given.words("(Intercept)"), "(Intercept)");
  EXPECT_EQ(given.words("age"), "age");
  for (cohort::Column& column : given.table.columns)
    if (column.name == "age") column.label = "Age", column.unit = "years";
  EXPECT_EQ(given.words("age"), "Age, per year");
}
