// kind = "drug_sensitivity" from outside: a score and its groups against drugs of a long file, with
// numbers that can be counted by hand.
#include "support/study_run.hpp"

#include <cmath>
#include <map>

#include <fmt/format.h>

namespace {

using namespace venscope::test;

/// Eight specimens with scores 1 to 8 and one without, and a long file of drugs:
///   rising    1 … 8
///   capped    5 6 7 1 10 10 12 30, 10 or more being ">10"
///   beyond    all of them at the cap
///   rare      of two specimens
class DrugSensitivity : public testing::Test {
protected:
  DrugSensitivity() : study_(head) {
    study_.write("cohort.csv",
                 "id,score,half,third,months,died\n"
                 "a,1,low,x,10,1\nb,2,low,x,11,0\nc,3,low,x,12,1\nd,4,low,y,13,0\n"
                 "e,5,high,y,14,1\nf,6,high,y,15,0\ng,7,high,z,16,1\nh,8,high,z,17,0\n"
                 "i,,,,18,1\n");
    study_.write("drugs.csv", drugs());
  }

  static std::string drugs(const std::string& more = "") {
    std::string text = "id,drug,value,top\n";
    const auto add = [&](const std::string& drug, const std::vector<double>& values) {
      for (std::size_t i = 0; i < values.size(); ++i)
        text += fmt::format("{},{},{},10\n", char('a' + i), drug, values[i]);
    };
    add("rising", {1, 2, 3, 4, 5, 6, 7, 8});
    add("capped", {5, 6, 7, 1, 10, 10, 12, 30, 3});
    add("beyond", {10, 11, 12, 10, 10, 10, 10, 10});
    add("rare", {1, 2});
    return text + more;
  }

  static constexpr const char* head =
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'cohort.csv'\npatient = 'id'\n"
      "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'months'\nunit = 'months'\n"
      "event = 'died'\n[dictionary.half]\ntype = 'category'\nlevels = ['low', 'high']\n"
      "[[records]]\nid = 'drugs'\nfile = 'drugs.csv'\n[records.dictionary.drug]\ntype = 'text'\n";
  static std::string analysis(const std::string& rest) {
    return "[[analysis]]\nkind = 'drug_sensitivity'\nleast = 4\n" + rest;
  }
  static const nlohmann::json& drug(const nlohmann::json& found, const std::string& name,
                                    const char* list = "drugs") {
    static const nlohmann::json none;
    for (const auto& one : found[list])
      if (one["drug"] == name) return one;
    ADD_FAILURE() << "no drug " << name;
    return none;
  }
  static nlohmann::json effect_of(const nlohmann::json& results, const std::string& name) {
    return drug(analysis_of(results, "drug_sensitivity"), name)["effect"]["estimate"];
  }
  StudyFolder study_;
};

TEST_F(DrugSensitivity, OfANumber) {
  const auto results = study_.run(
      analysis("score = 'score'\nvalue = 'value'\ncap = 'top'\nhighlight = ['capped']\n"));
  const auto& found = analysis_of(results, "drug_sensitivity");
  EXPECT_EQ(found["n"], 8);
  EXPECT_EQ(found["n_without_score"], 1);
  EXPECT_EQ(found["n_drugs"], 4);
  EXPECT_EQ(found["n_tested"], 2);
  EXPECT_EQ(found["duplicates"]["pairs"], 0);
  const auto& rising = drug(found, "rising");
  EXPECT_EQ(rising["n"], 8);
  EXPECT_EQ(rising["n_censored"], 0);
  EXPECT_EQ(rising["effect"]["measure"], "spearman");
  EXPECT_EQ(rising["effect"]["estimate"], 1.0);
  EXPECT_NEAR(rising["p"].get<double>(), 2.0 / 40320, 1e-15) << "one of 8! orders, two-sided";
  EXPECT_TRUE(rising["tobit"].is_null()) << "nothing is censored";

  // Ranks 2 3 4 1 and four times 6.5 against 1 … 8: sums of squares 37 and 42, of products 31.
  const auto& capped = drug(found, "capped");
  EXPECT_EQ(capped["n"], 8) << "the ninth has no score";
  EXPECT_EQ(capped["n_censored"], 4);
  EXPECT_EQ(capped["effect"]["measure"], "spearman") << "the same of every drug";
  EXPECT_NEAR(capped["effect"]["estimate"].get<double>(), 31 / std::sqrt(37.0 * 42), 1e-12);
  ASSERT_FALSE(capped["tobit"].is_null());
  EXPECT_EQ(capped["tobit"]["scale"], "ratio");
  EXPECT_GT(capped["tobit"]["estimate"].get<double>(), 1);
  // Of two p the larger is its own q, and the smaller counts twice.
  EXPECT_EQ(capped["q"], capped["p"]);
  EXPECT_NEAR(rising["q"].get<double>(), 2 * rising["p"].get<double>(), 1e-18);

  const auto& beyond = drug(found, "beyond", "not_tested");
  EXPECT_EQ(beyond["n"], 8);
  EXPECT_EQ(beyond["n_censored"], 8);
  EXPECT_EQ(beyond["reason"], "all 8 values are 10 or more");
  EXPECT_EQ(drug(found, "rare", "not_tested")["reason"], "fewer than 4");
  const std::string page = study_.read("out/index.html");
  EXPECT_NE(page.find("less sensitive with a higher score"), std::string::npos);
  EXPECT_EQ(page.find("nan<"), std::string::npos);
}

TEST_F(DrugSensitivity, LogarithmsBelowZeroHaveATobitSlopeToo) {
  std::string text = "id,drug,value,top\n";
  const std::vector<double> values{0, 3, 1, 2, 5, 4, 5, 5};
  for (std::size_t i = 0; i < values.size(); ++i)
    text += fmt::format("{0},from_zero,{1},5\n{0},below_zero,{2},-2\n", char('a' + i), values[i],
                        values[i] - 7);
  study_.write("drugs.csv", text);
  const auto results = study_.run(analysis("score = 'score'\nvalue = 'value'\ncap = 'top'\n"));
  const auto& found = analysis_of(results, "drug_sensitivity");
  const auto &zero = drug(found, "from_zero")["tobit"], &below = drug(found, "below_zero")["tobit"];
  ASSERT_TRUE(zero.is_object() && below.is_object());
  EXPECT_EQ(zero["scale"], "difference");
  for (const char* key : {"estimate", "conf_low", "conf_high", "p"})
    EXPECT_NEAR(zero[key].get<double>(), below[key].get<double>(), 1e-9) << key;
}

TEST_F(DrugSensitivity, OfTwoGroups) {
  const auto results =
      study_.run(analysis("score = 'half'\nvalue = 'value'\ncensored_above = 10\n"
                          "[[analysis]]\nid = 'named'\nkind = 'drug_sensitivity'\nleast = 4\n"
                          "score = 'third'\ngroups = ['z', 'x']\nvalue = 'value'\n"));
  const auto& found = analysis_of(results, "drug_sensitivity");
  EXPECT_EQ(found["groups"], (nlohmann::json{"low", "high"}));
  EXPECT_EQ(found["method"], "wilcoxon");
  const auto& capped = drug(found, "capped");
  EXPECT_EQ(capped["effect"]["probability"]["estimate"], 1.0) << "1 5 6 7 against the cap";
  EXPECT_EQ(capped["levels"][0]["median"], 5.5);
  EXPECT_EQ(capped["levels"][1]["median"], 10.0) << "the cap, as of a value of that or more";
  EXPECT_NE(study_.read("out/index.html").find("5.50 / ≥10"), std::string::npos);
  EXPECT_NEAR(drug(found, "rising")["p"].get<double>(), 2.0 / 70, 1e-12);
  // Of three levels the two that are named: x (1 2 3) is lower than z (7 8).
  const auto& named = analysis_of(results, "named");
  EXPECT_EQ(named["groups"], (nlohmann::json{"z", "x"}));
  EXPECT_EQ(named["n"], 5);
  EXPECT_NEAR(drug(named, "rising")["effect"]["estimate"].get<double>(), -1, 1e-12);
}

TEST_F(DrugSensitivity, KendallOfCensoredPairs) {
  const auto results = study_.run(
      analysis("score = 'score'\nvalue = 'value'\ncensored_above = 10\nmethod = 'kendall'\n"));
  // 5 6 7 1: 3 concordant and 3 discordant; each of them with each of the four beyond the cap: 16
  // concordant. (19 - 3) / 22, none tied.
  EXPECT_NEAR(effect_of(results, "capped").get<double>(), 16.0 / 22, 1e-12);
}

TEST_F(DrugSensitivity, RepeatedValuesByANamedRule) {
  // A second and third value of specimen h, whose `rising` is 8.
  study_.write("drugs.csv", drugs("h,rising,0.5,10\nh,rising,4.5,10\n"));
  const auto with = [](const std::string& rule) {
    return analysis("score = 'score'\nvalue = 'value'\nduplicates = '" + rule + "'\n");
  };
  const std::string refused = study_.refused(analysis("score = 'score'\nvalue = 'value'\n"));
  EXPECT_NE(refused.find("second value of 'rising' for the patient of line 9"), std::string::npos)
      << refused;
  EXPECT_NE(refused.find("duplicates"), std::string::npos);
  // The last of eight at rank r instead of 8: rho 1 - 6 ((8 - r)^2 + (8 - r)) / 504.
  const std::map<std::string, double> rank{{"first", 8},  {"lowest", 1}, {"highest", 8},
                                           {"median", 5}, {"mean", 5},   {"geometric_mean", 3}};
  for (const auto& [rule, r] : rank) {
    const auto results = study_.run(with(rule));
    const double moved = 8 - r;
    EXPECT_NEAR(effect_of(results, "rising").get<double>(), 1 - (moved * moved + moved) * 6 / 504,
                1e-12)
        << rule;
    const auto& found = analysis_of(results, "drug_sensitivity");
    EXPECT_EQ(found["duplicates"]["rule"], rule);
    EXPECT_EQ(found["duplicates"]["pairs"], 1);
    EXPECT_EQ(found["duplicates"]["rows"], 3);
  }
}

TEST_F(DrugSensitivity, NoCensoredValueIsAveraged) {
  study_.write("drugs.csv", drugs("g,capped,2,10\n"));
  EXPECT_NE(study_
                .refused(analysis("score = 'score'\nvalue = 'value'\ncap = 'top'\n"
                                  "duplicates = 'mean'\n"))
                .find("their mean"),
            std::string::npos);
  // Of ">10" and 2 the median of a Kaplan-Meier curve is 2: ranks 3 4 5 1 7 7 2 7, squares 40,
  // products 15.
  const auto results = study_.run(
      analysis("score = 'score'\nvalue = 'value'\ncap = 'top'\nduplicates = 'median'\n"));
  EXPECT_EQ(drug(analysis_of(results, "drug_sensitivity"), "capped")["n_censored"], 3);
  EXPECT_NEAR(effect_of(results, "capped").get<double>(), 15 / std::sqrt(40.0 * 42), 1e-12);
}

TEST_F(DrugSensitivity, RecordsOfAnotherCohort) {
  study_.write("other.csv", "id,score,months,died\nA,1,1,1\nB,2,2,0\nC,3,3,1\nD,4,4,1\nE,5,5,1\n");
  study_.write("others.csv",
               "id,drug,value\nA,one,5\nB,one,4\nC,one,3\nD,one,2\nE,one,1\nnobody,one,7\n");
  const std::string cohort =
      "[[validation_cohort]]\nid = 'other'\nfile = 'other.csv'\n"
      "[[records]]\nid = 'others'\ncohort = 'other'\nfile = 'others.csv'\nunknown = 'leave_out'\n";
  const auto results = study_.run(
      cohort + analysis("score = 'score'\nvalue = 'value'\ncohort = 'other'\nrecords = 'others'\n"
                        "where = 'score > 1'\n"));
  const auto& one = drug(analysis_of(results, "drug_sensitivity"), "one");
  EXPECT_EQ(one["n"], 4) << "those of `where`";
  EXPECT_NEAR(one["effect"]["estimate"].get<double>(), -1, 1e-12);
  const auto& records = results["validation_cohorts"][0]["records"][0];
  EXPECT_EQ(records["id"], "others");
  EXPECT_EQ(records["used"], 5);
  EXPECT_EQ(records["unknown"], 1);
  EXPECT_NE(
      study_.refused(cohort + analysis("score = 'score'\nvalue = 'value'\nrecords = 'others'\n"))
          .find("are of cohort 'other'"),
      std::string::npos);
  EXPECT_NE(
      study_.refused(cohort + analysis("score = 'score'\nvalue = 'value'\ncohort = 'other'\n"))
          .find("are of the study's own cohort"),
      std::string::npos);
  EXPECT_NE(study_
                .refused("[[records]]\nid = 'x'\ncohort = 'nowhere'\nfile = 'others.csv'\n" +
                         analysis("score = 'score'\nvalue = 'value'\n"))
                .find("no [[validation_cohort]] 'nowhere'"),
            std::string::npos);
}

TEST_F(DrugSensitivity, WhatIsWrongIsSaid) {
  const auto says = [&](const std::string& rest, const std::string& words) {
    const std::string said = study_.refused(analysis(rest));
    EXPECT_NE(said.find(words), std::string::npos) << rest << said;
  };
  says("value = 'value'\n", "score");
  says("score = 'score'\n", "value");
  says("score = 'scor'\nvalue = 'value'\n", "scor");
  says("score = 'score'\nvalue = 'ic50'\n", "no column 'ic50'");
  says("score = 'score'\nvalue = 'drug'\n", "holds no numbers");
  says("score = 'score'\nvalue = 'value'\ndrug = 'top'\n", "holds numbers");
  says("score = 'score'\nvalue = 'value'\nrecords = 'plates'\n", "plates");
  says("score = 'score'\nvalue = 'value'\nhighlight = 'risin'\n", "write 'rising'");
  says("score = 'score'\nvalue = 'value'\nmethod = 'pearson'\ncap = 'top'\n", "Pearson");
  says("score = 'score'\nvalue = 'value'\nduplicates = 'last'\n", "geometric_mean");
  says("score = 'third'\nvalue = 'value'\n", "more than two levels");
  says("score = 'third'\nvalue = 'value'\ngroups = ['x']\n", "two groups");
  says("score = 'third'\nvalue = 'value'\ngroups = ['x', 'w']\n", "no level 'w'");
  says("score = 'score'\nvalue = 'value'\ngroups = ['x', 'y']\n", "no groups");
  says("score = 'score'\nvalue = 'value'\ncensored_above = 1\ncensored_below = 2\n", "lower limit");
  study_.write("drugs.csv", drugs("i,rising,1,5\n"));
  says("score = 'score'\nvalue = 'value'\ncap = 'top'\n", "says 5 of 'rising'");
}

TEST_F(DrugSensitivity, NothingToTestIsNotATest) {
  study_.write("drugs.csv", "id,drug,value,top\na,one,10,10\nb,one,11,10\nc,one,,10\nd,,3,10\n");
  const auto results = study_.run(analysis("score = 'score'\nvalue = 'value'\ncap = 'top'\n"));
  const auto& found = analysis_of(results, "drug_sensitivity");
  EXPECT_EQ(found["n_tested"], 0);
  EXPECT_EQ(found["rows_without_value"], 1);
  EXPECT_EQ(found["rows_without_drug"], 1);
  EXPECT_EQ(drug(found, "one", "not_tested")["n"], 2);
  EXPECT_TRUE(warns(found, "names no drug"));
  EXPECT_EQ(study_.read("out/index.html").find("nan<"), std::string::npos);
}

}  // namespace
