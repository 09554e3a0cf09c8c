// Validation and recalibration of VEN-PRS in first-line patients against R (external.R).
#include "support/external_protocol.hpp"
#include "support/from_r.hpp"
#include "support/study_run.hpp"

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::agrees;
using test::number;

/// Closed forms; fits, where both iterate until nothing moves and the likelihood is flat.
constexpr double exact = 1e-9, fitted = 1e-6;

const json& results() {
  static const json all = test::StudyFolder(test::external_protocol())
                              .run(
                                  "[[analysis]]\nkind = 'validate'\nid = 'v'\nendpoint = 'OS'\n"
                                  "model = 'ven_prs_os'\ncohort = 'first-line'\n"
                                  "baseline = 'cohort'\ntime = 10\n"
                                  "[[analysis]]\nkind = 'recalibrate'\nid = 'u'\n"
                                  "endpoint = 'OS'\nmodel = 'ven_prs_os'\n"
                                  "cohort = 'first-line'\nbaseline = 'cohort'\ntime = 10\n");
  return all["analyses"];
}

void expect_cohort(const json& found, const json& r) {
  EXPECT_EQ(found["n"], r["n"]);
  EXPECT_EQ(found["events"], r["events"]);
  EXPECT_TRUE(agrees(number(found["score"]["mean"]), number(r["mean"]), exact));
  EXPECT_TRUE(agrees(number(found["score"]["sd"]), number(r["sd"]), exact));
  EXPECT_TRUE(agrees(number(found["expected_concordance"]), number(r["expected_c"]), exact));
  for (const char* c : {"harrell", "uno"}) {
    EXPECT_TRUE(agrees(number(found[c]["estimate"]), number(r[c]), exact)) << c;
    EXPECT_TRUE(agrees(number(found[c]["std_error"]), number(r[std::string(c) + "_se"]), exact))
        << c;
  }
  EXPECT_TRUE(agrees(number(found["auc"][0]["estimate"]), number(r["auc"]), exact));
  EXPECT_TRUE(agrees(number(found["auc"][0]["std_error"]), number(r["auc_se"]), exact));
  // The baseline hazard is that of a model with an offset: the same sums in another order.
  EXPECT_TRUE(agrees(number(found["brier"]["estimate"]), number(r["brier"]), exact));
  EXPECT_TRUE(agrees(number(found["brier"]["std_error"]), number(r["brier_se"]), exact));
  EXPECT_TRUE(agrees(number(found["brier"]["ipa"]), number(r["ipa"]), 1e-8));
  const json& overall = found["calibration"]["overall"];
  EXPECT_TRUE(agrees(number(overall["predicted"]), number(r["predicted"]), exact));
  EXPECT_TRUE(agrees(number(overall["observed"]), number(r["observed"]), exact));
  EXPECT_TRUE(agrees(number(found["calibration"]["observed_expected"]["estimate"]),
                     number(r["observed"]) / number(r["predicted"]), exact));
  EXPECT_TRUE(agrees(number(found["slope"]["estimate"]), number(r["slope"]), fitted));
  EXPECT_TRUE(agrees(number(found["slope"]["std_error"]), number(r["slope_se"]), fitted));
  EXPECT_TRUE(agrees(number(found["expected_events"]["expected"]), number(r["expected"]), exact));
  EXPECT_EQ(number(found["expected_events"]["observed"]), number(r["seen"]));
  for (std::size_t g = 0; g < 3; ++g) {
    EXPECT_EQ(number(found["groups"][g]["n"]), number(r["group_n"][g]));
    EXPECT_TRUE(agrees(number(found["groups"][g]["median"]), number(r["medians"][g]), exact));
  }
}

double smd_of(const json& table, const std::string& variable) {
  for (const json& row : table["variables"])
    if (row["variable"] == variable) return number(row["smd"]);
  ADD_FAILURE() << "no " << variable;
  return 0;
}

const json& update_of(const json& family, const std::string& name) {
  for (const json& one : family["updates"])
    if (one["update"] == name) return one;
  ADD_FAILURE() << "no " << name;
  return family;
}

}  // namespace

TEST(ReferenceExternal, BothCohortsAndTheirCaseMixAreThoseOfR) {
  const json r = test::from_r("study", "external");
  const json& found = results()[0];
  ASSERT_TRUE(found["done"].get<bool>()) << found.dump();
  EXPECT_TRUE(agrees(number(found["tau"]), number(r["tau"]), exact));
  expect_cohort(found["cohorts"][0], r["own"]);
  expect_cohort(found["cohorts"][1], r["other"]);
  const json& mix = found["case_mix"];
  EXPECT_TRUE(agrees(number(mix["membership"]["auc"]), number(r["member"]), exact));
  EXPECT_TRUE(
      agrees(number(mix["sd_ratio"]), number(r["other"]["sd"]) / number(r["own"]["sd"]), exact));
  EXPECT_TRUE(agrees(smd_of(mix["table"], "score"), number(r["smd"]), exact));
  EXPECT_TRUE(agrees(smd_of(mix["table"], "prior_hma"), number(r["smd_hma"]), exact));
}

TEST(ReferenceExternal, TheUpdatesAreThoseOfR) {
  const json r = test::from_r("study", "external");
  const json& found = results()[1];
  ASSERT_TRUE(found["done"].get<bool>()) << found.dump();
  EXPECT_TRUE(agrees(number(found["expected_events"]), number(r["other"]["expected"]), exact));
  for (const char* name : {"original", "in_the_large", "slope", "refit"})
    EXPECT_TRUE(agrees(number(update_of(found["kept_baseline"], name)["loglik"]),
                       number(r["kept"][name]), exact))
        << name;
  EXPECT_TRUE(
      agrees(number(update_of(found["kept_baseline"], "in_the_large")["log_factor"]["estimate"]),
             number(r["kept"]["factor"]), fitted));
  const json& slope = update_of(found["kept_baseline"], "slope");
  EXPECT_TRUE(agrees(number(slope["log_factor"]["estimate"]), number(r["kept"]["b"][0]), fitted));
  EXPECT_TRUE(agrees(number(slope["slope"]["estimate"]), number(r["kept"]["b"][1]), fitted));
  for (const char* name : {"baseline", "slope_and_baseline", "refit"})
    EXPECT_TRUE(agrees(number(update_of(found["new_baseline"], name)["loglik"]),
                       number(r["anew"][name]), exact))
        << name;
  const json& refit = update_of(found["new_baseline"], "refit");
  ASSERT_EQ(refit["factors"].size(), 7u);
  for (std::size_t k = 0; k < 7; ++k)
    EXPECT_TRUE(agrees(number(refit["factors"][k]["estimate"]), number(r["anew"]["factors"][k]),
                       fitted, fitted));
  // 2 (l(refit) - l) is 11.1 with 7 degrees of freedom: the constant is enough.
  EXPECT_EQ(found["chosen"], "in_the_large");
}

}  // namespace venscope::study
