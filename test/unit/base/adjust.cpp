#include "venscope/base/adjust.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;

namespace {

const std::vector<double> p{0.01, 0.04, 0.03, 0.005, 0.04};

void expect_all(const std::vector<double>& values, const std::vector<double>& expected) {
  ASSERT_EQ(values.size(), expected.size());
  // Products and quotients of small integers: the last digit may differ.
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_NEAR(values[i], expected[i], 1e-15) << i;
}

}  // namespace

// R 4.2.2: p.adjust(c(.01, .04, .03, .005, .04), "holm") and "BH".
TEST(Adjusted, Holm) {
  expect_all(adjusted(p, Adjustment::holm), {0.04, 0.09, 0.09, 0.025, 0.09});
}

TEST(Adjusted, BenjaminiHochberg) {
  expect_all(adjusted(p, Adjustment::benjamini_hochberg), {0.025, 0.04, 0.04, 0.025, 0.04});
}

TEST(Adjusted, NeverAboveOneAndNothingForNothing) {
  expect_all(adjusted(std::vector<double>{0.9, 0.8}, Adjustment::holm), {1, 1});
  expect_all(adjusted({}, Adjustment::holm), {});
  expect_all(adjusted(p, Adjustment::none), p);
}

// R: p.adjust(c(.01, NA, .04), "holm") is .02 NA .04.
TEST(Adjusted, UndefinedDoesNotCount) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto values = adjusted(std::vector<double>{0.01, nan, 0.04}, Adjustment::holm);
  EXPECT_DOUBLE_EQ(values[0], 0.02);
  EXPECT_TRUE(std::isnan(values[1]));
  EXPECT_DOUBLE_EQ(values[2], 0.04);
}
