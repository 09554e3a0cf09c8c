#include "support/from_r.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/tobit_analysis.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::study;
using test::agrees;
using test::number;

namespace {

cohort::Table tobit_table(const nlohmann::json& one) {
  const auto read = cohort::read_table_text(one["data"].get<std::string>(), "values.csv");
  EXPECT_TRUE(read) << to_text(read.error());
  return read->table;
}

TobitAnalysisOptions tobit_options(const nlohmann::json& one) {
  return {.distribution = one["dist"] == "lognormal" ? response::TobitDistribution::lognormal
                                                     : response::TobitDistribution::gaussian,
          .left = one["left"].get<bool>()};
}

}  // namespace

TEST(TobitAnalysisReference, ValuesOfEitherSignAndIntervalsAreSurvregs) {
  const nlohmann::json all = test::from_r("study", "tobit");
  ASSERT_EQ(all.size(), 6u);
  for (const auto& one : all) {
    const std::string name = one["name"];
    const auto analysis =
        analyse_tobit(one["formula"].get<std::string>(), tobit_table(one), tobit_options(one));
    ASSERT_TRUE(analysis) << name << to_text(analysis.error());
    const response::TobitFit& fit = analysis->fit;
    EXPECT_EQ(fit.n, one["n"].get<std::size_t>()) << name;
    ASSERT_EQ(fit.terms.size(), one["coef"].size()) << name;
    for (std::size_t j = 0; j < fit.terms.size(); ++j) {
      EXPECT_TRUE(agrees(fit.terms[j].coef, number(one["coef"][j]), 1e-6)) << name << j;
      EXPECT_TRUE(agrees(fit.terms[j].std_error, number(one["se"][j]), 1e-6)) << name << j;
    }
    EXPECT_TRUE(agrees(fit.scale, number(one["scale"]), 1e-7)) << name;
    EXPECT_TRUE(agrees(fit.loglik, number(one["loglik"]), 1e-9)) << name;
    EXPECT_TRUE(agrees(fit.loglik_null, number(one["loglik_null"]), 1e-9)) << name;
  }
}

TEST(TobitAnalysisReference, TestsByRanksAreSurvdiffsOfTheOrder) {
  std::size_t compared = 0;
  for (const auto& one : test::from_r("study", "tobit")) {
    if (!one.contains("log_rank")) continue;
    const auto analysis =
        analyse_tobit("Surv(y, status) ~ arm", tobit_table(one), tobit_options(one));
    ASSERT_TRUE(analysis && analysis->ranks) << one["name"];
    EXPECT_TRUE(agrees(analysis->ranks->log_rank.chi_squared, number(one["log_rank"]), 1e-9))
        << one["name"];
    EXPECT_TRUE(agrees(analysis->ranks->peto.chi_squared, number(one["peto"]), 1e-9))
        << one["name"];
    ++compared;
  }
  EXPECT_EQ(compared, 3u);
}
