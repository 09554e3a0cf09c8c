// The bundled study, run as a person runs it, against R's survival (bmt_leukaemia.R beside this).
// Tolerance: 1e-8 relative for estimates, 1e-7 for variances and what follows from them: the same
// double-precision formulas summed in another order, Newton's method stopped at 1e-9.
#include "support/reference.hpp"
#include "support/study_run.hpp"

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::expect_close;
using test::number;

constexpr double estimate = 1e-8;
constexpr double variance = 1e-7;

class BmtLeukaemia : public testing::TestWithParam<std::string> {
protected:
  static void SetUpTestSuite() {
    results = test::bundled_study("bmt-leukaemia/protocol.toml");
    expected = test::reference("study/bmt_leukaemia");
  }

  /// The analysis of this endpoint with this id, e.g. "by-group".
  static const json& analysis(const std::string& id) {
    std::string endpoint = GetParam();
    for (char& letter : endpoint) letter = static_cast<char>(letter | 0x20);
    return test::analysis_of(results, endpoint + "-" + id);
  }
  static const json& r(const char* what) { return expected[GetParam()][what]; }

  static json results, expected;
};
json BmtLeukaemia::results, BmtLeukaemia::expected;

void expect_curves(const json& strata, const json& groups) {
  ASSERT_EQ(strata.size(), groups.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    const json& stratum = strata[g];
    const json& group = groups[g];
    const std::string name = stratum["stratum"];
    EXPECT_EQ(number(stratum["n"]), number(group["n"])) << name;
    EXPECT_EQ(number(stratum["events"]), number(group["events"])) << name;
    for (const char* key : {"median", "median_low", "median_high", "rmean"})
      expect_close(number(stratum[key]), number(group[key]), estimate, name + " " + key);
    expect_close(number(stratum["rmean_se"]), number(group["rmean_se"]), variance, name);
    ASSERT_EQ(stratum["at"].size(), 3u);
    for (std::size_t t = 0; t < 3; ++t) {
      const json& at = stratum["at"][t];
      EXPECT_EQ(number(at["n_risk"]), number(group["n_risk"][t])) << name;
      expect_close(number(at["surv"]), number(group["surv"][t]), estimate, name);
      for (const char* key : {"std_err", "lower", "upper"})
        expect_close(number(at[key]), number(group[key][t]), variance, name + " " + key);
    }
  }
}

void expect_model(const json& model, const json& fit) {
  ASSERT_EQ(model["terms"].size(), fit["coef"].size());
  const auto list = [](const json& value) {
    return value.is_array() ? value : json::array({value});
  };
  for (std::size_t j = 0; j < fit["coef"].size(); ++j) {
    const json& term = model["terms"][j];
    const std::string name = term["term"];
    EXPECT_EQ(name, list(fit["terms"])[j].get<std::string>());
    expect_close(number(term["coef"]), number(list(fit["coef"])[j]), estimate, name);
    for (const char* key : {"std_error", "p", "conf_low", "conf_high"})
      expect_close(number(term[key]), number(list(fit[key])[j]), variance, name + " " + key);
  }
  for (std::size_t i = 0; i < 2; ++i)
    expect_close(number(model["loglik"][i]), number(fit["loglik"][i]), estimate, "loglik");
  expect_close(number(model["tests"]["likelihood_ratio"]["statistic"]),
               number(fit["likelihood_ratio"]), estimate, "likelihood ratio");
  expect_close(number(model["tests"]["wald"]["statistic"]), number(fit["wald_exact"]), variance,
               "Wald");
  expect_close(number(model["tests"]["score"]["statistic"]), number(fit["score"]), variance,
               "score");
  ASSERT_EQ(model["zph"].size(), fit["zph"]["chisq"].size());
  for (std::size_t j = 0; j < fit["zph"]["chisq"].size(); ++j)
    for (const char* key : {"chisq", "p"})
      expect_close(number(model["zph"][j][key]), number(fit["zph"][key][j]), variance,
                   "proportional hazards");
  expect_close(number(model["concordance"]["estimate"]), number(fit["concordance"]), estimate,
               "concordance");
  expect_close(number(model["concordance"]["std_error"]), number(fit["concordance_se"]), variance,
               "concordance");
  expect_close(number(model["aic"]), number(fit["aic"]), estimate, "AIC");
  expect_close(number(model["bic"]), number(fit["bic"]), estimate, "BIC");
}

TEST_P(BmtLeukaemia, CohortIsTheFile) {
  EXPECT_EQ(results["cohort"]["rows"], 137);
  EXPECT_EQ(results["cohort"]["included"], 137);
  EXPECT_EQ(results["cohort"]["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(results["warnings"], json::array());
  for (const json& analysis : results["analyses"]) EXPECT_TRUE(analysis["done"]) << analysis["id"];
}

TEST_P(BmtLeukaemia, CurvesOverallAndByGroup) {
  expect_curves(analysis("overall")["strata"], r("overall"));
  expect_curves(analysis("by-group")["strata"], r("by_group"));
}

TEST_P(BmtLeukaemia, MedianFollowUp) {
  for (const json& endpoint : results["endpoints"]) {
    if (endpoint["id"] != GetParam()) continue;
    expect_close(number(endpoint["follow_up"]["median"]), number(r("follow_up")["median"]),
                 estimate, "median");
    expect_close(number(endpoint["follow_up"]["median_low"]), number(r("follow_up")["low"]),
                 estimate, "low");
    expect_close(number(endpoint["follow_up"]["median_high"]), number(r("follow_up")["high"]),
                 estimate, "high");
  }
}

TEST_P(BmtLeukaemia, LogRankTestAndPairs) {
  const json& test = analysis("by-group-logrank");
  expect_close(number(test["chisq"]), number(r("logrank")["chisq"]), variance, "chisq");
  expect_close(number(test["p"]), number(r("logrank")["p"]), variance, "p");
  EXPECT_EQ(test["df"], 2);
  for (std::size_t g = 0; g < 3; ++g) {
    EXPECT_EQ(number(test["groups"][g]["observed"]), number(r("logrank")["observed"][g]));
    expect_close(number(test["groups"][g]["expected"]), number(r("logrank")["expected"][g]),
                 estimate, "expected");
    const json& pair = test["pairwise"][g];
    expect_close(number(pair["chisq"]), number(r("pairwise")["chisq"][g]), variance, "pair");
    expect_close(number(pair["p_adjusted"]), number(r("pairwise")["p"][g]), variance, "Holm");
  }
}

TEST_P(BmtLeukaemia, MultivariableModel) {
  expect_model(analysis("cox"), r("multivariable"));
}

TEST_P(BmtLeukaemia, UnivariableModels) {
  const char* terms[] = {"disease-group", "fab-m4-m5",      "age-decades", "donor-age-decades",
                         "cmv",           "waiting-months", "mtx"};
  for (std::size_t t = 0; t < std::size(terms); ++t)
    expect_model(analysis(std::string("cox-univariable-") + terms[t]), r("univariable")[t]);
}

INSTANTIATE_TEST_SUITE_P(Endpoints, BmtLeukaemia, testing::Values("OS", "DFS"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace venscope::study
