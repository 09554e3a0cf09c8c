// Clinical columns of a signature as a design.
#include "venscope/study/signature_covariates.hpp"

#include "venscope/formula/model_frame.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace venscope::study {
namespace {

cohort::Table table_of(std::vector<std::int32_t> sex, std::vector<std::int32_t> risk,
                       std::vector<std::string> levels = {"low", "middle", "high"}) {
  cohort::Table table;
  table.file = "t.csv";
  table.rows = sex.size();
  cohort::Column age, s, r;
  age.name = "age";
  s.name = "sex";
  r.name = "risk";
  for (std::size_t i = 0; i < sex.size(); ++i) age.number.push_back(50 + static_cast<double>(i));
  s.type = r.type = cohort::ColumnType::category;
  s.levels = {"female", "male"};
  r.levels = std::move(levels);
  s.code = std::move(sex);
  r.code = std::move(risk);
  table.columns = {age, s, r};
  return table;
}

const std::vector<std::string> columns{"age", "sex", "risk"};

TEST(SignatureCovariates, AreThoseOfAModelFrame) {
  const cohort::Table table = table_of({0, 1, 1, 0, 1}, {2, 0, 1, 0, 2});
  const std::vector<std::size_t> rows{0, 1, 2, 3, 4};
  const CohortPatients patients{&table, rows};
  const CovariateDesign design = covariate_design(columns, {&patients, 1});
  const auto frame = formula::model_frame("~ age + sex + risk", table, {.no_response = true});
  ASSERT_TRUE(frame);
  EXPECT_EQ(design.names(), frame->column_names);
  EXPECT_EQ(design.of(table, rows).values, frame->design.values);
}

TEST(SignatureCovariates, HoldTheLevelsThatOccur) {
  const cohort::Table table = table_of({1, 1, 1}, {2, 1, 1});
  const std::vector<std::size_t> rows{0, 1, 2};
  const CohortPatients patients{&table, rows};
  const CovariateDesign design = covariate_design(columns, {&patients, 1});
  EXPECT_EQ(design.names(), (std::vector<std::string>{"age", "riskhigh"}));
  EXPECT_EQ(design.single, std::vector<std::string>{"sex"});
  EXPECT_EQ(design.reference[0].second, "middle");
  // A level that was not there when the design was made, and a missing one, have no number.
  const cohort::Table other = table_of({0, 0, 0}, {0, cohort::missing_code, 2});
  const Matrix values = design.of(other, rows);
  EXPECT_TRUE(std::isnan(values(0, 1)));
  EXPECT_TRUE(std::isnan(values(1, 1)));
  EXPECT_EQ(values(2, 1), 1);
}

TEST(SignatureCovariates, GoByTheNamesOfLevelsInSeveralCohorts) {
  const cohort::Table first = table_of({0, 1}, {0, 1}),
                      second = table_of({1, 0}, {0, 1}, {"high", "low"});
  const std::vector<std::size_t> rows{0, 1};
  const std::vector<CohortPatients> both{{&first, rows}, {&second, rows}};
  const CovariateDesign design = covariate_design(columns, both);
  EXPECT_EQ(design.names(), (std::vector<std::string>{"age", "sexmale", "riskmiddle", "riskhigh"}));
  EXPECT_EQ(design.of(second, rows)(0, 3), 1);
  EXPECT_EQ(design.of(second, rows)(1, 3), 0);
  const std::vector<std::string> by{"sex"}, labels{"A", "B"};
  const Strata strata = strata_of(by, both, labels);
  EXPECT_EQ(strata.names, (std::vector<std::string>{"A, sex=female", "A, sex=male", "B, sex=female",
                                                    "B, sex=male"}));
  EXPECT_EQ(strata.code, (std::vector<std::int32_t>{0, 1, 3, 2}));
}

}  // namespace
}  // namespace venscope::study
