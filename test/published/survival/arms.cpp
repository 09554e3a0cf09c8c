/// The median's standard error in print.
#include "venscope/survival/median_by_density.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

// Collett, Modelling Survival Data in Medical Research: weeks until an intrauterine device was
// discontinued in 18 women. Examples 2.7 to 2.9 print the median 93 weeks, se(S(93)) = 0.1452,
// f(93) = 0.0085, a standard error of 17.13 and the limits 59 and 127.
TEST(ArmsInPrint, MedianOfCollettsEighteenWomen) {
  const endpoint::Outcomes outcomes{
      {},
      {10, 13, 18, 19, 23, 30, 36, 38, 54, 56, 59, 75, 93, 97, 104, 107, 107, 107},
      {1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0}};
  const auto fit = kaplan_meier(outcomes);
  ASSERT_TRUE(fit);
  EXPECT_NEAR(at_times(*fit, std::vector<double>{93})[0].std_error, 0.1452, 5e-5);
  const MedianByDensity median = median_by_density(*fit);
  ASSERT_TRUE(median.time && median.std_error && median.lower && median.upper);
  EXPECT_EQ(*median.time, 93);
  EXPECT_NEAR(*median.std_error, 17.13, 0.005);
  EXPECT_NEAR(*median.lower, 59, 0.5);
  EXPECT_NEAR(*median.upper, 127, 0.5);
}
