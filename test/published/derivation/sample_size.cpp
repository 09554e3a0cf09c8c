// The example of recurrence after venous thromboembolism of Riley et al., Stat Med
// 2019;38:1276-1296, worked out in the help of R's pmsampsize: R2 0.051, rate 0.065 a year, mean
// follow-up 2.07 years, 30 parameters, a horizon of 2 years. The abstract prints 23 events per
// parameter.
#include "venscope/derivation/sample_size.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::derivation;

TEST(PublishedSampleSize, VenousThromboembolism) {
  EXPECT_EQ(std::ceil(patients_for_shrinkage(30, 0.051).value()), 5143);
  // 5,143 patients: 23.07 events per parameter.
  EXPECT_NEAR(5143 * 2.07 * 0.065 / 30, 23.07, 0.005);
  // Criterion 2 asks for fewer: 1,039, with a largest R2 of 0.55.
  const double n = 5143, events = n * 2.07 * 0.065;
  const double largest = largest_cox_snell_r2(events, n);
  EXPECT_NEAR(largest, 0.555, 0.0005);
  EXPECT_EQ(std::ceil(patients_for_r2(30, 0.051, largest).value()), 1039);
  // With 5,143 patients the risk by two years, 0.122, is known to within 0.01.
  EXPECT_LT(patients_for_risk(0.065, 2.07, 2, 0.01).value(), 5143);
}
