// A comparison of scores against R (compare.R beside this file).
#include "support/from_r.hpp"
#include "support/shell.hpp"
#include "venscope/cohort/dictionary.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/score_comparison.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::agrees;
using test::number;

/// A text column as a category with its levels in the order of risk.
void order_levels(cohort::Table& table, const std::string& name,
                  const std::vector<std::string>& levels) {
  for (cohort::Column& column : table.columns) {
    if (column.name != name) continue;
    for (std::int32_t& code : column.code) {
      const auto found =
          std::find(levels.begin(), levels.end(), column.levels[static_cast<std::size_t>(code)]);
      ASSERT_NE(found, levels.end());
      code = static_cast<std::int32_t>(found - levels.begin());
    }
    column.levels = levels;
  }
}

cohort::Table cohort_with_gaps() {
  Problems problems;
  auto read =
      cohort::read_table(VENSCOPE_SOURCE_DIR "/studies/bmt-leukaemia/cohort.csv", {}, problems);
  EXPECT_TRUE(read && problems.empty());
  cohort::Table table = std::move(read->table);
  order_levels(table, "disease_group", {"AML low risk", "ALL", "AML high risk"});
  order_levels(table, "donor_cmv", {"negative", "positive"});
  for (cohort::Column& column : table.columns)
    if (column.name == "donor_cmv")
      for (std::size_t row = 0; row < table.rows; row += 10)
        column.code[row] = cohort::missing_code;
  return table;
}

// Newton's method stops at 1e-9 of the log-likelihood in both programs; p is steeper.
void expect_gain(const Gain& gain, const json& expected) {
  EXPECT_TRUE(agrees(gain.lr, number(expected["lr"]), 1e-8));
  EXPECT_EQ(gain.df, number(expected["df"]));
  EXPECT_TRUE(agrees(gain.p, number(expected["p"]), 1e-7));
  EXPECT_TRUE(agrees(gain.delta_aic, number(expected["delta_aic"]), 1e-8));
}

TEST(CompareReference, EqualsR) {
  const auto expected = test::from_r("study", "compare");
  const cohort::Table table = cohort_with_gaps();
  const auto compared = compare_scores(
      "Surv(os_days, died)", {{"Disease", "disease_group", "age"}, {"CMV", "donor_cmv", ""}}, table,
      {.resamples = 200});
  ASSERT_TRUE(compared) << to_text(compared.error());
  ASSERT_EQ(compared->scores.size(), 2u);
  for (std::size_t k = 0; k < 2; ++k) {
    const ComparedScore& score = compared->scores[k];
    const json& r = expected["scores"][k];
    EXPECT_EQ(score.n, r["n"]);
    EXPECT_EQ(score.events, r["events"]);
    EXPECT_TRUE(agrees(score.log_rank, number(r["logrank"]), 1e-10));
    EXPECT_TRUE(agrees(score.log_rank_p, number(r["logrank_p"]), 1e-9));
    expect_gain(score.factor, r["factor"]);
    expect_gain(score.linear, r["linear"]);
    EXPECT_TRUE(agrees(score.c_groups.estimate, number(r["c"]), 1e-12));
    EXPECT_TRUE(agrees(score.c_groups.std_error, number(r["c_se"]), 1e-10));
    for (std::size_t g = 0; g < score.groups.size(); ++g)
      EXPECT_EQ(score.groups[g].median.time.value_or(std::nan("")), number(r["medians"][g]));
    EXPECT_LT(score.c_groups.low, score.c_groups.estimate);
    EXPECT_GT(score.c_groups.high, score.c_groups.estimate);
  }
  EXPECT_TRUE(compared->scores[0].c_score);
  ASSERT_EQ(compared->pairs.size(), 1u);
  const ComparedPair& pair = compared->pairs[0];
  const json& r = expected["pair"];
  EXPECT_EQ(pair.n, r["n"]);
  EXPECT_EQ(pair.events, r["events"]);
  expect_gain(pair.gain_first, r["first"]);
  expect_gain(pair.gain_other, r["other"]);
  EXPECT_TRUE(agrees(pair.difference.estimate, number(r["difference"]), 1e-12));
  EXPECT_TRUE(agrees(pair.difference.std_error, number(r["difference_se"]), 1e-10));
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 2; ++j) EXPECT_EQ(pair.reclassified(i, j), r["counts"][i][j]);
  EXPECT_FALSE(pair.symmetry) << "three groups against two";
}

TEST(Compare, LeavesOutWhatCannotBeJudged) {
  cohort::Table table = cohort_with_gaps();
  cohort::Column same = *table.find("donor_cmv");
  same.name = "same";
  same.code.assign(table.rows, 0);
  table.columns.push_back(same);
  const auto compared = compare_scores("Surv(os_days, died)",
                                       {{"Disease", "disease_group", ""}, {"Same", "same", ""}},
                                       table, {.resamples = 100});
  ASSERT_TRUE(compared);
  EXPECT_EQ(compared->scores.size(), 1u);
  EXPECT_TRUE(compared->pairs.empty());
  ASSERT_EQ(compared->warnings.size(), 1u);
  EXPECT_NE(compared->warnings[0].find("Same could not be judged"), std::string::npos);
}

}  // namespace
}  // namespace venscope::study
