// Analyses of kind imputation, from outside.
#include "support/external_protocol.hpp"
#include "support/study_run.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::StudyFolder;

/// The lung data: ph.ecog, ph.karno, pat.karno, meal.cal and wt.loss miss values.
const std::string head =
    "[study]\nid = 's'\ntitle = 'Lung'\nseed = 7\n[cohort]\nfile = '" VENSCOPE_SOURCE_DIR
    "/test/reference/data/lung.csv'\n[[derive]]\nname = 'died'\nfrom = 'status - 1'\n"
    "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'time'\nevent = 'died'\n"
    "unit = 'days'\noutput_unit = 'days'\n";

const std::string wanted = R"([[analysis]]
kind = "imputation"
endpoint = "OS"
variables = ["age", "sex", "ph.ecog", "wt.loss"]
auxiliary = ["pat.karno", "meal.cal"]
imputations = 8
iterations = 4
)";

}  // namespace

TEST(ImputationKind, NobodyIsLeftOutAndCompleteCasesStandBeside) {
  const StudyFolder study(head);
  const json analysis = study.run(wanted)["analyses"][0];
  EXPECT_EQ(analysis["kind"], "imputation");
  EXPECT_EQ(analysis["n"], 228);
  EXPECT_EQ(analysis["imputations"], 8);
  ASSERT_EQ(analysis["terms"].size(), 4u);
  ASSERT_EQ(analysis["complete_case"]["terms"].size(), 4u);
  // One patient misses ph.ecog and 14 wt.loss, none of them both.
  EXPECT_EQ(analysis["complete_case"]["n"], 213);
  ASSERT_EQ(analysis["variables"].size(), 4u);
  EXPECT_EQ(analysis["variables"][0]["variable"], "ph.ecog");
  EXPECT_EQ(analysis["variables"][0]["missing"], 1);
  EXPECT_EQ(analysis["variables"][3]["variable"], "meal.cal");
  EXPECT_EQ(analysis["variables"][3]["missing"], 47);
  EXPECT_EQ(analysis["variables"][3]["trace"].size(), 8u);
  EXPECT_EQ(analysis["variables"][3]["trace"][0].size(), 4u);
  EXPECT_EQ(analysis["predictors"], (json{"age", "sex"}));
  for (std::size_t j = 0; j < 4; ++j) {
    const json& pooled = analysis["terms"][j];
    const json& complete = analysis["complete_case"]["terms"][j];
    EXPECT_EQ(pooled["term"], complete["term"]);
    // A fifteenth of the patients is imputed: the two differ by less than a standard error.
    EXPECT_LT(std::abs(pooled["coef"].get<double>() - complete["coef"].get<double>()),
              complete["std_error"].get<double>());
    EXPECT_LT(pooled["fmi"].get<double>(), 0.3);
  }
  EXPECT_GT(analysis["concordance"]["estimate"].get<double>(), 0.6);
  EXPECT_NE(study.read("out/index.html").find("Missing information"), std::string::npos);
}

TEST(ImputationKind, ThreadsChangeNotAByte) {
  const StudyFolder one(head), two(head);
  one.run(wanted, "--threads 1");
  two.run(wanted, "--threads 2");
  EXPECT_EQ(one.read("out/results.json"), two.read("out/results.json"));
}

TEST(ImputationKind, WhatIsWrongIsSaid) {
  const std::string said = StudyFolder(head).refused(R"([[analysis]]
kind = "imputation"
variables = ["age", "ph.ecgo"]
imputations = 1
)");
  EXPECT_NE(said.find("ph.ecgo"), std::string::npos) << said;
  EXPECT_NE(said.find("imputations"), std::string::npos) << said;
}

// Groups of a column that is imputed: nobody is lost, and the 227 known stand beside.
TEST(ImputationKind, CurvesOfAnImputedGroupArePooled) {
  const StudyFolder study(head);
  const json results = study.run(
      "[dictionary]\n\"ph.ecog\" = { type = 'category', levels = ['0', '1', '2', '3'] }\n" +
      wanted + "by = 'ph.ecog'\n");
  const json& curves = results["analyses"][0]["curves"];
  EXPECT_EQ(curves["n"], 228);
  EXPECT_EQ(curves["left_out"], 0);
  EXPECT_EQ(curves["known"], 227);
  double n = 0, known = 0;
  for (const json& group : curves["groups"]) {
    n += group["pooled"]["n"].get<double>();
    known += group["complete_case"]["n"].get<double>();
  }
  EXPECT_NEAR(n, 228, 1e-9);
  EXPECT_EQ(known, 227);
  EXPECT_FALSE(curves["groups"][0]["pooled"]["curve"].empty());
  for (const char* file : {"figures/imputation-curves.svg", "figures/imputation-traces.svg",
                           "tables/imputation-groups.csv"})
    EXPECT_FALSE(study.read(std::string("out/") + file).empty()) << file;
  EXPECT_NE(study.read("out/index.html").find("share of 3"), std::string::npos);
}

TEST(ImputationKind, AGroupThatNobodyImputesIsRefused) {
  const StudyFolder study(head);
  const auto result =
      study.study("run",
                  "[dictionary]\n\"pat.karno\" = { type = 'category' }\n"
                  "[[analysis]]\nkind = 'imputation'\nendpoint = 'OS'\nvariables = ['age', "
                  "'ph.ecog']\nimputations = 2\nby = 'pat.karno'\n",
                  "--out out");
  EXPECT_EQ(result.exit_code, 1) << result.err;
  EXPECT_NE(study.read("out/results.json").find("pat.karno misses values that are not imputed"),
            std::string::npos);
}

// The groups of a score follow from what was imputed: the 67 whom VEN-PRS cannot classify have one
// in each imputation.
TEST(ImputationKind, AScoreIsAppliedToEachImputation) {
  const json all =
      StudyFolder(test::external_protocol())
          .run(
              "[[analysis]]\nkind = 'imputation'\nendpoint = 'OS'\nimputations = 5\n"
              "variables = ['extramedullary_disease', 'prior_hma', 'NF1', 'PTPN11', 'FLT3', "
              "'TP53', 'SF3B1']\nby = 'ven_prs_os.group'\n");
  const json& curves = all["analyses"][0]["curves"];
  EXPECT_EQ(curves["n"], 240);
  EXPECT_EQ(curves["known"], 173);
  double n = 0, last = 1e9;
  for (const json& group : curves["groups"]) {
    n += group["pooled"]["n"].get<double>();
    EXPECT_GE(group["pooled"]["n"].get<double>(), group["complete_case"]["n"].get<double>());
    EXPECT_LT(group["pooled"]["median"].get<double>(), last) << "favorable lives longest";
    last = group["pooled"]["median"].get<double>();
  }
  EXPECT_NEAR(n, 240, 1e-9);
}

}  // namespace venscope::study
