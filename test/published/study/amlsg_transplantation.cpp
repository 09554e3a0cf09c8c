// Transplantation in first remission of three trials, where their files lie beside the repository:
// the study against R, which went from the published table to the same numbers by a way of its own
// (amlsg_transplantation.R beside this file). Cox models 1e-6, where both stop their iterations.
#include "support/published_tables.hpp"
#include "support/reference.hpp"
#include "support/study_run.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::analysis_of;
using test::expect_close;
using test::number;

const std::string tables = VENSCOPE_SOURCE_DIR "/../shared/data/amlsg_multistage";

void expect_ratio(const json& cox, const json& r, const std::string& what) {
  EXPECT_EQ(cox["n"], r["n"]) << what;
  expect_close(number(cox["terms"][0]["coef"]), number(r["coef"]), 1e-6, what);
  expect_close(number(cox["terms"][0]["std_error"]), number(r["se"]), 1e-6, what + " SE");
}

void expect_course(const json& found, const json& r) {
  EXPECT_EQ(found["patients"], r["n"]);
  expect_ratio(found["naive"]["crude"], r["naive"], "naive");
  expect_ratio(found["naive"]["adjusted"], r["naive_adjusted"], "naive, adjusted");
  expect_ratio(found["time_dependent"]["crude"], r["crude"], "as it happens");
  expect_ratio(found["time_dependent"]["adjusted"], r["adjusted"], "as it happens, adjusted");
  expect_close(number(found["mantel_byar"]["chisq"]), number(r["mantel_byar"]), 1e-8,
               "Mantel-Byar");
  const json& immortal = found["immortal_time"];
  EXPECT_EQ(immortal["n"], r["ever"]);
  EXPECT_EQ(immortal["delayed"], r["delayed"]);
  expect_close(number(immortal["waiting"]), number(r["waiting"]), 1e-10, "waiting");
  expect_close(number(immortal["follow_up"]), number(r["follow_up"]), 1e-10, "follow-up");
  expect_close(number(immortal["median_wait"]), number(r["median_wait"]), 1e-10, "median wait");
}

void expect_landmarks(const json& found, const json& r) {
  ASSERT_EQ(found["landmarks"].size(), 2u);
  for (std::size_t l = 0; l < 2; ++l) {
    const json &at = found["landmarks"][l], &expected = r["landmarks"][l];
    EXPECT_EQ(at["n_no"], expected["n"][0]);
    EXPECT_EQ(at["n_yes"], expected["n"][1]);
    expect_close(number(at["test"]["chisq"]), number(expected["logrank"]), 1e-8, "log-rank");
    expect_ratio(at["crude"], expected["crude"], "landmark");
    expect_ratio(at["adjusted"], expected["adjusted"], "landmark, adjusted");
  }
}

TEST(AmlsgTransplantation, EqualsRAndTheNaiveAnswerIsNotTheAnswer) {
  if (const std::string why = test::lacking(tables + "/AMLSG_Clinical_Anon.tsv"); !why.empty())
    GTEST_SKIP() << why;
  const test::TemporaryFolder folder;
  const json results = test::results_of_tables("amlsg/transplantation.toml", tables, folder);
  const json r = test::published("amlsg_transplantation");
  const json os = analysis_of(results, "emulation-simon-makuch-transplanted");
  {
    SCOPED_TRACE("overall survival");
    expect_course(os, r["os"]);
    expect_landmarks(analysis_of(results, "emulation-landmark-transplanted"), r["os"]);
  }
  {
    SCOPED_TRACE("relapse-free survival");
    expect_course(analysis_of(results, "relapse-free"), r["rfs"]);
    expect_landmarks(analysis_of(results, "relapse-free-landmark"), r["rfs"]);
  }
  EXPECT_EQ(analysis_of(results, "emulation")["immortal_time"], true);
  // Ever against never is significant, the change as it happens is not.
  EXPECT_LT(number(os["naive"]["crude"]["terms"][0]["conf_high"]), 1);
  EXPECT_GT(number(os["time_dependent"]["crude"]["terms"][0]["conf_high"]), 1);
}

}  // namespace
}  // namespace venscope::study
