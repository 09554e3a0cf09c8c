// kind = "score_associations" from outside: a score and its groups against variables of patients,
// with numbers that can be counted by hand.
#include "support/study_run.hpp"

#include <cmath>
#include <regex>

#include <fmt/format.h>

namespace {

using namespace venscope::test;

/// Twelve patients; the score is 1 to 12, and one has none.
class ScoreAssociations : public testing::Test {
protected:
  ScoreAssociations() : study_(head) {
    // score, group, age, stage, TP53, IC50 (10 is ">10"), months, died
    study_.write("cohort.csv",
                 "id,score,half,age,stage,TP53,ic50,months,died\n"
                 "a,1,low,50,I,wild_type,1,10,1\n"
                 "b,2,low,51,I,wild_type,2,11,0\n"
                 "c,3,low,52,I,wild_type,4,12,1\n"
                 "d,4,low,53,I,mutated,3,13,0\n"
                 "e,5,low,54,II,wild_type,5,14,1\n"
                 "f,6,low,55,II,wild_type,10,15,0\n"
                 "g,7,high,56,II,mutated,6,16,1\n"
                 "h,8,high,57,II,wild_type,12,17,0\n"
                 "i,9,high,58,III,mutated,8,18,1\n"
                 "j,10,high,60,III,mutated,30,19,0\n"
                 "k,11,high,59,III,mutated,9,20,1\n"
                 "l,12,high,,III,mutated,10,21,0\n"
                 "m,,,61,III,mutated,10,22,1\n");
  }

  static constexpr const char* head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
      "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'months'\nunit = 'months'\n"
      "event = 'died'\n[dictionary.stage]\ntype = 'category'\nlevels = ['I', 'II', 'III']\n"
      "[dictionary.half]\ntype = 'category'\nlevels = ['low', 'high']\n"
      "[dictionary.TP53]\ntype = 'gene'\n";
  static std::string analysis(const std::string& rest) {
    return "[[analysis]]\nkind = 'score_associations'\n" + rest;
  }
  static const nlohmann::json& variable(const nlohmann::json& found, const std::string& name) {
    static const nlohmann::json none;
    for (const auto& one : found["variables"])
      if (one["variable"] == name) return one;
    ADD_FAILURE() << "no variable " << name;
    return none;
  }
  StudyFolder study_;
};

TEST_F(ScoreAssociations, OfANumber) {
  const auto results =
      study_.run(analysis("score = 'score'\nvariables = ['age', 'stage', 'TP53', 'ic50']\n"
                          "censored_above = { ic50 = 10 }\n"));
  const auto& found = analysis_of(results, "score_associations");
  EXPECT_EQ(found["n"], 12);
  EXPECT_EQ(found["n_without_score"], 1);
  EXPECT_EQ(found["score_type"], "number");
  EXPECT_EQ(found["tested"], 4);

  // Ranks of age: 1 … 9, 11, 10 of the eleven: sum of squared differences 2, rho 1 - 12 / 1320.
  const auto& age = variable(found, "age");
  EXPECT_EQ(age["n"], 11);
  EXPECT_EQ(age["n_missing"], 1);
  EXPECT_EQ(age["effect"]["measure"], "spearman");
  EXPECT_NEAR(age["effect"]["estimate"].get<double>(), 1 - 12.0 / 1320, 1e-12);

  // I: 1 … 4, II: 5 … 8, III: 9 … 12. H = 12 / (12 13) (4 16 + 0 + 4 16) = 128 / 13.
  const auto& stage = variable(found, "stage");
  EXPECT_NEAR(stage["statistic"].get<double>(), 128.0 / 13, 1e-12);
  EXPECT_NEAR(stage["p"].get<double>(), std::exp(-64.0 / 13), 1e-12) << "chi-squared of 2 df";
  ASSERT_EQ(stage["levels"].size(), 3u);
  EXPECT_EQ(stage["levels"][0]["median"], 2.5);
  EXPECT_EQ(stage["levels"][2]["median"], 10.5);
  EXPECT_EQ(stage["levels"][0]["effect"]["estimate"], -1.0);
  EXPECT_NEAR(stage["levels"][1]["effect"]["estimate"].get<double>(), 0, 1e-12);
  EXPECT_EQ(stage["levels"][2]["effect"]["probability"]["estimate"], 1.0);
  EXPECT_TRUE(stage["effect"].is_null());

  // Mutated 4 7 9 10 11 12, wild type 1 2 3 5 6 8: 3 + 5 + 6 6 6 6 = 32 of 36 pairs.
  const auto& tp53 = variable(found, "TP53");
  EXPECT_NEAR(tp53["effect"]["probability"]["estimate"].get<double>(), 32.0 / 36, 1e-12);
  EXPECT_NEAR(tp53["effect"]["estimate"].get<double>(), 2 * 32.0 / 36 - 1, 1e-12);
  EXPECT_GT(tp53["effect"]["probability"]["conf_low"].get<double>(), 0.5);
  EXPECT_LT(tp53["effect"]["probability"]["conf_high"].get<double>(), 1.0);
}

TEST_F(ScoreAssociations, ACapIsNotAValue) {
  const auto results = study_.run(
      analysis("score = 'score'\nvariables = 'ic50'\ncensored_above = { ic50 = 10 }\n"
               "adjust = 'age'\n[[analysis]]\nid = 'uncapped'\nkind = 'score_associations'\n"
               "score = 'score'\nvariables = 'ic50'\nmethod = 'kendall'\n"));
  const auto& ic50 = variable(analysis_of(results, "score_associations"), "ic50");
  EXPECT_EQ(ic50["n"], 12);
  EXPECT_EQ(ic50["n_censored"], 4);
  EXPECT_EQ(ic50["effect"]["measure"], "kendall");
  // Observed, by score: 1 2 4 3 5 . 6 . 8 . 9 .; of their 28 pairs one is discordant. Of the pairs
  // with one of the four at the cap (scores 6 8 10 12) the observed with a lower score are
  // concordant: 5 + 6 + 7 + 8 = 26 of 32. tau-b: (27 + 26 - 1 - 6) / 60, none tied.
  EXPECT_NEAR(ic50["effect"]["estimate"].get<double>(), 46.0 / 60, 1e-12);
  ASSERT_FALSE(ic50["tobit"].is_null());
  EXPECT_EQ(ic50["tobit"]["n"], 11) << "one has no age";
  EXPECT_EQ(ic50["tobit"]["scale"], "ratio");
  EXPECT_NE(study_.read("out/index.html").find("at 10 or more"), std::string::npos);
  const auto& uncapped = variable(analysis_of(results, "uncapped"), "ic50");
  EXPECT_EQ(uncapped["n_censored"], 0);
  EXPECT_TRUE(uncapped["tobit"].is_null());
}

TEST_F(ScoreAssociations, OfGroups) {
  const auto results =
      study_.run(analysis("score = 'half'\nvariables = ['age', 'stage', 'TP53', 'ic50']\n"
                          "censored_above = { ic50 = 10 }\n"));
  const auto& found = analysis_of(results, "score_associations");
  EXPECT_EQ(found["score_type"], "groups");
  EXPECT_EQ(found["groups"], (nlohmann::json{"low", "high"}));
  // 50 … 55 against 56 … 60: apart, exact p 2 / C(11, 5).
  const auto& age = variable(found, "age");
  EXPECT_NEAR(age["p"].get<double>(), 2.0 / 462, 1e-12);
  EXPECT_EQ(age["effect"]["estimate"], 1.0);
  EXPECT_EQ(age["levels"][0]["level"], "low");
  EXPECT_EQ(age["levels"][0]["median"], 52.5);
  // 1 of 6 against 5 of 6: Fisher's 2 (36 + 1) / 924.
  const auto& tp53 = variable(found, "TP53");
  EXPECT_NEAR(tp53["p"].get<double>(), 74.0 / 924, 1e-12);
  EXPECT_NEAR(tp53["effect"]["estimate"].get<double>(), 4.0 / 6, 1e-12);
  EXPECT_EQ(tp53["effect"]["measure"], "share_difference");
  EXPECT_EQ(tp53["levels"][1]["counts"], (nlohmann::json{1, 5}));
  // Low 1 2 3 4 5 cap, high 6 8 9 cap cap cap: 5 5 5, and three times 5 and a tie: 31.5 of 36.
  const auto& ic50 = variable(found, "ic50");
  EXPECT_NEAR(ic50["effect"]["probability"]["estimate"].get<double>(), 31.5 / 36, 1e-12);
  EXPECT_FALSE(ic50["tobit"].is_null());
  // Benjamini and Hochberg: the largest p is its own q.
  double most_p = 0, its_q = 0;
  for (const auto& one : found["variables"])
    if (one["p"].get<double>() > most_p) most_p = one["p"], its_q = one["q"];
  EXPECT_EQ(its_q, most_p);
}

TEST_F(ScoreAssociations, WhatIsWrongIsSaid) {
  const auto says = [&](const std::string& rest, const std::string& words) {
    EXPECT_NE(study_.refused(analysis(rest)).find(words), std::string::npos) << rest;
  };
  says("variables = 'age'\n", "score");
  says("score = 'score'\n", "names no variables");
  says("score = 'scor'\nvariables = 'age'\n", "score");
  says("score = 'score'\nvariables = ['age', 'score']\n", "among the variables");
  says("score = 'score'\nvariables = ['age', 'age']\n", "twice");
  says("score = 'score'\nvariables = 'age'\ncensored_above = { ic50 = 10 }\n", "not among");
  says("score = 'score'\nvariables = 'stage'\ncensored_above = { stage = 10 }\n", "no numbers");
  says("score = 'score'\nvariables = 'age'\ncohort = 'other'\n", "other");
  says("score = 'score'\nvariables = 'age'\nmethod = 'phi'\n", "spearman");
}

TEST_F(ScoreAssociations, NothingToTestIsNotATest) {
  study_.write("cohort.csv",
               "id,score,half,age,stage,TP53,ic50,months,died\n"
               "a,1,low,50,I,wild_type,10,10,1\n"
               "b,2,low,50,I,wild_type,11,11,0\n"
               "c,3,high,50,I,wild_type,10,12,1\n"
               "d,4,high,50,I,wild_type,10,13,0\n");
  const auto results = study_.run(analysis(
      "score = 'score'\nvariables = ['age', 'stage', 'ic50']\ncensored_above = { ic50 = 10 }\n"));
  const auto& found = analysis_of(results, "score_associations");
  EXPECT_EQ(found["tested"], 0);
  for (const auto& one : found["variables"]) {
    EXPECT_TRUE(one["p"].is_null()) << one;
    EXPECT_FALSE(one["note"].get<std::string>().empty()) << one;
  }
  EXPECT_TRUE(warns(found, "was not tested"));
  EXPECT_FALSE(std::regex_search(study_.read("out/index.html"), std::regex("[^a-z]nan[^a-z]")));
}

}  // namespace
