// The kinds of analysis that show patients as they are, from outside: oncoprint, vaf, histogram,
// alluvial.
#include "support/study_run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

const std::string head =
    "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\n[dictionary]\nuse = 'aml'\n"
    "risk = { type = 'category', label = 'Risk group', levels = ['low', 'high'] }\n"
    "status = { type = 'category', levels = ['relapsed', 'refractory'] }\n"
    "NF1_VAF = { type = 'number', unit = '%' }\n";

class PatientFigures : public testing::Test, protected test::StudyFolder {
protected:
  PatientFigures() : StudyFolder(head) {
    write("c.csv",
          "id,risk,status,TP53,NF1,NPM1,TP53_VAF,NF1_VAF,age,points\n"
          "a,low,relapsed,wt,mut,wt,,40,60,0.1\n"
          "b,low,relapsed,mut,wt,wt,12.5,,70,0.2\n"
          "c,high,refractory,mut,,wt,50,,71,0.9\n"
          "d,high,,mut,wt,wt,90,0,55,0.5\n"
          "e,,relapsed,,,,,,80,\n");
  }

  nlohmann::json run(const std::string& analyses, const std::string& more = "") const {
    return StudyFolder::run(more + analyses)["analyses"];
  }
  std::string figure_csv(const std::string& id) const { return read("out/figures/" + id + ".csv"); }
  std::string report() const { return read("out/index.html"); }
};

TEST_F(PatientFigures, AnOncoprintCountsTheTestedAndLeavesOutWhoWasNeverTested) {
  const auto found = run("[[analysis]]\nkind = 'oncoprint'\nstrips = ['risk', 'status']\n")[0];
  EXPECT_EQ(found["patients"], 4);
  EXPECT_EQ(found["untested_patients"], 1);
  EXPECT_EQ(found["genes_not_shown"], 1);  // NPM1, mutated in nobody
  ASSERT_EQ(found["genes"].size(), 2u);
  EXPECT_EQ(found["genes"][0]["gene"], "TP53");
  EXPECT_EQ(found["genes"][0]["mutated"], 3);
  EXPECT_EQ(found["genes"][0]["tested"], 4);
  EXPECT_EQ(found["genes"][1]["tested"], 3);  // NF1 of patient c is not tested
  EXPECT_EQ(found["genes"][1]["groups"][1]["group"], "high");
  EXPECT_EQ(found["genes"][1]["groups"][1]["tested"], 1);
  EXPECT_EQ(figure_csv("oncoprint"),
            "column,Risk group,status,TP53,NF1\n1,low,relapsed,1,0\n2,low,relapsed,0,1\n"
            "3,high,,1,0\n4,high,refractory,1,\n");
  EXPECT_NE(report().find("1 without any tested gene is not shown"), std::string::npos);
}

TEST_F(PatientFigures, AnOncoprintShowsTheGenesNamedAndThoseFrequentEnough) {
  const auto found =
      run("[[analysis]]\nkind = 'oncoprint'\nid = 'named'\ngenes = ['NPM1', 'NF1']\nstrips = []\n"
          "[[analysis]]\nkind = 'oncoprint'\nid = 'frequent'\nat_least = 2\n"
          "[[analysis]]\nkind = 'oncoprint'\nid = 'first'\nat_least = 0\nmost = 1\n");
  EXPECT_EQ(found[0]["genes"].size(), 2u);
  EXPECT_EQ(found[1]["genes"].size(), 1u);
  EXPECT_EQ(found[1]["genes"][0]["gene"], "TP53");
  EXPECT_EQ(found[2]["genes"].size(), 1u);
  EXPECT_EQ(found[2]["genes_not_shown"], 2);
}

TEST_F(PatientFigures, FrequenciesAreSummarisedByGeneWithoutThoseOfZero) {
  const auto found = run("[[analysis]]\nkind = 'vaf'\n")[0];
  EXPECT_EQ(found["unit"], "%");
  ASSERT_EQ(found["genes"].size(), 2u);
  EXPECT_EQ(found["genes"][0]["gene"], "TP53");
  EXPECT_EQ(found["genes"][0]["n"], 3);
  EXPECT_EQ(found["genes"][0]["median"], 50.0);
  EXPECT_EQ(found["genes"][0]["q1"], 31.25);  // R: quantile(c(12.5, 50, 90), 0.25)
  EXPECT_EQ(found["genes"][1]["n"], 1);
  EXPECT_EQ(found["genes"][1]["n_zero"], 1);
  EXPECT_EQ(figure_csv("vaf"), "group,value\nTP53,12.5\nTP53,50\nTP53,90\nNF1,40\n");
}

TEST_F(PatientFigures, PairsOfGenesAreOfThoseTestedForBoth) {
  const auto found = run("[[analysis]]\nkind = 'co-occurrence'\nat_least = 1\n")[0];
  ASSERT_EQ(found["genes"].size(), 2u);  // NPM1 is mutated in nobody
  ASSERT_EQ(found["pairs"].size(), 1u);
  const auto& pair = found["pairs"][0];
  EXPECT_EQ(pair["first"], "TP53");
  // Of a, b and d: the one with NF1 is one of 3, and two of 3 have TP53.
  EXPECT_EQ(pair["n"], 3);
  EXPECT_EQ(pair["both"], 0);
  EXPECT_EQ(pair["first_only"], 2);
  EXPECT_EQ(pair["second_only"], 1);
  EXPECT_EQ(pair["odds_ratio"], 0.0);
  EXPECT_NEAR(pair["p"].get<double>(), 1.0 / 3, 1e-12);
}

TEST_F(PatientFigures, AGeneAndItsPartAreNoPair) {
  const auto found =
      run("[[analysis]]\nkind = 'co-occurrence'\n"
          "genes = ['FLT3', 'FLT3_ITD', 'NPM1']\n",
          "[[derive]]\nname = 'FLT3'\nfrom = \"ifelse(age > 60, 'mutated', "
          "'wild_type')\"\n[[derive]]\nname = 'FLT3_ITD'\nfrom = \"ifelse(age > "
          "70, 'mutated', 'wild_type')\"\n")[0];
  EXPECT_EQ(found["pairs"].size(), 2u);
}

TEST_F(PatientFigures, AHistogramIsCutAsRCutsOrColouredByTheGroupsNamed) {
  const auto found =
      run("[[analysis]]\nkind = 'histogram'\nid = 'cut'\nvariable = 'age'\ncuts = [60, 70]\n"
          "[[analysis]]\nkind = 'histogram'\nid = 'by'\nvariable = 'points'\nby = 'risk'\n");
  EXPECT_EQ(found[0]["n"], 5);
  EXPECT_EQ(found[0]["median"], 70.0);
  ASSERT_EQ(found[0]["groups"].size(), 3u);
  EXPECT_EQ(found[0]["groups"][0]["group"], "up to 60");  // 55 and 60
  EXPECT_EQ(found[0]["groups"][0]["n"], 2);
  EXPECT_EQ(found[0]["groups"][1]["n"], 1);
  EXPECT_EQ(found[0]["groups"][2]["n"], 2);
  EXPECT_EQ(found[1]["n_missing"], 1);
  EXPECT_EQ(found[1]["groups"][0]["group"], "low");
  EXPECT_EQ(found[1]["groups"][1]["n"], 2);
  EXPECT_NE(report().find("Distribution of age"), std::string::npos);
}

TEST_F(PatientFigures, TheHistogramOfAScoreHasTheColoursOfItsGroups) {
  const auto found =
      run("[[analysis]]\nkind = 'histogram'\nvariable = 'ven_prs_os.score'\n"
          "cuts = [0.25, 0.75]\n",
          "[[score]]\nmodel = 'ven-prs-os'\noutside_population = 'score'\nassume = "
          "{ extramedullary_disease = 'no', prior_hma = 'no', PTPN11 = 'wild_type', "
          "FLT3 = 'wild_type', SF3B1 = 'wild_type' }\n")[0];
  // NF1 0.94; TP53 0.39 twice; TP53 without NF1 known and nothing known have no score.
  EXPECT_EQ(found["n"], 3);
  EXPECT_EQ(found["groups"][0]["group"], "favorable");
  EXPECT_EQ(found["groups"][1]["n"], 2);
  EXPECT_EQ(found["groups"][2]["n"], 1);
}

TEST_F(PatientFigures, AnAlluvialPlotKeepsThoseWhoCannotBeClassified) {
  const auto found = run("[[analysis]]\nkind = 'alluvial'\ncolumns = ['risk', 'status']\n")[0];
  ASSERT_EQ(found["flows"].size(), 4u);
  double n = 0;
  for (const auto& flow : found["flows"]) n += flow["n"].get<double>();
  EXPECT_EQ(n, 5);
  EXPECT_TRUE(found["flows"][0]["levels"][0].is_null());
  EXPECT_EQ(figure_csv("alluvial"),
            "Risk group,status,n\nlow,relapsed,2\nhigh,refractory,1\nhigh,Not classifiable,1\n"
            "Not classifiable,relapsed,1\n");
  EXPECT_NE(report().find("2 (40.0%) are not classifiable by one or more of them"),
            std::string::npos);
}

TEST_F(PatientFigures, WhatIsWrongIsSaidBeforeAnythingIsRun) {
  const std::string said = refused(
      "[[analysis]]\nkind = 'oncoprint'\nid = 'a'\ngenes = ['age', 'NF2']\nstrips = ['points']\n"
      "[[analysis]]\nkind = 'vaf'\nid = 'b'\ncolumns = ['TP53']\n"
      "[[analysis]]\nkind = 'histogram'\nid = 'c'\nvariable = 'risk'\ncuts = [2, 1]\n"
      "[[analysis]]\nkind = 'histogram'\nid = 'd'\n"
      "[[analysis]]\nkind = 'alluvial'\nid = 'e'\n"
      "[[analysis]]\nkind = 'alluvial'\nid = 'f'\ncolumns = ['risk', 'age']\n"
      "[[analysis]]\nkind = 'oncoprint'\nid = 'g'\nstrips = ['points']\nleast = 3\n");
  for (const char* problem :
       {"there is no column 'NF2'", "column 'points' holds no categories",
        "column 'TP53' holds no numbers", "are not in order", "column 'risk' holds no numbers",
        "there are not two classifications to compare", "column 'age' holds no categories",
        "least"})
    EXPECT_NE(said.find(problem), std::string::npos) << problem << " in\n" << said;
  EXPECT_NE(refused("[[analysis]]\nkind = 'oncoprint'\ngenes = ['age']\n")
                .find("column 'age' says neither mutated nor yes"),
            std::string::npos);
}

TEST_F(PatientFigures, PatientsOfAConditionOnly) {
  const auto found = run("[[analysis]]\nkind = 'oncoprint'\nwhere = \"risk == 'low'\"\n")[0];
  EXPECT_EQ(found["patients"], 2);
  EXPECT_EQ(found["untested_patients"], 0);
  EXPECT_EQ(found["genes"][0]["tested"], 2);
}

}  // namespace
}  // namespace venscope::study
