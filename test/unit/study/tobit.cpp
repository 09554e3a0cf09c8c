#include "venscope/cohort/read.hpp"
#include "venscope/study/tobit_analysis.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::study;

namespace {

cohort::Table tobit_cells(const std::string& text) {
  return cohort::read_table_text(text, "values.csv")->table;
}

const char* const tobit_intervals = "Surv(low, high, type = \"interval2\") ~ 1";

std::string tobit_refusal(const std::string& formula, const std::string& text,
                          const TobitAnalysisOptions& options = {}) {
  const auto analysis = analyse_tobit(formula, tobit_cells(text), options);
  return analysis ? "none" : to_text(analysis.error());
}

bool tobit_says(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST(TobitAnalysis, AnEmptyEndIsOpenAndARowWithoutBothIsMissing) {
  const auto analysis = analyse_tobit(
      tobit_intervals, tobit_cells("low,high\n-3,-3\n-1,-1\n,-2\n0,\n-2,-1.5\n,\n0.5,0.5\n"));
  ASSERT_TRUE(analysis) << to_text(analysis.error());
  EXPECT_EQ(analysis->fit.observed, 3u);
  EXPECT_EQ(analysis->fit.left, 1u);
  EXPECT_EQ(analysis->fit.right, 1u);
  EXPECT_EQ(analysis->fit.between, 1u);
  EXPECT_EQ(analysis->frame.n_missing, 1u);
  EXPECT_FALSE(analysis->ranks);
  const report::Json json = to_json(*analysis);
  EXPECT_EQ(json["censored"]["between"], 1);
  EXPECT_EQ(json["events"], 3);
}

TEST(TobitAnalysis, AColumnWithoutAnyEndIsOpenEverywhere) {
  const auto analysis = analyse_tobit(tobit_intervals, tobit_cells("low,high,x\n-3,,1\n-1,,2\n"));
  ASSERT_FALSE(analysis);
  EXPECT_TRUE(tobit_says(to_text(analysis.error()), "none of 2 values is observed"));
}

TEST(TobitAnalysis, AllGroupsOfOneSideAreComparedByRanks) {
  const auto analysis = analyse_tobit(
      "Surv(y, seen) ~ arm",
      tobit_cells(
          "y,seen,arm\n-3,1,a\n-2,1,a\n-1,1,b\n0,0,b\n-2.5,1,a\n-0.5,1,b\n-4,1,a\n0,0,b\n"));
  ASSERT_TRUE(analysis) << to_text(analysis.error());
  ASSERT_TRUE(analysis->ranks);
  // The order is all that counts: the same values, far from zero and in another unit.
  const auto moved = analyse_tobit(
      "Surv(1000 + 1e-4 * y, seen) ~ arm",
      tobit_cells(
          "y,seen,arm\n-3,1,a\n-2,1,a\n-1,1,b\n0,0,b\n-2.5,1,a\n-0.5,1,b\n-4,1,a\n0,0,b\n"));
  ASSERT_TRUE(moved && moved->ranks);
  EXPECT_EQ(moved->ranks->log_rank.chi_squared, analysis->ranks->log_rank.chi_squared);
  EXPECT_EQ(moved->ranks->gehan.chi_squared, analysis->ranks->gehan.chi_squared);
}

TEST(TobitAnalysis, WhatIsWrongIsSaid) {
  const std::string turned = tobit_refusal(tobit_intervals, "low,high\n-1,-2\n0,1\n1,1\n2,2\n");
  EXPECT_TRUE(tobit_says(turned, "values.csv:2")) << turned;
  EXPECT_TRUE(tobit_says(turned, "begins at -1 and ends at -2")) << turned;
  EXPECT_TRUE(tobit_says(tobit_refusal("Surv(low, high, type = \"left\") ~ 1", "low,high\n1,2\n"),
                         "type = \"interval2\""));
  EXPECT_TRUE(tobit_says(tobit_refusal("Surv(low, type = \"interval2\") ~ 1", "low,high\n1,2\n"),
                         "Surv(low, high, type = \"interval2\")"));
  EXPECT_TRUE(
      tobit_says(tobit_refusal(tobit_intervals, "low,high\n1,2\n", {.left = true}), "no --left"));
  EXPECT_TRUE(
      tobit_says(tobit_refusal(tobit_intervals, "low,high\n1,x\n2,2\n"), "\"x\" is not a number"));
  EXPECT_TRUE(tobit_says(tobit_refusal("Surv(y, s) ~ 1", "y,s\n-1,1\n-2,1\n-3,0\n",
                                       {.distribution = response::TobitDistribution::lognormal}),
                         "take the gaussian distribution"));
  // Elsewhere a time stays a time.
  const auto frame = formula::model_frame("Surv(y, s) ~ 1", tobit_cells("y,s\n-1,1\n2,0\n"));
  EXPECT_FALSE(frame);
  EXPECT_FALSE(
      formula::model_frame("Surv(y, s, type = \"interval2\") ~ 1", tobit_cells("y,s\n1,1\n")));
}
