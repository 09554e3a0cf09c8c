// The response of the arms of the two bundled comparisons against R (response_by_arm.R beside this
// file).
#include "support/from_r.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/kinds/arm_response.hpp"

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::agrees;
using test::number;

/// The cohort with the arm's reference level first.
cohort::Table cohort_of(const std::string& study, const std::string& reference) {
  Problems problems;
  auto read =
      cohort::read_table(VENSCOPE_SOURCE_DIR "/studies/" + study + "/cohort.csv", {}, problems);
  EXPECT_TRUE(read && problems.empty());
  for (cohort::Column& column : read->table.columns)
    if (column.name == "arm" && column.levels[0] != reference) {
      std::swap(column.levels[0], column.levels[1]);
      for (std::int32_t& code : column.code) code = 1 - code;
    }
  return std::move(read->table);
}

ArmResponseDeclaration declared(std::vector<std::string> levels,
                                std::vector<std::string> covariates) {
  ArmResponseDeclaration one;
  one.column = "response";
  one.levels = std::move(levels);
  one.arms.arm = "arm";
  one.arms.covariates = std::move(covariates);
  return one;
}

// Firth's limits come from another parametrisation of the same profile, solved to 1e-12 in R.
void expect_odds(const AdjustedOdds& odds, const json& r) {
  ASSERT_TRUE(odds.ratio) << odds.why_not;
  EXPECT_TRUE(agrees(*odds.ratio, number(r["odds_ratio"]), 1e-7));
  EXPECT_TRUE(agrees(*odds.low, number(r["low"]), 1e-7));
  EXPECT_TRUE(agrees(*odds.high, number(r["high"]), 1e-7));
  EXPECT_TRUE(agrees(*odds.p, number(r["p"]), 1e-7));
}

void expect_case(const cohort::Table& table, const ArmResponseDeclaration& asked, const json& r) {
  SCOPED_TRACE(r["name"]);
  const auto found = analyse_arm_response(table, asked);
  ASSERT_TRUE(found);
  for (std::size_t z = 0; z < 2; ++z) {
    const ArmRate& arm = found->arms[z];
    EXPECT_EQ(arm.x, r["x"][z]);
    EXPECT_EQ(arm.n, r["n"][z]);
    EXPECT_TRUE(agrees(arm.wilson.low, number(r["wilson"][z][0]), 1e-12));
    EXPECT_TRUE(agrees(arm.wilson.high, number(r["wilson"][z][1]), 1e-12));
    EXPECT_TRUE(agrees(arm.clopper_pearson.low, number(r["exact"][z][0]), 1e-12));
    EXPECT_TRUE(agrees(arm.clopper_pearson.high, number(r["exact"][z][1]), 1e-12));
  }
  ASSERT_EQ(found->tests.size(), r["p"].size());
  for (const ArmResponseTest& test : found->tests)
    EXPECT_TRUE(agrees(test.p, number(r["p"][std::string(audit::name_of(test.test))]), 1e-9))
        << audit::name_of(test.test);
  ASSERT_TRUE(found->plain.model);
  EXPECT_EQ(found->plain.model->fit.n, r["n_model"]);
  expect_odds(found->plain, r["plain"]);
  expect_odds(found->firth, r["firth"]);
}

TEST(ResponseByArmReference, BothBundledComparisons) {
  const json cases = test::from_r("study", "response_by_arm");
  ASSERT_EQ(cases.size(), 2U);
  expect_case(cohort_of("car-t-bridging", "other"),
              declared({"CR", "CRi", "PR"}, {"age", "I(ecog >= 2)", "blasts", "I(lines >= 3)"}),
              cases[0]);
  expect_case(cohort_of("hma-vs-ldac", "LDAC"),
              declared({"CR", "CRi"}, {"age", "I(ecog >= 2)", "prior_hma", "I(lines >= 2)"}),
              cases[1]);
}

}  // namespace
}  // namespace venscope::study
