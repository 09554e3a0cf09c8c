// Risk scores on published cohorts, where their files lie beside the repository: prepare.py makes
// one row per patient, the program runs the study, and everything is compared with R, which went
// from the published tables to the same numbers by a way of its own (scores.R, amlsg_scores.R,
// tcga_scores.R beside this file). Tolerance 1e-6, Fine-Gray and Gray 1e-5.
#include "support/published_tables.hpp"
#include "support/reference.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::expect_close;
using test::number;

constexpr double tolerance = 1e-6;

struct StudyRun {
  json results, by_id;

  /// Of studies/STUDY/scores.toml.
  StudyRun(const std::string& study, const std::string& tables) {
    const test::TemporaryFolder folder;
    results = test::results_of_tables(study + "/scores.toml", tables, folder);
    for (const json& analysis : results["analyses"]) {
      EXPECT_TRUE(analysis["done"].get<bool>()) << analysis["id"];
      by_id[analysis["id"].get<std::string>()] = analysis;
    }
  }
};

void expect_gain(const json& gain, const json& r, const std::string& what) {
  expect_close(number(gain["lr"]), number(r["lr"]), tolerance, what + " LR");
  EXPECT_EQ(gain["df"], r["df"]) << what;
  expect_close(number(gain["delta_aic"]), number(r["delta_aic"]), tolerance, what + " AIC");
}

/// One score of kind = "compare".
void expect_score(const json& score, const json& r, const std::string& what) {
  EXPECT_EQ(score["n"], r["n"]) << what;
  EXPECT_EQ(score["events"], r["events"]) << what;
  ASSERT_EQ(score["groups"].size(), r["counts"].size()) << what;
  for (std::size_t g = 0; g < r["counts"].size(); ++g) {
    EXPECT_EQ(score["groups"][g]["n"], r["counts"][g]) << what;
    expect_close(number(score["groups"][g]["median"]), number(r["medians"][g]), tolerance,
                 what + " median");
  }
  expect_close(number(score["logrank"]["chisq"]), number(r["logrank"]), tolerance,
               what + " log-rank");
  expect_gain(score["factor"], r["factor"], what);
  expect_gain(score["linear"], r["linear"], what + " linear");
  expect_close(number(score["concordance_groups"]["estimate"]), number(r["c_groups"]), tolerance,
               what + " C");
  if (!r["c_score"].is_null())
    expect_close(number(score["concordance_score"]["estimate"]), number(r["c_score"]), tolerance,
                 what + " C of the score");
}

void expect_scores(const json& compare, const json& r, const std::vector<std::string>& names) {
  ASSERT_EQ(compare["scores"].size(), names.size());
  for (std::size_t k = 0; k < names.size(); ++k)
    expect_score(compare["scores"][k], r[names[k]], names[k]);
}

void expect_pairs(const json& compare, const json& r) {
  ASSERT_EQ(compare["pairs"].size(), r.size());
  for (std::size_t k = 0; k < r.size(); ++k) {
    const json& pair = compare["pairs"][k];
    const std::string what = pair["other"].get<std::string>();
    EXPECT_EQ(pair["n"], r[k]["n"]) << what;
    expect_close(number(pair["factor_first"]["delta_aic"]), number(r[k]["delta_aic_first"]),
                 tolerance, what);
    expect_close(number(pair["factor_other"]["delta_aic"]), number(r[k]["delta_aic_other"]),
                 tolerance, what);
    expect_close(number(pair["difference"]["estimate"]), number(r[k]["difference"]), tolerance,
                 what + " difference of C");
    const double z = number(r[k]["difference"]) / number(r[k]["difference_se"]);
    expect_close(number(pair["difference"]["p"]), std::erfc(std::fabs(z) / std::sqrt(2.0)),
                 tolerance, what + " p of the difference");
    EXPECT_EQ(pair["reclassification"]["counts"], r[k]["counts"]) << what;
    expect_close(number(pair["bowker"]["chisq"]), number(r[k]["bowker"]), tolerance,
                 what + " Bowker");
  }
}

/// Survival of each group at 12, 24 and 36 months.
void expect_curves(const json& km, const json& r, const std::string& what) {
  ASSERT_EQ(km["strata"].size(), r["counts"].size()) << what;
  for (std::size_t g = 0; g < km["strata"].size(); ++g)
    for (std::size_t t = 0; t < 3; ++t)
      expect_close(number(km["strata"][g]["at"][t]["surv"]), number(r["at"][t][g]), tolerance,
                   what);
}

void expect_roc(const json& roc, const json& r) {
  EXPECT_EQ(roc["n"], r["n"]);
  const std::size_t markers = r["auc"].size();
  ASSERT_EQ(roc["times"].size(), 3 * markers);
  ASSERT_EQ(roc["differences"].size(), 3 * (markers - 1));
  for (std::size_t k = 0; k < 3 * markers; ++k) {
    expect_close(number(roc["times"][k]["auc"]), number(r["auc"][k / 3][k % 3]), tolerance, "AUC");
    expect_close(number(roc["times"][k]["std_error"]), number(r["auc_se"][k / 3][k % 3]), tolerance,
                 "SE of AUC");
  }
  for (std::size_t k = 0; k < 3 * (markers - 1); ++k) {
    expect_close(number(roc["differences"][k]["difference"]), number(r["difference"][k / 3][k % 3]),
                 tolerance, "difference of AUC");
    expect_close(number(roc["differences"][k]["std_error"]),
                 number(r["difference_se"][k / 3][k % 3]), tolerance, "SE of the difference");
  }
}

void expect_cox(const json& cox, const json& r, const std::string& what) {
  EXPECT_EQ(cox["n"], r["n"]) << what;
  ASSERT_EQ(cox["terms"].size(), r["coef"].is_array() ? r["coef"].size() : 1) << what;
  for (std::size_t k = 0; k < cox["terms"].size(); ++k) {
    const json& term = cox["terms"][k];
    expect_close(number(term["coef"]), number(r["coef"].is_array() ? r["coef"][k] : r["coef"]),
                 tolerance, what);
    expect_close(number(term["std_error"]),
                 number(r["std_error"].is_array() ? r["std_error"][k] : r["std_error"]), tolerance,
                 what + " SE");
  }
}

/// Relapse against death in first remission, against cmprsk.
void expect_competing(json& by_id, const json& r) {
  constexpr double of_cmprsk = 1e-5;
  const json& incidence = by_id["cuminc"];
  EXPECT_EQ(incidence["n"], r["n"]);
  ASSERT_EQ(incidence["strata"].size(), 3u);
  for (std::size_t c = 0; c < 2; ++c) {
    const std::string cause = c == 0 ? "relapse" : "death";
    expect_close(number(incidence["gray"][c]["statistic"]), number(r["gray"][c]), of_cmprsk,
                 "Gray, " + cause);
    for (std::size_t g = 0; g < 3; ++g)
      for (std::size_t t = 0; t < 3; ++t)
        expect_close(number(incidence["strata"][g]["causes"][c]["at"][t]["estimate"]),
                     number(r[cause][g][t]), of_cmprsk, cause);
  }
  const json& model = by_id["finegray"];
  EXPECT_EQ(model["events"], r["relapses"]);
  EXPECT_EQ(model["competing"], r["deaths"]);
  for (std::size_t k = 0; k < 2; ++k) {
    expect_close(number(model["terms"][k]["coef"]), number(r["finegray"]["coef"][k]), of_cmprsk,
                 "Fine-Gray");
    expect_close(number(model["terms"][k]["std_error"]), number(r["finegray"]["std_error"][k]),
                 of_cmprsk, "SE of Fine-Gray");
    expect_close(number(model["cause_specific"]["terms"][k]["coef"]),
                 number(r["cause_specific"]["coef"][k]), tolerance, "cause-specific");
  }
}

TEST(AmlsgScores, EqualRFromThePublishedTables) {
  const std::string tables = VENSCOPE_SOURCE_DIR "/../shared/data/amlsg_multistage";
  if (const std::string why = test::lacking(tables + "/AMLSG_Genetic.txt"); !why.empty())
    GTEST_SKIP() << why;
  StudyRun run("amlsg", tables);
  const json r = test::published("amlsg_scores");
  json& by_id = run.by_id;
  EXPECT_EQ(run.results["cohort"]["rows"], 1540);
  EXPECT_EQ(r["n"], 1475);
  expect_scores(by_id["compare-os"], r["os"],
                {"ven_prs_os", "eln2022", "mprs", "mayo2025", "eln2024"});
  expect_scores(by_id["compare-efs"], r["efs"], {"ven_prs_efs", "eln2022", "mprs"});
  expect_pairs(by_id["compare-os"], r["pairs_os"]);
  expect_curves(by_id["os-by-ven-prs"], r["os"]["ven_prs_os"], "OS by VEN-PRS");
  expect_curves(by_id["os-by-eln2022"], r["os"]["eln2022"], "OS by ELN 2022");
  expect_curves(by_id["by-ven-prs-efs"], r["efs"]["ven_prs_efs"], "EFS by VEN-PRS");
  expect_curves(by_id["rfs-by-ven-prs"], r["rfs"]["ven_prs_os"], "RFS by VEN-PRS");
  expect_curves(by_id["rfs-by-mprs"], r["rfs"]["mprs"], "RFS by mPRS");
  expect_close(number(by_id["rfs-by-eln2022-logrank"]["chisq"]),
               number(r["rfs"]["eln2022"]["logrank"]), tolerance, "RFS by ELN 2022");
  expect_roc(by_id["roc-os"], r["roc"]);
  expect_cox(by_id["os-factors"], r["factors_os"], "factors, OS");
  expect_cox(by_id["efs-factors"], r["factors_efs"], "factors, EFS");
  expect_cox(by_id["os-factors-univariable-sf3b1"], r["sf3b1_os"], "SF3B1, OS");
  expect_cox(by_id["efs-factors-univariable-sf3b1"], r["sf3b1_efs"], "SF3B1, EFS");
  expect_cox(by_id["factors-adjusted"], r["adjusted"], "adjusted");
  expect_cox(by_id["slope"], r["slope"], "slope");
  expect_competing(by_id, r["competing"]);
  const json& brier = by_id["calibration"]["models"][0]["brier"];
  for (const char* key : {"estimate", "std_error", "null", "ipa"})
    expect_close(number(brier[key]), number(r["brier"][key]), tolerance,
                 std::string("Brier ") + key);
}

TEST(TcgaScores, EqualRFromThePublishedTables) {
  const std::string tables = VENSCOPE_SOURCE_DIR "/../shared/data/tcga_laml";
  if (const std::string why = test::lacking(tables + "/tcga_laml.maf.gz"); !why.empty())
    GTEST_SKIP() << why;
  StudyRun run("tcga-laml", tables);
  const json r = test::published("tcga_scores");
  json& by_id = run.by_id;
  EXPECT_EQ(run.results["cohort"]["rows"], 200);
  EXPECT_EQ(run.results["endpoints"][0]["events"], 143);
  EXPECT_EQ(r["n"], 180);
  expect_scores(by_id["os-compare"], r["os"],
                {"ven_prs_os", "eln2022", "mprs", "mayo2025", "eln2024"});
  expect_pairs(by_id["os-compare"], r["pairs_os"]);
  expect_curves(by_id["os-by-ven-prs"], r["os"]["ven_prs_os"], "by VEN-PRS");
  expect_curves(by_id["os-by-mprs"], r["os"]["mprs"], "by mPRS");
  expect_curves(by_id["os-by-ven-prs-intensive"], r["intensive"]["ven_prs_os"], "intensive");
  expect_close(number(by_id["os-by-eln2022-intensive-logrank"]["chisq"]),
               number(r["intensive"]["eln2022"]["logrank"]), tolerance, "intensive, ELN 2022");
  expect_roc(by_id["os-roc"], r["roc"]);
  expect_cox(by_id["os-factors"], r["factors_os"], "factors");
  expect_cox(by_id["os-slope"], r["slope"], "slope");
}

}  // namespace
}  // namespace venscope::study
