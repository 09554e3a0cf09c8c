// Analyses of kind penalised_cox and nomogram, from outside.
#include "support/study_run.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::run_shell;

const std::string cohort_file = VENSCOPE_SOURCE_DIR "/studies/bmt-leukaemia/cohort.csv";

const std::string head =
    "[study]\nid = 's'\ntitle = 'S'\nseed = 4\n[cohort]\nfile = '" + cohort_file +
    "'\n[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'os_days'\n"
    "event = 'died'\nunit = 'days'\noutput_unit = 'days'\n";

class PenalisedKinds : public testing::Test, protected test::StudyFolder {
protected:
  PenalisedKinds() : StudyFolder(head) {}
};

json fit(const std::string& arguments) {
  const auto ran = run_shell("venscope fit " + arguments + " --format json");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return json::parse(ran.out, nullptr, false);
}

TEST_F(PenalisedKinds, PenalisedCoxIsThatOfFit) {
  const json study =
      run("[[analysis]]\nkind = 'penalised_cox'\nid = 'net'\nendpoint = 'OS'\ncandidates = ['age', "
          "'donor_age', 'cmv', "
          "'waiting_days', 'fab_m4_m5']\nfolds = 5\nrepeats = 2\nhalves = 10\nselected = "
          "2\nbootstrap = "
          "5\nrelax = [0, 1]\n");
  const json& found = study["analyses"][0];
  const json expected = fit(
      "coxnet 'Surv(os_days, died) ~ age + donor_age + cmv + waiting_days + fab_m4_m5' " +
      cohort_file +
      " --folds 5 --repeats 2 --folds-by-event --seed 4 --stability 10 --selected 2 --bootstrap "
      "5 --relax 0,1");
  EXPECT_EQ(found["kind"], "penalised_cox");
  for (const char* key : {"lambda", "cvm", "cvsd", "coef_min", "coef_1se", "relaxed", "stability",
                          "bootstrap", "by_repeat"})
    EXPECT_EQ(found[key], expected[key]) << key;
  for (const char* file : {"figures/net.svg", "figures/net-validation.svg",
                           "figures/net-stability.csv", "tables/net.csv"})
    EXPECT_FALSE(read(std::string("out/") + file).empty()) << file;
}

TEST_F(PenalisedKinds, ColumnsWithoutPenaltyAreAlwaysThere) {
  const json study =
      run("[[analysis]]\nkind = 'penalised_cox'\ncandidates = ['donor_age', 'cmv']\nunpenalised = "
          "['age', 'disease_group']\nfolds = 5\n");
  const json& found = study["analyses"][0];
  EXPECT_EQ(found["unpenalised"].size(), 3u);
  EXPECT_EQ(found["df"][0], 3);
  EXPECT_TRUE(found["coef_1se"].contains("age"));
}

TEST_F(PenalisedKinds, GenesOfAMatrixOfPatientsWithASample) {
  std::string cohort = "id,months,died,age\n", matrix = "gene", one = "up", two = "flat",
              three = "lost";
  for (int i = 0; i < 60; ++i) {
    const double x = std::sin(i * 12.9898);
    cohort += fmt::format("P{},{},{},{}\n", i, 5 + i % 7 - 3 * x, i % 4 != 0, 40 + i % 30);
    if (i >= 55) continue;
    matrix += fmt::format("\tP{}", i);
    one += fmt::format("\t{}", x);
    two += "\t3";
    three += i == 7 ? "\tNA" : fmt::format("\t{}", std::cos(i * 1.7));
  }
  write("c.csv", cohort);
  write("m.tsv", matrix + "\n" + one + "\n" + two + "\n" + three + "\n");
  write("p.toml",
        "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\npatient = 'id'\n[[expression]]\n"
        "id = 'rna'\nfile = 'm.tsv'\n[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = "
        "'months'\nevent = 'died'\nunit = 'months'\n[[analysis]]\nkind = 'penalised_cox'\n"
        "unpenalised = ['age']\nfolds = 4\n");
  const auto ran = run_shell("venscope study run p.toml --out out", path());
  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const json found = json::parse(read("out/results.json"), nullptr, false)["analyses"][0];
  EXPECT_EQ(found["n"], 55);
  EXPECT_EQ(found["n_without_sample"], 5);
  EXPECT_EQ(found["genes_left_out"], json::array({"lost"}));
  EXPECT_EQ(found["unpenalised"], json::array({"age"}));
  EXPECT_TRUE(found["coef_min"].contains("up"));
  EXPECT_FALSE(found["coef_min"].contains("flat"));
}

TEST_F(PenalisedKinds, NomogramPointsAreThoseOfTheModel) {
  const json study =
      run("[[analysis]]\nkind = 'nomogram'\nid = 'nomo'\nendpoint = 'OS'\nterms = "
          "['disease_group', 'age', 'cmv']\ntimes = [365, "
          "730]\n");
  const json& found = study["analyses"][0];
  const json model = fit("cox 'Surv(os_days, died) ~ disease_group + age + cmv' " + cohort_file);
  std::vector<double> b;
  for (const json& term : model["terms"]) b.push_back(term["coef"]);
  const double unit = found["points_unit"];
  const json& groups = found["axes"][0]["marks"];
  ASSERT_EQ(groups.size(), 3u);
  EXPECT_NEAR((groups[1]["points"].get<double>() - groups[0]["points"].get<double>()) * unit, b[0],
              1e-9);
  EXPECT_NEAR((groups[2]["points"].get<double>() - groups[0]["points"].get<double>()) * unit, b[1],
              1e-9);
  double most = 0;
  for (const json& axis : found["axes"])
    for (const json& mark : axis["marks"]) most = std::max(most, mark["points"].get<double>());
  EXPECT_NEAR(most, 100, 1e-9);
  EXPECT_EQ(found["survival"].size(), 2u);
  EXPECT_FALSE(read("out/figures/nomo.svg").empty());
  EXPECT_NE(read("out/index.html").find("Not corrected for optimism"), std::string::npos);
}

TEST_F(PenalisedKinds, NomogramOfASpline) {
  const json study =
      run("[[analysis]]\nkind = 'nomogram'\nterms = ['rcs(age, 3)', 'cmv']\ntimes = [365]\n");
  const json& found = study["analyses"][0];
  EXPECT_EQ(found["axes"][0]["marks"].size() > 3, true);
  EXPECT_EQ(found["axes"].size(), 2u);
}

TEST_F(PenalisedKinds, WhatIsWrongIsSaidAtOnce) {
  const std::string said = refused(
      "[[analysis]]\nkind = 'nomogram'\n[[analysis]]\nkind = 'penalised_cox'\nid = 'b'\n"
      "candidates = ['ages']\nthreshold = 0.8\n");
  for (const char* words : {"terms", "ages", "threshold"})
    EXPECT_NE(said.find(words), std::string::npos) << said;
}

}  // namespace
}  // namespace venscope::study
