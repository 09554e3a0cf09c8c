#include "venscope/imputation/rubin.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::imputation;

// Two estimates 1 and 3 with variances 1: U = 1, B = 2, T = 1 + 3/2 * 2 = 4, r = 3, lambda = 3/4,
// df = 1 / (9/16) = 16/9.
TEST(Rubin, TwoByHand) {
  const Pooled pooled = pool(std::vector<double>{1, 3}, std::vector<double>{1, 1}).value();
  EXPECT_EQ(pooled.estimate, 2);
  EXPECT_EQ(pooled.within, 1);
  EXPECT_EQ(pooled.between, 2);
  EXPECT_EQ(pooled.variance, 4);
  EXPECT_EQ(pooled.std_error(), 2);
  EXPECT_EQ(pooled.relative_increase, 3);
  EXPECT_EQ(pooled.lambda, 0.75);
  EXPECT_NEAR(pooled.df, 16.0 / 9, 1e-15);
  EXPECT_NEAR(pooled.missing_information, (3 + 2 / (16.0 / 9 + 3)) / 4, 1e-15);
}

TEST(Rubin, WithoutDifferencesItIsTheNormalInterval) {
  const std::vector<double> q(5, 1.5), u(5, 0.04);
  const Pooled pooled = pool(q, u).value();
  EXPECT_EQ(pooled.lambda, 0);
  EXPECT_NEAR(pooled.interval().low, 1.5 - 0.2 * 1.959964, 1e-5);
  EXPECT_NEAR(pooled.interval().high, 1.5 + 0.2 * 1.959964, 1e-5);
}

TEST(Rubin, OneImputationIsTooFew) {
  const auto pooled = pool(std::vector<double>{1}, std::vector<double>{1});
  ASSERT_FALSE(pooled);
  EXPECT_EQ(pooled.error()[0].code, "imputation.too_few");
}
