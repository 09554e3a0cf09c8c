#include "support/from_r.hpp"
#include "support/random_expression.hpp"
#include "venscope/expression/correlation.hpp"
#include "venscope/expression/rank_sum.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

namespace {

constexpr CorrelationMethod methods[] = {CorrelationMethod::pearson, CorrelationMethod::spearman,
                                         CorrelationMethod::kendall};

std::vector<double> random_number(std::size_t n, unsigned seed) {
  const Matrix values = test::random_expression(n, 1, seed);
  return values.values;
}

}  // namespace

TEST(AssociationLaws, TurningTheNumberTurnsTheSign) {
  const Matrix x = test::random_expression(30, 20, 1);
  std::vector<double> y = random_number(30, 2), turned;
  for (const double value : y) turned.push_back(-value);
  for (const auto method : methods) {
    const auto a = correlate(x, y, {.method = method}),
               b = correlate(x, turned, {.method = method});
    ASSERT_TRUE(a && b);
    for (std::size_t g = 0; g < x.columns; ++g) {
      EXPECT_TRUE(agrees((*a)[g].estimate, -(*b)[g].estimate, 1e-12, 1e-15));
      EXPECT_TRUE(agrees((*a)[g].low, -(*b)[g].high, 1e-11, 1e-14));
      EXPECT_TRUE(agrees((*a)[g].p, (*b)[g].p, 1e-9));
    }
  }
}

TEST(AssociationLaws, RanksAloneMatterToRankCorrelations) {
  const Matrix x = test::random_expression(25, 10, 3);
  Matrix raised = x;
  for (double& value : raised.values) value = std::exp(value / 4);
  const std::vector<double> y = random_number(25, 4);
  for (const auto method : {CorrelationMethod::spearman, CorrelationMethod::kendall}) {
    const auto a = correlate(x, y, {.method = method}),
               b = correlate(raised, y, {.method = method});
    ASSERT_TRUE(a && b);
    for (std::size_t g = 0; g < x.columns; ++g) {
      EXPECT_EQ((*a)[g].estimate, (*b)[g].estimate);
      EXPECT_EQ((*a)[g].p, (*b)[g].p);
    }
  }
}

TEST(AssociationLaws, ThreadsAndMissingGenesChangeNothing) {
  Matrix x = test::random_expression(20, 300, 5);
  for (std::size_t g = 0; g < 300; g += 7) x(g % 20, g) = std::numeric_limits<double>::quiet_NaN();
  std::fill(x.column(3).begin(), x.column(3).end(), 1.5);
  const std::vector<double> y = random_number(20, 6);
  for (const auto method : methods) {
    const auto one = correlate(x, y, {.method = method});
    const auto three = correlate(x, y, {.method = method, .threads = 3});
    ASSERT_TRUE(one && three);
    EXPECT_EQ((*one)[0].n, 19u);
    EXPECT_EQ((*one)[1].n, 20u);
    EXPECT_TRUE(std::isnan((*one)[3].p));
    EXPECT_EQ((*one)[3].p_from, CorrelationP::none);
    for (std::size_t g = 0; g < 300; ++g) EXPECT_TRUE(agrees((*one)[g].p, (*three)[g].p, 0.0));
  }
}

TEST(AssociationLaws, WithoutACensoredValueNothingIsCensored) {
  const Matrix x = test::random_expression(15, 8, 7);
  const std::vector<double> y = random_number(15, 8);
  const std::vector<std::uint8_t> observed(15, 1);
  const auto plain = correlate(x, y, {.method = CorrelationMethod::kendall});
  const auto same = correlate(x, y, {.method = CorrelationMethod::kendall, .observed = observed});
  ASSERT_TRUE(plain && same);
  for (std::size_t g = 0; g < 8; ++g) EXPECT_EQ((*plain)[g].p, (*same)[g].p);
}

TEST(AssociationLaws, WhatCannotBeCorrelatedIsRefused) {
  const Matrix x = test::random_expression(4, 2, 9), two = test::random_expression(2, 2, 9);
  const std::vector<double> y = {1, 2, 3, 4}, same = {1, 1, 1, 1}, pair = {1, 2};
  const std::vector<std::uint8_t> some = {1, 0, 1, 1}, none = {0, 0, 0, 0};
  const Matrix z(4, 1, 2.0);
  const auto code = [](const auto& result) { return result ? "" : result.error()[0].code; };
  EXPECT_EQ(code(correlate(two, pair)), "expression.few_samples");
  EXPECT_EQ(code(correlate(x, same)), "expression.constant_number");
  EXPECT_EQ(code(correlate(x, y, {.observed = some})), "expression.censored_method");
  EXPECT_EQ(code(correlate(x, y, {.method = CorrelationMethod::kendall, .observed = none})),
            "expression.no_pairs");
  EXPECT_EQ(code(correlate(x, y, {.method = CorrelationMethod::kendall, .covariates = &z})),
            "expression.kendall_covariates");
  EXPECT_EQ(code(rank_sums(x, some)), "");
  EXPECT_EQ(code(rank_sums(x, none)), "expression.one_group");
}

TEST(AssociationLaws, TheGroupsOfARankSumCanBeSwapped) {
  const Matrix x = test::random_expression(17, 12, 10);
  std::vector<std::uint8_t> group, other;
  for (int i = 0; i < 17; ++i) group.push_back(i % 3 == 0), other.push_back(i % 3 != 0);
  const auto a = rank_sums(x, group), b = rank_sums(x, other);
  ASSERT_TRUE(a && b);
  for (std::size_t g = 0; g < 12; ++g) {
    EXPECT_EQ((*a)[g].p, (*b)[g].p);
    EXPECT_NEAR((*a)[g].probability + (*b)[g].probability, 1.0, 1e-14);
    EXPECT_EQ((*a)[g].difference, -(*b)[g].difference);
  }
}
