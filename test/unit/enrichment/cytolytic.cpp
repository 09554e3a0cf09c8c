#include "venscope/enrichment/set_scores.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::enrichment;

TEST(CytolyticScore, GeometricMean) {
  const std::vector<double> gzma{4, 0, std::numeric_limits<double>::quiet_NaN(), -1};
  const std::vector<double> prf1{9, 5, 1, 2};
  const auto score = cytolytic_score(gzma, prf1, false);
  EXPECT_NEAR(score[0], 6, 1e-15);
  EXPECT_EQ(score[1], 0);
  EXPECT_TRUE(std::isnan(score[2]));
  EXPECT_TRUE(std::isnan(score[3]));
}

// log2 of the geometric mean is the mean of the logarithms.
TEST(CytolyticScore, OnALogarithmicScale) {
  const std::vector<double> a{2.0}, b{std::log2(9.0)};
  EXPECT_NEAR(cytolytic_score(a, b, true)[0], std::log2(6.0), 1e-15);
}
