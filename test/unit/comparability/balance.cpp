// Covariates with values missing, one level, or no overlap.
#include "venscope/comparability/balance.hpp"

#include "venscope/response/standardised_difference.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

const std::vector<std::int32_t> arms{1, 1, 1, 0, 0, 0};

cohort::Column numbers(std::vector<double> values) {
  cohort::Column column;
  column.name = "x";
  column.number = std::move(values);
  return column;
}

cohort::Column codes(std::vector<std::int32_t> values, std::size_t levels) {
  cohort::Column column;
  column.name = "x";
  column.type = cohort::ColumnType::category;
  column.code = std::move(values);
  for (std::size_t l = 0; l < levels; ++l) column.levels.push_back(std::to_string(l));
  return column;
}

TEST(CovariateBalance, WithoutWeightsIsTheStandardisedDifference) {
  const auto number = covariate_balance(numbers({3, 5, 8, 1, 2, 4}), arms);
  EXPECT_DOUBLE_EQ(*number->difference,
                   *response::standardised_difference(std::vector<double>{3, 5, 8},
                                                      std::vector<double>{1, 2, 4}));
  const auto binary = covariate_balance(numbers({1, 1, 0, 0, 1, 0}), arms);
  EXPECT_DOUBLE_EQ(*binary->difference, *response::standardised_difference(2, 3, 1, 3));
  const auto two = covariate_balance(codes({1, 1, 0, 0, 1, 0}, 2), arms);
  EXPECT_DOUBLE_EQ(*two->difference, *binary->difference);
  const auto three = covariate_balance(codes({2, 1, 0, 0, 1, 0}, 3), arms);
  EXPECT_NEAR(*three->difference,
              *response::standardised_difference(response::make_table(2, 3, {1, 1, 1, 2, 1, 0})),
              1e-14);
}

TEST(CovariateBalance, CountsTheMissingOfEachArm) {
  const auto found = covariate_balance(
      numbers({3, cohort::missing_number, 8, 1, 2, cohort::missing_number}), arms);
  EXPECT_EQ(found->arm[0].n_missing, 1u);
  EXPECT_EQ(found->arm[1].n_missing, 1u);
  EXPECT_EQ(found->arm[1].n, 2u);
  EXPECT_DOUBLE_EQ(found->arm[1].mean, 5.5);
}

TEST(CovariateBalance, OfWeightZeroIsNotCounted) {
  const std::vector<double> weights{1, 1, 0, 1, 1, 1};
  const auto found = covariate_balance(numbers({3, 5, 80, 1, 2, 4}), arms, weights);
  EXPECT_EQ(found->arm[1].n, 2u);
  EXPECT_DOUBLE_EQ(found->arm[1].mean, 4);
}

TEST(CovariateBalance, WithoutOverlapSaysSo) {
  const auto apart = covariate_balance(numbers({1, 1, 1, 0, 0, 0}), arms);
  EXPECT_FALSE(apart->difference);
  EXPECT_NE(apart->why.find("infinite"), std::string::npos);
  EXPECT_FALSE(covariate_balance(codes({2, 2, 2, 0, 1, 0}, 3), arms)->difference);
  const auto constant = covariate_balance(codes({1, 1, 1, 1, 1, 1}, 3), arms);
  EXPECT_EQ(constant->difference, 0.0);
  const auto lonely = covariate_balance(numbers({3, 5, 8}), std::vector<std::int32_t>{1, 0, 0});
  EXPECT_FALSE(lonely->difference);
  EXPECT_NE(lonely->why.find("fewer than two"), std::string::npos);
}

TEST(CovariateBalance, RefusesFreeText) {
  cohort::Column text = codes({0, 1, 0, 1, 0, 1}, 2);
  text.type = cohort::ColumnType::text;
  const auto found = covariate_balance(text, arms);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error()[0].code, "comparability.not_a_covariate");
}

}  // namespace
