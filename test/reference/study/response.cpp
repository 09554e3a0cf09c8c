// Response and its predictors against R (response.R beside this file).
#include "support/from_r.hpp"
#include "support/shell.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/response_analysis.hpp"

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

using nlohmann::json;
using test::agrees;
using test::number;

cohort::Table registry() {
  Problems problems;
  auto read = cohort::read_table(VENSCOPE_SOURCE_DIR "/studies/ven-prs/cohort.csv", {}, problems);
  EXPECT_TRUE(read && problems.empty());
  for (cohort::Column& column : read->table.columns)
    if (column.name == "NF1") {  // wild type first, as the dictionary has it
      std::swap(column.levels[0], column.levels[1]);
      for (std::int32_t& code : column.code)
        if (code >= 0) code = 1 - code;
    }
  return std::move(read->table);
}

ResponseOptions options() {
  ResponseOptions options;
  options.column = "response";
  options.rates = {"cr", "crc", "orr"};
  options.predicted = "crc";
  options.predictors = {"prior_hma", "NF1", "wbc"};
  return options;
}

void expect_two(const ResponsePredictor& predictor, const json& r) {
  ASSERT_TRUE(predictor.levels) << predictor.why_not;
  for (std::size_t g = 0; g < 2; ++g) {
    EXPECT_EQ(predictor.levels->proportions[g].x, number(r["x"][g]));
    EXPECT_EQ(predictor.levels->proportions[g].n, number(r["n"][g]));
  }
  EXPECT_TRUE(agrees(predictor.levels->pearson->p, number(r["pearson"]), 1e-10));
  EXPECT_TRUE(agrees(predictor.levels->fisher->p, number(r["fisher"]), 1e-10));
  ASSERT_TRUE(predictor.odds_ratio);
  EXPECT_TRUE(agrees(predictor.odds_ratio->estimate, number(r["odds_ratio"]), 1e-13));
}

TEST(ResponseReference, EqualsR) {
  const auto r = test::from_r("study", "response");
  const auto analysis = analyse_response(registry(), options());
  ASSERT_TRUE(analysis) << to_text(analysis.error());
  const RespondingGroup& all = analysis->groups[0];
  for (const response::ResponseName& name : response::response_names()) {
    const std::string code(name.code);
    const double n = r["categories"].contains(code) ? number(r["categories"][code]) : 0;
    EXPECT_EQ(double(all.counts[static_cast<std::size_t>(name.response)]), n) << code;
  }
  // Composite CR 93 and overall response 106 of 240, as printed.
  EXPECT_EQ(all.rates[1].x, 93);
  EXPECT_EQ(all.rates[1].n, 240);
  EXPECT_EQ(all.rates[2].x, 106);
  ASSERT_EQ(analysis->predictors.size(), 3u);
  expect_two(analysis->predictors[0], r["prior_hma"]);
  expect_two(analysis->predictors[1], r["NF1"]);
  EXPECT_EQ(analysis->predictors[0].test, "Pearson");
  EXPECT_EQ(analysis->predictors[1].test, "Fisher") << "expected counts below 5";
  EXPECT_EQ(analysis->predictors[1].n_missing, 66u) << "not tested";
  const ResponsePredictor& wbc = analysis->predictors[2];
  ASSERT_TRUE(wbc.responders && wbc.p);
  EXPECT_TRUE(agrees(*wbc.responders->median, number(r["wbc"]["yes"][0]), 1e-14));
  EXPECT_TRUE(agrees(*wbc.others->q3, number(r["wbc"]["no"][2]), 1e-14));
  EXPECT_TRUE(agrees(*wbc.p, number(r["wbc"]["p"]), 1e-10));
  for (std::size_t k = 0; k < 3; ++k)
    EXPECT_TRUE(agrees(*analysis->predictors[k].q, number(r["q"][k]), 1e-9));
}

TEST(ResponseAnalysis, OfThoseAssessedAndByGroup) {
  ResponseOptions assessed = options();
  assessed.denominator = response::Denominator::evaluable;
  assessed.by = "prior_hma";
  const auto analysis = analyse_response(registry(), assessed);
  ASSERT_TRUE(analysis);
  EXPECT_EQ(analysis->groups[0].rates[1].n, 215);  // less 25 who died before assessment
  ASSERT_EQ(analysis->groups.size(), 3u);
  EXPECT_EQ(analysis->groups[1].rates[1].x + analysis->groups[2].rates[1].x, 93);
}

TEST(ResponseAnalysis, RefusesWhatIsNoCategory) {
  cohort::Table table = registry();
  for (cohort::Column& column : table.columns)
    if (column.name == "response") column.levels[0] = "better";
  const auto analysis = analyse_response(table, options());
  ASSERT_FALSE(analysis);
  EXPECT_NE(to_text(analysis.error()).find("'better' is no category of response"),
            std::string::npos);
}

}  // namespace
}  // namespace venscope::study
