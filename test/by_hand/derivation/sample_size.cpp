// Small sums of the sample-size note.
#include "venscope/derivation/sample_size.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::derivation;

// LR 40.67 with 7 coefficients: (40.67 - 7) / 40.67 = 33.67 / 40.67 = 0.8279.
TEST(ByHandSampleSize, HeuristicShrinkage) {
  EXPECT_NEAR(heuristic_shrinkage(40.67, 7), 0.8279, 5e-5);
  EXPECT_LT(heuristic_shrinkage(5, 7), 0);
}

// 100 patients, LR 20: 1 - e^-0.2 = 0.18127.
TEST(ByHandSampleSize, CoxSnell) {
  EXPECT_NEAR(cox_snell_r2(20, 100), 0.181269, 1e-6);
}

// 50 events of 100 patients: l0 = 50 ln 0.5 - 50 = -84.657; 1 - e^(-1.69315) = 0.81606.
TEST(ByHandSampleSize, LargestR2) {
  EXPECT_NEAR(largest_cox_snell_r2(50, 100), 0.81606, 1e-5);
}

// C = 0.5 explains nothing; a higher C more.
TEST(ByHandSampleSize, OfConcordance) {
  EXPECT_EQ(cox_snell_r2_of_concordance(0.5, 80, 100), 0);
  // D = 5.5 x 0.2 + 10.26 x 0.008 = 1.18208; pi/8 D^2 = 0.548721; over itself + 1.644934: 0.250143.
  // R2_OQ = 1.644934 x 0.250143 / (1 + 0.644934 x 0.250143) = 0.354313; R2 = 1 - 0.645687^0.8 =
  // 0.29526
  EXPECT_NEAR(cox_snell_r2_of_concordance(0.7, 80, 100), 0.29526, 2e-5);
}

TEST(ByHandSampleSize, AllTogether) {
  // 174 patients, 140 deaths, 2,000 months, 20 candidates, LR 55.
  const SampleSize size = sample_size({174, 140, 2000, 10}, 20, 55);
  EXPECT_NEAR(size.events_per_parameter, 7, 1e-12);
  EXPECT_NEAR(size.shrinkage, 35.0 / 55, 1e-12);
  EXPECT_NEAR(size.r2_adjusted, (1 - std::exp(-55.0 / 174)) * 35 / 55, 1e-12);
  ASSERT_TRUE(size.wanted);
  EXPECT_GE(*size.wanted, *size.for_shrinkage);
  EXPECT_GE(*size.wanted, *size.for_r2);
  EXPECT_GE(*size.wanted, *size.for_risk);
  // No model at all: nothing can be said.
  EXPECT_FALSE(sample_size({174, 140, 2000, 10}, 20, 15).wanted);
}
