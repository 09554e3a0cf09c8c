// Analyses of kind roc, calibration and decision, from outside.
#include "support/study_run.hpp"
#include "venscope/accuracy/brier.hpp"
#include "venscope/accuracy/calibration.hpp"
#include "venscope/accuracy/decision_curve.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/risk/card.hpp"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::run_shell;

const std::string cohort_file = VENSCOPE_SOURCE_DIR "/studies/bmt-leukaemia/cohort.csv";

const std::string head = "[study]\nid = 's'\ntitle = 'S'\nseed = 4\n[cohort]\nfile = '" +
                         cohort_file +
                         "'\n[[derive]]\nname = 'lp'\nfrom = '0.02 * (age - 28)'\n"
                         "[[derive]]\nname = 'p'\nfrom = '1 - exp(-0.5 * exp(lp))'\n"
                         "[[endpoint]]\nid = 'OS'\ntitle = 'Overall survival'\ntime = 'os_days'\n"
                         "event = 'died'\nunit = 'days'\noutput_unit = 'days'\n";

class AccuracyKinds : public testing::Test, protected test::StudyFolder {
protected:
  AccuracyKinds() : StudyFolder(head) {}
};

/// Outcomes and ages of the cohort, which misses nothing.
struct Patients {
  endpoint::Outcomes outcomes;
  std::vector<double> lp, risk;
};

Patients patients() {
  Problems problems;
  const auto read = cohort::read_table(cohort_file, {}, problems);
  Patients result;
  const cohort::Table& table = read->table;
  for (std::size_t row = 0; row < table.rows; ++row) {
    result.outcomes.time.push_back(table.find("os_days")->number[row]);
    result.outcomes.event.push_back(static_cast<int>(table.find("died")->number[row]));
    result.lp.push_back(0.02 * (table.find("age")->number[row] - 28));
    result.risk.push_back(1 - std::exp(-0.5 * std::exp(result.lp.back())));
  }
  return result;
}

TEST_F(AccuracyKinds, RocIsThatOfFit) {
  const json study =
      run("[[analysis]]\nkind = 'roc'\nmarkers = ['age', 'donor_age']\ntimes = [365, 730]\n");
  const auto fit = run_shell("venscope fit roc 'Surv(os_days, died) ~ age + donor_age' " +
                             cohort_file + " --times 365,730 --format json");
  const json expected = json::parse(fit.out, nullptr, false);
  const json& found = study["analyses"][0];
  EXPECT_EQ(found["times"], expected["times"]);
  EXPECT_EQ(found["differences"], expected["differences"]);
  EXPECT_EQ(found["differences"].size(), 2u);
  EXPECT_NE(read("out/figures/os-roc.csv"), "");
  EXPECT_NE(read("out/tables/os-roc-differences.csv"), "");
}

TEST_F(AccuracyKinds, ACategoryIsAMarkerByTheOrderOfItsLevels) {
  const json study =
      run("[dictionary.disease_group]\nlevels = ['AML low risk', 'ALL', 'AML high risk']\n"
          "[[analysis]]\nkind = 'roc'\nmarkers = 'disease_group'\ntimes = 365\nspan = 0.2\n");
  const json& found = study["analyses"][0];
  EXPECT_EQ(found["method"], "nne");
  EXPECT_GT(found["times"][0]["auc"], 0.6);
  EXPECT_EQ(found["times"][0]["curve"].size(), 4u);
}

TEST_F(AccuracyKinds, CalibrationIsThatOfTheLibrary) {
  const json study = run("[[analysis]]\nkind = 'calibration'\nrisks = 'p'\ntime = 365\n");
  const json& model = study["analyses"][0]["models"][0];
  const Patients all = patients();
  const auto expected = accuracy::calibration(all.outcomes, {all.risk}, 365).value();
  const auto brier = accuracy::brier(all.outcomes, all.risk, 365).value();
  EXPECT_NEAR(model["observed_expected"]["estimate"], expected.observed_expected->estimate, 1e-12);
  EXPECT_NEAR(model["slope"]["estimate"], expected.slope->slope, 1e-8);
  EXPECT_NEAR(model["smooth"]["ici"], expected.smooth->ici, 1e-8);
  EXPECT_NEAR(model["brier"]["estimate"], *brier.brier, 1e-12);
  EXPECT_NEAR(model["brier"]["ipa_high"], *brier.ipa_high, 1e-12);
  ASSERT_EQ(model["groups"].size(), expected.groups.size());
  EXPECT_NEAR(model["groups"][2]["observed"], *expected.groups[2].observed, 1e-12);
}

TEST_F(AccuracyKinds, AScoreWithItsBaselineIsARisk) {
  // 1 - S0^exp(lp) with S0 = exp(-0.5) is the column p.
  const json study =
      run("[[analysis]]\nkind = 'calibration'\nrisks = 'p'\nscores = 'lp'\nby = 'disease_group'\n"
          "baseline_survival = 0.6065306597126334\ntime = 365\n");
  const json& models = study["analyses"][0]["models"];
  ASSERT_EQ(models.size(), 2u);
  EXPECT_NEAR(models[0]["brier"]["estimate"], models[1]["brier"]["estimate"].get<double>(), 1e-12);
  EXPECT_EQ(models[1]["risks_from"], "a survival of 60.7% at score 0");
  EXPECT_EQ(models[0]["groups"][0]["group"], "ALL");
  EXPECT_EQ(models[0]["groups"][0]["n"], 38);
}

TEST_F(AccuracyKinds, WithoutABaselineItIsEstimatedAndSaid) {
  const json study = run("[[analysis]]\nkind = 'calibration'\nscores = 'lp'\ntime = 365\n");
  const json& analysis = study["analyses"][0];
  EXPECT_NEAR(analysis["models"][0]["observed_expected"]["estimate"], 1, 0.02);
  EXPECT_NE(analysis["warnings"].dump().find("estimated on the patients who are judged"),
            std::string::npos);
}

TEST_F(AccuracyKinds, DecisionIsThatOfTheLibrary) {
  const json study =
      run("[[analysis]]\nkind = 'decision'\nrisks = 'p'\ntime = 365\nthresholds = [0.2, 0.4]\n"
          "resamples = 100\n");
  const Patients all = patients();
  const auto expected =
      accuracy::decision_curve(all.outcomes, all.risk, 365, std::vector<double>{0.2, 0.4},
                               {.resamples = 100, .seed = 4})
          .value();
  const json& curve = study["analyses"][0]["models"][0]["curve"];
  ASSERT_EQ(curve.size(), 2u);
  for (std::size_t k = 0; k < 2; ++k) {
    const accuracy::NetBenefit& benefit = expected.points[k].model;
    EXPECT_NEAR(curve[k]["net_benefit"]["estimate"], *benefit.estimate, 1e-12);
    EXPECT_NEAR(curve[k]["net_benefit"]["conf_low"], *benefit.conf_low, 1e-12);
    EXPECT_NEAR(curve[k]["net_benefit"]["conf_high"], *benefit.conf_high, 1e-12);
  }
}

TEST_F(AccuracyKinds, AReconstructedBaselineIsUsedOnlyWhereItIsAskedFor) {
  write("c.csv",
        "extramedullary_disease,prior_hma,prior_venetoclax,NF1,PTPN11,FLT3_ITD,FLT3,TP53,SF3B1,"
        "months,died\n"
        "no,no,no,wt,wt,negative,wt,wt,wt,14,1\nno,yes,no,wt,wt,negative,wt,wt,wt,8,1\n"
        "yes,yes,no,wt,wt,negative,mut,wt,wt,2,1\nyes,no,no,wt,wt,negative,wt,wt,wt,20,0\n"
        "yes,yes,no,mut,mut,positive,mut,mut,wt,1,1\nno,no,no,wt,wt,negative,wt,mut,wt,12,0\n");
  write("q.toml",
        "[study]\nid = 's'\ntitle = 'S'\n[cohort]\nfile = 'c.csv'\n[dictionary]\nuse = 'aml'\n"
        "[[score]]\nmodel = 'ven-prs-os'\n[[endpoint]]\nid = 'OS'\ntitle = 'OS'\n"
        "time = 'months'\nevent = 'died'\nunit = 'months'\n[[analysis]]\n"
        "kind = 'calibration'\nscores = 'ven_prs_os.score'\ntime = 10\ngroups = 1\n");
  const auto without = run_shell("venscope study run q.toml --out without", path());
  ASSERT_EQ(without.exit_code, 0) << without.err;
  EXPECT_NE(without.err.find("estimated on the patients who are judged"), std::string::npos);
  const auto result =
      run_shell("venscope study run q.toml --out out --set analysis.1.reconstruct=true", path());
  ASSERT_EQ(result.exit_code, 0) << result.err;
  const json study = json::parse(read("out/results.json"), nullptr, false);
  const json& model = study["analyses"][0]["models"][0];
  EXPECT_EQ(model["risks_from"], "the reconstructed baseline of ven-prs-os");
  const risk::Baseline::Weibull& first = risk::find_card("ven-prs-os")->baseline->weibull.front();
  const double hazard = std::pow(10 / first.scale, first.shape);
  // The first patient has score 0, the lowest; everyone's risk is at least that.
  EXPECT_GT(model["overall"]["predicted"], 1 - std::exp(-hazard));
  EXPECT_NE(result.err.find("was reconstructed from printed numbers"), std::string::npos);
}

TEST_F(AccuracyKinds, AKindThatIsNotKnownIsAProblem) {
  const std::string said =
      refused("[[analysis]]\nkind = 'rock'\n[[analysis]]\nkind = 'elsewhere'\n[[analysis]]\n");
  EXPECT_NE(said.find("'rock' is not known"), std::string::npos);
  EXPECT_NE(said.find("write 'roc' if that is meant"), std::string::npos);
  EXPECT_NE(said.find("'elsewhere' is not known"), std::string::npos);
  EXPECT_NE(said.find("kind: is not given"), std::string::npos);
  EXPECT_EQ(said.find("two analyses"), std::string::npos);
}

TEST_F(AccuracyKinds, SayEverythingThatIsWrong) {
  const std::string said = refused(
      "[[analysis]]\nkind = 'roc'\nmarkers = 'agee'\nmethod = 'km'\nspan = 0.1\n"
      "[[analysis]]\nkind = 'calibration'\nid = 'two'\n"
      "[[analysis]]\nkind = 'decision'\nscores = 'lp'\ntime = 365\nthresholds = [0, 0.5]\n"
      "baseline_survival = [0.5, 0.6]\n"
      "[[analysis]]\nkind = 'roc'\nid = 'four'\nformula = 'Surv(os_days, died) ~ age'\n");
  for (const char* part :
       {"there is no column 'agee'", "span: belongs to nearest neighbours",
        "two.time: is not given", "two: has no predictions to judge",
        "thresholds: are out of range", "baseline_survival: does not fit the scores",
        "four.formula: means nothing to this kind", "four.markers: are not given"})
    EXPECT_NE(said.find(part), std::string::npos) << part << "\n" << said;
}

}  // namespace
}  // namespace venscope::study
