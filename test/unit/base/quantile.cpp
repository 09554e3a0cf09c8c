// R's quantile(x, p, type = 7), R 4.2.2, printed with 17 digits.
#include "venscope/base/quantile.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

using venscope::sorted_quantile;

TEST(SortedQuantile, IsThatOfR) {
  const std::vector<double> x{-1.25,
                              0.001,
                              0.10000000000000001,
                              0.33333333333333331,
                              0.69999999999999996,
                              2.5,
                              3.1415926535897931,
                              4.4000000000000004,
                              7,
                              7,
                              19.300000000000001};
  EXPECT_EQ(sorted_quantile(x, 0), -1.25);
  EXPECT_EQ(sorted_quantile(x, 0.025), -0.93725000000000003);
  EXPECT_EQ(sorted_quantile(x, 0.1), 0.001);
  EXPECT_EQ(sorted_quantile(x, 0.3), 0.33333333333333331);
  EXPECT_EQ(sorted_quantile(x, 0.5), 2.5);
  EXPECT_EQ(sorted_quantile(x, 0.7), 4.4000000000000004);
  EXPECT_EQ(sorted_quantile(x, 0.9), 7);
  EXPECT_EQ(sorted_quantile(x, 0.975), 16.225000000000001);
  EXPECT_EQ(sorted_quantile(x, 1), 19.300000000000001);
  // Positions that are whole but for rounding.
  const std::vector<double> y{1.1, 2.3, 3.7, 5.9};
  EXPECT_EQ(sorted_quantile(y, 0 / 6.0), 1.1000000000000001);
  EXPECT_EQ(sorted_quantile(y, 1 / 6.0), 1.7);
  EXPECT_EQ(sorted_quantile(y, 2 / 6.0), 2.2999999999999998);
  EXPECT_EQ(sorted_quantile(y, 3 / 6.0), 3);
  EXPECT_EQ(sorted_quantile(y, 4 / 6.0), 3.7000000000000002);
  EXPECT_EQ(sorted_quantile(y, 5 / 6.0), 4.8000000000000007);
  EXPECT_EQ(sorted_quantile(y, 6 / 6.0), 5.9000000000000004);
  std::vector<double> z;
  for (int k = 1; k <= 200; ++k) z.push_back(k / 7.0);
  EXPECT_EQ(sorted_quantile(z, 0.05), 1.5642857142857143);
  EXPECT_EQ(sorted_quantile(z, 0.35), 10.092857142857142);
  EXPECT_EQ(sorted_quantile(z, 0.55), 15.778571428571428);
  EXPECT_EQ(sorted_quantile(z, 0.95), 27.149999999999995);
}

TEST(SortedQuantile, AtTheEndsAndOfFewValues) {
  EXPECT_TRUE(std::isnan(sorted_quantile({}, 0.5)));
  const std::vector<double> one{3}, two{1, 2};
  for (const double p : {0.0, 0.3, 1.0}) EXPECT_EQ(sorted_quantile(one, p), 3);
  EXPECT_EQ(sorted_quantile(two, 0), 1);
  EXPECT_EQ(sorted_quantile(two, 1), 2);
}

TEST(SortedQuantile, InfinitiesStay) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const std::vector<double> values{-infinity, -infinity, 0, infinity, infinity};
  EXPECT_EQ(sorted_quantile(values, 0.1), -infinity);
  EXPECT_EQ(sorted_quantile(values, 0.5), 0);
  EXPECT_EQ(sorted_quantile(values, 0.9), infinity);
}
