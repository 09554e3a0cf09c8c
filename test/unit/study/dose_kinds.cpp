// Curves of wells, from outside: the bundled plates, the command beside the study, what is refused.
#include "support/study_run.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

const char* const fit_wells =
    "venscope fit dose studies/venetoclax-plates/wells.csv --dose dose_uM --response signal "
    "--group cells --replicate patient --plate plate --control role=DMSO --positive role=killed "
    "--absolute-interval --format json";

nlohmann::json printed(const std::string& command) {
  const test::ShellResult ran = test::run_shell(command, VENSCOPE_SOURCE_DIR);
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  return nlohmann::json::parse(ran.out, nullptr, false);
}

class DoseKinds : public testing::Test, protected test::StudyFolder {
protected:
  DoseKinds()
      : StudyFolder(
            "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\npatient = 'id'\n"
            "[[records]]\nid = 'wells'\nfile = 'w.csv'\npatient = 'id'\n") {
    write("c.csv", "id,arm\na,x\nb,y\n");
    write("w.csv",
          "id,dose,viability,plate,role\na,0.1,99,1,drug\na,0.3,90,1,drug\na,1,52,1,drug\n"
          "a,3,21,1,drug\na,10,9,1,drug\nb,0.1,100,2,drug\nb,0.3,99,2,drug\nb,1,97,2,drug\n"
          "b,3,84,2,drug\nb,10,55,2,drug\na,,100,1,DMSO\n");
  }
  const std::string curves =
      "[[analysis]]\nkind = 'dose_response'\nid = 'd'\ndose = 'dose'\nresponse = 'viability'\n";
};

}  // namespace

TEST(BundledPlates, TheStudySaysWhatTheCommandSays) {
  const nlohmann::json results = test::bundled_study("venetoclax-plates/protocol.toml");
  const nlohmann::json &curves = test::analysis_of(results, "curves"), fit = printed(fit_wells);
  for (const char* key : {"n", "controls", "curves", "comparisons", "cultures", "plates"})
    EXPECT_EQ(curves[key], fit[key]) << key;
  const nlohmann::json& together = test::analysis_of(results, "together");
  EXPECT_EQ(together["interval"], "t, by replicate");
  EXPECT_EQ(together["cells"].size(), 9u);
}

// The wells were drawn with IC50s of 0.9 and 0.22 µM.
TEST(BundledPlates, TheKnockDownIsFound) {
  const nlohmann::json fit = printed(fit_wells);
  ASSERT_EQ(fit["curves"].size(), 2u);
  EXPECT_EQ(fit["plates"].size(), 5u);
  EXPECT_EQ(fit["cultures"].size(), 10u);
  const nlohmann::json& ratio = fit["comparisons"][0]["ratios"][0];
  EXPECT_EQ(ratio["group"], "knockdown");
  EXPECT_NEAR(ratio["ratio"], 0.22 / 0.9, 0.08);
  EXPECT_EQ(ratio["cultures"]["test"], "paired t");
  EXPECT_LT(ratio["cultures"]["p"], 0.01);
  EXPECT_LT(fit["comparisons"][0]["ic50"]["p"], 1e-6);
}

TEST_F(DoseKinds, ACurvePerPatientWithWhatIsBeyondTheDoses) {
  const nlohmann::json results = run(curves + "curve = 'id'\nlower = 0\n");
  const nlohmann::json& found = test::analysis_of(results, "d");
  ASSERT_EQ(found["curves"].size(), 2u);
  EXPECT_EQ(found["curves"][0]["curve"], "a");
  EXPECT_EQ(found["curves"][0]["ic50_censored"], "none");
  EXPECT_EQ(found["curves"][1]["ic50_censored"], "above");
  EXPECT_EQ(found["curves"][1]["ic50"], 10);
  EXPECT_EQ(found["n_missing"], 1);
}

TEST_F(DoseKinds, AGroupMayBeOneOfPatients) {
  const nlohmann::json results = run(curves + "group = 'arm'\n");
  const nlohmann::json& found = test::analysis_of(results, "d");
  ASSERT_EQ(found["curves"].size(), 2u);
  EXPECT_EQ(found["curves"][1]["group"], "y");
}

TEST_F(DoseKinds, WhatIsWrongIsSaid) {
  EXPECT_NE(refused(curves + "curve = 'idd'\n").find("idd"), std::string::npos);
  EXPECT_NE(refused(curves + "plate = 'plate'\n").find("needs control"), std::string::npos);
  EXPECT_NE(refused(curves + "lower = 100\nupper = 0\n").find("not below upper"),
            std::string::npos);
  const test::ShellResult ran =
      study("run", curves + "plate = 'plate'\ncontrol = { column = 'role', value = 'DMSO' }\n",
            "--out out");
  EXPECT_NE((ran.out + ran.err + read("out/results.json")).find("no negative control"),
            std::string::npos);
}

}  // namespace venscope::study
