// The kinds of the laboratory from outside: replicates and quantitative PCR, and what a cohort of
// cultures is called.
#include "support/study_run.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

const std::string head =
    "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\npatient = 'culture'\nrow = "
    "'culture'\nrows = 'cultures'\n[dictionary]\nmass = { type = 'number', label = 'Dry mass', "
    "unit "
    "= 'mg' }\n[[records]]\nid = 'wells'\nfile = 'w.csv'\n[[records]]\nid = 'pcr'\nfile = "
    "'p.csv'\n[report]\nlimitations = true\n";

class Laboratory : public testing::Test, protected test::StudyFolder {
protected:
  Laboratory() : StudyFolder(head) {
    write("c.csv",
          "culture,day,cells,mass\na1,d1,wild,5\na2,d2,wild,9\na3,d3,wild,1\nb1,d1,mutant,6\n"
          "b2,d2,mutant,11\nb3,d3,mutant,4\n");
    // Two wells each: the means are 10, 12, 14 and 20, 25, 24.
    write(
        "w.csv",
        "culture,well,dose,rate\na1,1,0,9\na1,2,0,11\na2,1,0,12\na2,2,0,12\na3,1,0,13\na3,2,0,15\n"
        "b1,1,0,20\nb1,2,0,20\nb2,1,0,24\nb2,2,0,26\nb3,1,0,24\nb3,2,0,24\n");
    std::string pcr = "culture,gene,ct\n";
    const char* names[] = {"a1", "a2", "a3", "b1", "b2", "b3"};
    const double target[] = {26, 27, 26.5, 24, 25, 24.5};
    for (int i = 0; i < 6; ++i)
      pcr +=
          std::string(names[i]) + ",T," + std::to_string(target[i]) + "\n" + names[i] + ",REF,20\n";
    write("p.csv", pcr);
  }
  const std::string of_wells =
      "[[analysis]]\nkind = 'replicates'\nid = 'rate'\nrecords = 'wells'\nvalue = 'rate'\n"
      "condition = 'cells'\ncontrol = 'wild'\n";
  const std::string of_pcr =
      "[[analysis]]\nkind = 'qpcr'\nid = 'pcr'\nrecords = 'pcr'\nsample = 'culture'\ngene = "
      "'gene'\nct = 'ct'\ngroup = 'cells'\ncontrol = 'wild'\n";
};

// Means 12 and 23, variances 4 and 7, SE sqrt(11 / 3).
TEST_F(Laboratory, WellsAreAveragedWithinTheirCultureAndTheCohortIsJoined) {
  const auto results = run(of_wells + "unit = 'culture'\n");
  const auto& rate = test::analysis_of(results, "rate");
  EXPECT_EQ(rate["n"], 12);
  EXPECT_EQ(rate["replicates"], 6);
  ASSERT_EQ(rate["comparisons"].size(), 1u);
  const auto& pair = rate["comparisons"][0];
  EXPECT_EQ(pair["condition"], "mutant");
  EXPECT_EQ(pair["reference"], "wild");
  EXPECT_NEAR(pair["estimate"].get<double>(), 11, 1e-12);
  EXPECT_NEAR(pair["t"].get<double>(), 11 / std::sqrt(11.0 / 3.0), 1e-12);
  EXPECT_TRUE(rate["warnings"].empty()) << rate["warnings"];
  EXPECT_NE(read("out/figures/rate.csv").find("wild,,replicate,10\n"), std::string::npos);
  EXPECT_NE(read("out/index.html").find("3 replicates per condition cannot show"),
            std::string::npos);
}

TEST_F(Laboratory, WithoutAUnitItIsSaidThatRowsCount) {
  const auto results = run(of_wells);
  const auto& rate = test::analysis_of(results, "rate");
  EXPECT_EQ(rate["replicates"], 12);
  EXPECT_TRUE(test::warns(rate, "no unit is declared: each of 12 rows"));
}

TEST_F(Laboratory, AUnitUnderBothConditionsHasToBeExplained) {
  // The day is a column of the cohort; the plan asks the analysis, whose fault it is not.
  const auto result = study("run", of_wells + "unit = 'day'\n", "--out out");
  EXPECT_NE((result.out + result.err).find("3 units have values under several conditions"),
            std::string::npos)
      << result.out << result.err;
  const auto in_pairs = run(of_wells + "unit = 'day'\nunits = 'paired'\n");
  const auto& paired = test::analysis_of(in_pairs, "rate");
  // Differences 10, 13, 10: mean 11, SD sqrt 3.
  EXPECT_NEAR(paired["comparisons"][0]["t"].get<double>(), 11, 1e-12);
  EXPECT_EQ(paired["comparisons"][0]["df"], 2);
  const auto by_number = run(of_wells + "unit = 'day'\nunits = 'nested'\n");
  const auto& nested = test::analysis_of(by_number, "rate");
  EXPECT_GT(nested["comparisons"][0]["df"].get<double>(), 2.5);
}

TEST_F(Laboratory, TheCohortsOwnRowsWithoutRecords) {
  const auto results =
      run("[[analysis]]\nkind = 'replicates'\nid = 'mass'\nvalue = 'mass'\ncondition = 'cells'\n"
          "unit = 'day'\nunits = 'paired'\nscale = 'log'\nspread = 'sd'\n");
  const auto& mass = test::analysis_of(results, "mass");
  EXPECT_EQ(mass["effect"], "ratio");
  EXPECT_EQ(mass["comparisons"].size(), 1u);
  EXPECT_NE(read("out/index.html").find("Dry mass (mg)"), std::string::npos);
}

TEST_F(Laboratory, RowsAreCalledWhatTheyAre) {
  const auto ran = study("run", of_wells + "unit = 'culture'\n", "--out out");
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_NE(ran.out.find("6 of 6 cultures included"), std::string::npos) << ran.out;
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("Cultures in the file"), std::string::npos);
  EXPECT_EQ(page.find("atients"), std::string::npos) << page.substr(page.find("atients") - 60, 120);
  const StudyFolder other(
      "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\nrow = 'plate'\n");
  other.write("c.csv", "a\n1\n");
  const auto one_word = other.study("check", "");
  EXPECT_NE(one_word.err.find("does not say both, one and many"), std::string::npos)
      << one_word.err;
}

TEST_F(Laboratory, FoldChangesOfTwoCycles) {
  const auto results = run(of_pcr + "reference_gene = 'REF'\n");
  const auto& pcr = test::analysis_of(results, "pcr");
  const auto& target = pcr["targets"][0];
  EXPECT_EQ(target["gene"], "T");
  EXPECT_NEAR(target["fold_changes"][0]["fold_change"].get<double>(), 4, 1e-9);
  EXPECT_LT(target["fold_changes"][0]["conf_low"].get<double>(), 4);
  const std::string page = read("out/index.html");
  EXPECT_NE(page.find("one reference gene, REF"), std::string::npos);
  EXPECT_NE(page.find("every cycle doubles"), std::string::npos);
}

TEST_F(Laboratory, WhatIsWrongWithAProtocolIsSaidBeforeAnythingRuns) {
  const std::string columns = refused(
      "[[analysis]]\nkind = 'replicates'\nrecords = 'wells'\nvalue = 'rat'\ncondition = 'cells'\n");
  EXPECT_NE(columns.find("analysis.1.value: there is no column 'rat' in w.csv or c.csv; did you "
                         "mean 'rate'?"),
            std::string::npos)
      << columns;
  EXPECT_NE(refused(of_wells + "unit = 'culture'\nmethod = 'anvoa'\n").find("'anova' if that"),
            std::string::npos);
  const std::string control = refused(
      "[[analysis]]\nkind = 'replicates'\nrecords = 'wells'\nvalue = 'rate'\ncondition = 'cells'\n"
      "unit = 'culture'\ncontrol = 'widl'\n");
  EXPECT_NE(control.find("no row is 'widl', expected one of mutant, wild"), std::string::npos)
      << control;
  const std::string gene = refused(of_pcr + "reference_gene = 'GAPDH'\n");
  EXPECT_NE(gene.find("no well is of the reference gene 'GAPDH', expected one of REF, T"),
            std::string::npos)
      << gene;
  EXPECT_NE(refused(of_pcr + "reference_gene = 'REF'\nefficiency = { T = 0.95 }\n")
                .find("an efficiency of 95% is the factor 1.95"),
            std::string::npos);
}

TEST_F(Laboratory, OneReplicateIsAFailureOfItsAnalysisAlone) {
  write("w.csv", "culture,well,dose,rate\na1,1,0,9\nb1,1,0,20\n");
  const auto ran = study(
      "run", of_wells + "unit = 'culture'\n" + of_pcr + "reference_gene = 'REF'\n", "--out out");
  EXPECT_NE((ran.out + ran.err).find("a condition has one replicate"), std::string::npos)
      << ran.out << ran.err;
  EXPECT_NE(ran.out.find("4 ("), std::string::npos) << "the other analysis is done: " << ran.out;
}

TEST(LaboratoryPanel, ItsFilesAreThoseOfItsScript) {
  if (test::run_shell("command -v python3", VENSCOPE_SOURCE_DIR).exit_code != 0)
    GTEST_SKIP() << "python3 is not installed";
  const test::TemporaryFolder folder;
  const auto made = test::run_shell("python3 studies/laboratory-panel/make.py " + folder.path(),
                                    VENSCOPE_SOURCE_DIR);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  for (const char* name :
       {"cohort.csv", "apoptosis.csv", "qpcr_knockdown.csv", "qpcr_venetoclax.csv", "viability.csv",
        "counts.synthetic.tsv", "cells.synthetic.tsv"})
    EXPECT_TRUE(
        test::read_file(folder.path() + "/" + name) ==
        test::read_file(std::string(VENSCOPE_SOURCE_DIR) + "/studies/laboratory-panel/" + name))
        << name;
}

TEST(LaboratoryPanel, IsWhatItsScriptPutIn) {
  const auto results = test::bundled_study("laboratory-panel/protocol.toml");
  const auto& knockdown = test::analysis_of(results, "knockdown")["targets"][0];
  const double fold = knockdown["fold_changes"][0]["fold_change"].get<double>();
  EXPECT_GT(fold, 0.15);
  EXPECT_LT(fold, 0.4);
  EXPECT_TRUE(test::warns(test::analysis_of(results, "knockdown"), "1 of 18 wells undetermined"));
  const auto& apoptosis = test::analysis_of(results, "apoptosis");
  EXPECT_EQ(apoptosis["n"], 72);
  EXPECT_EQ(apoptosis["replicates"], 24);
  EXPECT_EQ(apoptosis["comparisons"].size(), 4u);
  EXPECT_LT(apoptosis["comparisons"][3]["p_adjusted"].get<double>(), 0.05);
  EXPECT_EQ(results["cohort"]["synthetic"]["rows"], 6);
}

}  // namespace
}  // namespace venscope::study
