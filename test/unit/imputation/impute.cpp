#include "venscope/imputation/impute.hpp"

#include "support/table.hpp"
#include "venscope/imputation/pooled_cox.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::imputation;

namespace {

cohort::Column numbers(const std::string& name, std::vector<double> values) {
  cohort::Column column;
  column.name = name;
  column.number = std::move(values);
  return column;
}

cohort::Column category(const std::string& name, std::vector<std::int32_t> codes,
                        std::vector<std::string> levels) {
  cohort::Column column;
  column.name = name;
  column.type = cohort::ColumnType::category;
  column.code = std::move(codes);
  column.levels = std::move(levels);
  return column;
}

cohort::Table table_of(std::vector<cohort::Column> columns) {
  cohort::Table table;
  table.file = "t.csv";
  table.rows = columns[0].size();
  table.columns = std::move(columns);
  return table;
}

constexpr double na = cohort::missing_number;

}  // namespace

TEST(Impute, EachTypeHasItsMethodAndOnlyMissingCellsChange) {
  const cohort::Table table = table_of(
      {numbers("age", {61, na, 70, 55, 48, 66, 59, na}),
       category("sex", {0, 1, cohort::missing_code, 0, 1, 0, 1, 1}, {"F", "M"}),
       category("stage", {0, 1, 2, cohort::not_tested_code, 1, 2, 0, 1}, {"I", "II", "III", "IV"}),
       numbers("flag", {0, 1, 1, 0, na, 1, 0, 1}), numbers("wbc", {3, 4, 5, 6, 7, 8, 9, 1})});
  const Imputation result = impute(table, {"age", "sex", "stage", "flag", "wbc"}, Matrix(8, 0),
                                   {.imputations = 3, .iterations = 4})
                                .value();
  ASSERT_EQ(result.variables.size(), 4u);
  EXPECT_EQ(result.variables[0].name, "sex");
  EXPECT_EQ(result.variables[0].method, Method::logistic);
  EXPECT_EQ(result.variables[1].method, Method::multinomial);
  EXPECT_EQ(result.variables[2].method, Method::logistic);
  EXPECT_EQ(result.variables[3].method, Method::predictive_mean);
  EXPECT_EQ(result.predictors, std::vector<std::string>{"wbc"});
  for (std::size_t k = 0; k < 3; ++k) {
    ASSERT_EQ(result.trace[k].size(), 4u);
    const cohort::Table filled = completed(table, result, k);
    for (std::size_t c = 0; c < table.columns.size(); ++c)
      for (std::size_t i = 0; i < table.rows; ++i) {
        const cohort::Column &before = table.columns[c], &after = filled.columns[c];
        EXPECT_FALSE(after.missing(i));
        if (before.missing(i)) continue;
        if (before.numeric())
          EXPECT_EQ(after.number[i], before.number[i]);
        else
          EXPECT_EQ(after.code[i], before.code[i]);
      }
    // A value that somebody has; never the level that nobody has.
    const double age = filled.columns[0].number[1];
    EXPECT_TRUE(age == 61 || age == 70 || age == 55 || age == 48 || age == 66 || age == 59);
    EXPECT_LT(filled.columns[2].code[3], 3);
    const double flag = filled.columns[3].number[4];
    EXPECT_TRUE(flag == 0 || flag == 1);
  }
}

TEST(Impute, WhatCannotBeImputedIsSaid) {
  cohort::Table table = table_of({numbers("age", {1, na, 3}), numbers("none", {na, na, na})});
  table.columns.push_back(category("name", {0, 1, -1}, {"a", "b"}));
  table.columns.back().type = cohort::ColumnType::text;
  const auto result = impute(table, {"aeg", "none", "name"}, Matrix(2, 1), {});
  ASSERT_FALSE(result);
  ASSERT_EQ(result.error().size(), 4u);
  EXPECT_EQ(result.error()[0].code, "imputation.no_column");
  EXPECT_EQ(result.error()[0].remedy, "did you mean age?");
  EXPECT_EQ(result.error()[1].code, "imputation.nothing_observed");
  EXPECT_EQ(result.error()[2].code, "imputation.type");
  EXPECT_EQ(result.error()[3].code, "imputation.outcome");
}

TEST(Impute, TheOnlyValueIsTaken) {
  const cohort::Table table = table_of({numbers("a", {5, na, 5}), numbers("b", {1, 2, 3})});
  const Imputation result = impute(table, {"a", "b"}, Matrix(3, 0), {.imputations = 2}).value();
  EXPECT_EQ(result.values[0][0], std::vector<double>{5});
  EXPECT_EQ(result.warnings.size(), 1u);
}

// Deaths at 1, 2 (one of two rows) and 4: H = 1/4, + 1/3 … with five rows at risk at first.
TEST(Impute, NelsonAalenByHand) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 2, 3, 4}, {1, 1, 0, 0, 1}};
  const Matrix predictors = outcome_predictors(outcomes);
  ASSERT_EQ(predictors.columns, 2u);
  EXPECT_EQ(predictors(2, 0), 0);
  EXPECT_NEAR(predictors(0, 1), 1.0 / 5, 1e-15);
  EXPECT_NEAR(predictors(1, 1), 1.0 / 5 + 1.0 / 4, 1e-15);
  EXPECT_NEAR(predictors(2, 1), 1.0 / 5 + 1.0 / 4, 1e-15);
  EXPECT_NEAR(predictors(3, 1), 1.0 / 5 + 1.0 / 4, 1e-15);
  EXPECT_NEAR(predictors(4, 1), 1.0 / 5 + 1.0 / 4 + 1, 1e-15);
  // Entering at 2 the fifth row is not at risk before.
  const endpoint::Outcomes late{{0, 0, 0, 0, 2}, {1, 2, 2, 3, 4}, {1, 1, 0, 0, 1}};
  EXPECT_NEAR(outcome_predictors(late)(1, 1), 1.0 / 4 + 1.0 / 3, 1e-15);
}

TEST(PoolShares, OnTheScaleOfLogits) {
  const std::vector<double> c{0.6, 0.7}, se{0.03, 0.03};
  const auto pooled = pool_shares(c, se).value();
  const double middle = (std::log(0.6 / 0.4) + std::log(0.7 / 0.3)) / 2;
  EXPECT_NEAR(pooled.estimate, 1 / (1 + std::exp(-middle)), 1e-14);
  EXPECT_LT(pooled.conf_low, 0.6);
  EXPECT_GT(pooled.conf_high, 0.7);
  EXPECT_FALSE(pool_shares(std::vector<double>{1, 0.5}, se));
  const auto survival = pool_survival(c, se).value();
  EXPECT_GT(survival.estimate, 0.6);
  EXPECT_LT(survival.estimate, 0.7);
  EXPECT_LT(survival.conf_low, survival.conf_high);
}
