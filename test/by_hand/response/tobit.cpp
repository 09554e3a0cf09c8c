#include "venscope/response/tobit.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

constexpr double without_limit = std::numeric_limits<double>::infinity();

Result<TobitFit> fit_tobit(const Matrix& design, const std::vector<double>& low,
                           const std::vector<double>& high,
                           TobitDistribution distribution = TobitDistribution::gaussian) {
  return tobit({.design = design, .low = low, .high = high}, distribution);
}

std::string tobit_code(const Result<TobitFit>& fit) {
  return fit ? "" : fit.error().front().code;
}

}  // namespace

// Without censoring it is the mean, the standard deviation with n below, SE s/sqrt(n), and ln s has
// SE 1/sqrt(2n). 1, 2, 3, 6: mean 3, squares 4 + 1 + 0 + 9 = 14.
TEST(TobitByHand, ObservedValuesAloneGiveMeanAndStandardDeviation) {
  const std::vector<double> y{1, 2, 3, 6};
  const auto found = fit_tobit(Matrix(4, 0), y, y);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->terms[0].coef, 3, 1e-12);
  EXPECT_NEAR(found->scale, std::sqrt(14.0 / 4), 1e-12);
  EXPECT_NEAR(found->terms[0].std_error, std::sqrt(14.0 / 16), 1e-12);
  EXPECT_NEAR(found->log_scale_se, 1 / std::sqrt(8.0), 1e-12);
  EXPECT_NEAR(found->loglik, -2 * std::log(2 * M_PI * 14 / 4) - 2, 1e-12);
}

// Two groups, nothing censored: the coefficient is the difference of the means.
TEST(TobitByHand, AGroupIsADifferenceOfMeans) {
  Matrix design(6, 1);
  design.values = {0, 0, 0, 1, 1, 1};
  const std::vector<double> y{1, 2, 3, 4, 6, 11};
  const auto found = fit_tobit(design, y, y);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->terms[0].coef, 2, 1e-12);
  EXPECT_NEAR(found->terms[1].coef, 5, 1e-12);
  EXPECT_EQ(found->df, 1);
  // The ratio of the pooled squares: 63.5 - 2 x 3 ... about the grand mean 4.5, and 2 + 26 within.
  EXPECT_NEAR(found->chi_squared, 6 * std::log(65.5 / 28), 1e-10);
}

TEST(TobitByHand, WhatCannotBeFittedIsSaid) {
  const std::vector<double> y{1, 2, 3, 6}, up(4, without_limit);
  EXPECT_EQ(tobit_code(fit_tobit(Matrix(4, 0), y, up)), "response.all_censored");
  EXPECT_EQ(tobit_code(fit_tobit(Matrix(4, 0), {2, 2, 2, 2}, {2, 2, 2, 2})), "response.constant");
  EXPECT_EQ(tobit_code(fit_tobit(Matrix(4, 1, 3.0), y, y)), "response.collinear");
  EXPECT_EQ(tobit_code(fit_tobit(Matrix(4, 0), {-1, 2, 3, 6}, {-1, 2, 3, 6},
                                 TobitDistribution::lognormal)),
            "response.positive");
  EXPECT_EQ(tobit_code(fit_tobit(Matrix(4, 0), {1, std::nan(""), 3, 6}, y)), "response.not_finite");
  EXPECT_EQ(tobit_code(fit_tobit(Matrix(1, 0), {1}, {1})), "response.too_few");
}

// All of a group above the limit: its coefficient has no maximum, and the fit says whose.
TEST(TobitByHand, AGroupAllCensoredIsNamed) {
  Matrix design(6, 1);
  design.values = {0, 0, 0, 1, 1, 1};
  const std::vector<std::string> names{"groupB"};
  const std::vector<double> low{1, 2, 3, 10, 10, 10},
      high{1, 2, 3, without_limit, without_limit, without_limit};
  const auto found =
      tobit({.design = design, .low = low, .high = high}, TobitDistribution::gaussian, 0.95, names);
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->converged);
  ASSERT_EQ(found->warnings.size(), 1u);
  EXPECT_NE(found->warnings[0].find("groupB = 1 are censored from above"), std::string::npos);
}
