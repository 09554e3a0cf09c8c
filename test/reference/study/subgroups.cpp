// Subgroups against R: coxph, glm, anova (subgroups.R beside this file).
#include "support/from_r.hpp"
#include "venscope/cohort/read.hpp"
#include "venscope/study/subgroup_analysis.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::study;
using test::agrees;
using test::number;

namespace {

// Both stop Newton's method by the change of the likelihood; R's coxph at 1e-9 of it.
constexpr double tolerance = 1e-6;

cohort::Table cohort_of(const std::string& study, const std::string& outcome,
                        const std::vector<std::string>& counted,
                        const std::vector<std::string>& arms) {
  auto read = cohort::read_table(VENSCOPE_SOURCE_DIR "/studies/" + study + "/cohort.csv");
  EXPECT_TRUE(read) << to_text(read.error());
  cohort::Table table = std::move(read->table);
  cohort::Column yes;
  yes.name = outcome;
  yes.type = cohort::ColumnType::category;
  yes.levels = {"no", "yes"};
  const cohort::Column& response = *table.find("response");
  for (const std::int32_t code : response.code)
    yes.code.push_back(
        std::count(counted.begin(), counted.end(), response.levels[std::size_t(code)]) > 0);
  table.columns.push_back(std::move(yes));
  for (cohort::Column& column : table.columns) {
    if (column.name != "arm" || column.levels == arms) continue;
    std::swap(column.levels[0], column.levels[1]);
    for (std::int32_t& code : column.code) code = 1 - code;
  }
  return table;
}

cohort::Table hma() {
  return cohort_of("hma-vs-ldac", "crc", {"CR", "CRi"}, {"LDAC", "HMA"});
}
cohort::Table car_t() {
  return cohort_of("car-t-bridging", "responder", {"CR", "CRi", "PR"}, {"other", "venetoclax"});
}

SubgroupOptions options_of(SubgroupMeasure measure, std::string outcome,
                           std::vector<SubgroupFactor> factors,
                           std::vector<std::string> adjust = {}) {
  SubgroupOptions options;
  options.measure = measure;
  options.outcome = std::move(outcome);
  options.by = "arm";
  options.factors = std::move(factors);
  options.adjust = std::move(adjust);
  return options;
}

void compare(const SubgroupAnalysis& analysis, const nlohmann::json& expected) {
  ASSERT_EQ(analysis.factors.size(), expected.size());
  for (std::size_t f = 0; f < expected.size(); ++f) {
    const FactorEffects& factor = analysis.factors[f];
    const auto& r = expected[f];
    const std::string where = r["column"].get<std::string>();
    EXPECT_EQ(factor.factor.column, where);
    ASSERT_TRUE(factor.interaction) << where << ": " << factor.why_not;
    EXPECT_TRUE(agrees(factor.interaction->statistic, number(r["statistic"]), tolerance)) << where;
    EXPECT_EQ(factor.interaction->df, number(r["df"])) << where;
    EXPECT_TRUE(agrees(factor.interaction->p, number(r["p"]), tolerance)) << where;
    std::vector<double> estimates;  // of the levels that are estimated, in order of size
    std::vector<const SubgroupEffect*> effects;
    for (const Subgroup& level : factor.levels)
      if (level.effect) effects.push_back(&*level.effect);
    const auto& in_r = r["effects"];
    ASSERT_EQ(effects.size(), in_r.size()) << where;
    // The file's levels sort as text, R's are in the script's order: each is met by its estimate.
    for (const auto& one : in_r) {
      const auto near = std::min_element(effects.begin(), effects.end(),
                                         [&](const SubgroupEffect* a, const SubgroupEffect* b) {
                                           return std::fabs(a->coefficient - number(one["coef"])) <
                                                  std::fabs(b->coefficient - number(one["coef"]));
                                         });
      const std::string level = where + " " + one["level"].get<std::string>();
      EXPECT_TRUE(agrees((*near)->coefficient, number(one["coef"]), tolerance, 1e-9)) << level;
      EXPECT_TRUE(agrees((*near)->std_error, number(one["std_error"]), tolerance)) << level;
      EXPECT_TRUE(agrees((*near)->estimate, number(one["estimate"]), tolerance)) << level;
      EXPECT_TRUE(agrees((*near)->low, number(one["low"]), tolerance)) << level;
      EXPECT_TRUE(agrees((*near)->high, number(one["high"]), tolerance)) << level;
    }
  }
}

SubgroupAnalysis analysed(const cohort::Table& table, const SubgroupOptions& options) {
  auto analysis = analyse_subgroups(table, options);
  EXPECT_TRUE(analysis) << to_text(analysis.error());
  return analysis ? std::move(*analysis) : SubgroupAnalysis{};
}

TEST(SubgroupsByR, HazardRatiosAndTheirInteraction) {
  const auto r = test::from_r("study", "subgroups");
  SubgroupOptions options =
      options_of(SubgroupMeasure::hazard_ratio, "Surv(os_days, died)",
                 {{"age", {65}}, {"centre"}, {"prior_hma"}, {"eln2022"}, {"blasts", {30, 60}}});
  // favorable has 9 patients, 3 of them under LDAC: not estimated, as in the script.
  const SubgroupAnalysis analysis = analysed(hma(), options);
  compare(analysis, r["cox"]);
  for (std::size_t i = 0; i < analysis.factors.size(); ++i)
    EXPECT_TRUE(agrees(analysis.factors[i].interaction->p_holm, number(r["holm"][i]), tolerance));
  EXPECT_TRUE(
      agrees(analysis.overall.effect->estimate, number(r["overall"]["estimate"]), tolerance));
  EXPECT_TRUE(agrees(analysis.overall.effect->high, number(r["overall"]["high"]), tolerance));
}

TEST(SubgroupsByR, AdjustedHazardRatios) {
  const auto r = test::from_r("study", "subgroups")["cox_adjusted"];
  const auto of = [](SubgroupFactor factor, std::vector<std::string> adjust) {
    return analysed(hma(), options_of(SubgroupMeasure::hazard_ratio, "Surv(os_days, died)",
                                      {std::move(factor)}, std::move(adjust)));
  };
  compare(of({"sex"}, {"age", "prior_hma"}), nlohmann::json::array({r[0]}));
  compare(of({"prior_hma"}, {"age", "prior_hma"}),
          nlohmann::json::array({r[1]}));  // not adjusted for itself
  compare(of({"age", {65}}, {"age", "prior_hma"}),
          nlohmann::json::array({r[2]}));  // but for the number that was cut
}

TEST(SubgroupsByR, OddsRatiosAndTheirInteraction) {
  const auto r = test::from_r("study", "subgroups");
  compare(analysed(car_t(), options_of(SubgroupMeasure::odds_ratio, "responder",
                                       {{"sex"}, {"disease_status"}, {"blasts", {30}}})),
          r["odds"]);
  compare(
      analysed(car_t(), options_of(SubgroupMeasure::odds_ratio, "responder", {{"sex"}}, {"age"})),
      r["odds_adjusted"]);
}

TEST(SubgroupsByR, DifferencesAndTheirHeterogeneity) {
  const auto r = test::from_r("study", "subgroups")["difference"];
  const SubgroupAnalysis analysis = analysed(
      car_t(),
      options_of(SubgroupMeasure::risk_difference, "responder", {{"sex"}, {"disease_status"}}));
  for (std::size_t f = 0; f < r.size(); ++f) {
    EXPECT_TRUE(
        agrees(analysis.factors[f].interaction->statistic, number(r[f]["statistic"]), 1e-10));
    EXPECT_TRUE(agrees(analysis.factors[f].interaction->p, number(r[f]["p"]), 1e-10));
    for (const Subgroup& level : analysis.factors[f].levels)
      EXPECT_TRUE(agrees(level.effect->estimate, number(r[f]["d"][level.level]), 1e-12));
  }
}

}  // namespace
