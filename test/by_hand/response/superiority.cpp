// Pairs that can be counted, and the ends of the interval put back into their equation.
#include "venscope/response/superiority.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace {

using venscope::response::rank_biserial;
using venscope::response::superiority;

/// (estimate - theta)^2 over the variance at theta: z^2 at an end.
double squared_score(double estimate, double theta, double m, double n) {
  const double others = (m + n) / 2 - 1;
  const double variance = theta * (1 - theta) *
                          (1 + others * (1 - theta) / (2 - theta) + others * theta / (1 + theta)) /
                          (m * n);
  return (estimate - theta) * (estimate - theta) / variance;
}

TEST(Superiority, CountsPairs) {
  // 3 of the six pairs are higher, one is tied: 3.5 / 6.
  const std::vector<double> x{2, 5}, y{1, 2, 6};
  const auto found = superiority(x, y);
  ASSERT_TRUE(found);
  EXPECT_NEAR(found->estimate, 3.5 / 6, 1e-15);
  const double z = 1.959963984540054;
  // The variance is smooth there: 80 halvings leave nothing but rounding.
  EXPECT_NEAR(squared_score(found->estimate, found->interval.low, 2, 3), z * z, 1e-9);
  EXPECT_NEAR(squared_score(found->estimate, found->interval.high, 2, 3), z * z, 1e-9);
  EXPECT_LT(found->interval.low, found->estimate);
  EXPECT_GT(found->interval.high, found->estimate);
  EXPECT_NEAR(rank_biserial(*found).estimate, 1.0 / 6, 1e-15);
  EXPECT_NEAR(rank_biserial(*found).interval.low, 2 * found->interval.low - 1, 1e-15);
}

TEST(Superiority, TurningTheGroupsTurnsIt) {
  const std::vector<double> x{2, 5, 7, 7}, y{1, 2, 6};
  const auto one = superiority(x, y, 0.9), other = superiority(y, x, 0.9);
  EXPECT_NEAR(one->estimate, 1 - other->estimate, 1e-15);
  EXPECT_NEAR(one->interval.low, 1 - other->interval.high, 1e-12);
  EXPECT_NEAR(one->interval.high, 1 - other->interval.low, 1e-12);
}

TEST(Superiority, GroupsApartStillHaveAnInterval) {
  const std::vector<double> x{4, 5, 6}, y{1, 2, 3};
  const auto found = superiority(x, y);
  EXPECT_EQ(found->estimate, 1);
  EXPECT_EQ(found->interval.high, 1);
  EXPECT_GT(found->interval.low, 0.3);
  EXPECT_LT(found->interval.low, 0.9);
  const double z = 1.959963984540054;
  EXPECT_NEAR(squared_score(1, found->interval.low, 3, 3), z * z, 1e-9);
}

TEST(Superiority, NothingToCompareIsSaid) {
  const std::vector<double> none, some{1, 2}, missing{1, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_EQ(superiority(none, some).error().front().code, "response.no_observations");
  EXPECT_EQ(superiority(some, missing).error().front().code, "response.missing_value");
  EXPECT_EQ(superiority(some, some, 1).error().front().code, "response.confidence_level");
}

}  // namespace
