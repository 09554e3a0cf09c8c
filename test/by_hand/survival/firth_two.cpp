// Two patients, one covariate x = 1, 0; the one with x = 1 dies first. With p = e^b / (1 + e^b),
//
//   l* = log p + 1/2 log(p (1 - p)) = 1/2 log(p^3 (1 - p)).
//
// Its maximum is at p = 3/4, so the hazard ratio is 3 and p^3 (1 - p) = 27/256. Without the penalty
// there is no maximum. The interval at the level of the chi-squared value log(27/16) ends where
// p^3 (1 - p) = 1/16, that is 16 p^4 - 16 p^3 + 1 = (2p - 1)(8p^3 - 4p^2 - 2p - 1) = 0: at p = 1/2,
// hazard ratio 1, and at p = u/2 with u^3 = u^2 + u + 1, the tribonacci constant.
#include "venscope/base/distributions.hpp"
#include "venscope/survival/cox.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

TEST(FirthByHand, TwoPatientsAndTheTribonacciConstant) {
  endpoint::Outcomes outcomes;
  outcomes.time = {1, 2};
  outcomes.event = {1, 0};
  Matrix design(2, 1);
  design(0, 0) = 1;
  CoxOptions options;
  options.firth = true;
  const double chi_squared = std::log(27.0 / 16);
  options.level = 1 - chi_squared_upper(chi_squared, 1);
  const auto fit = cox({.outcomes = outcomes, .design = design}, options);
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->interval, CoxInterval::profile);
  const CoxTerm& term = fit->terms[0];
  const double u = 1.8392867552141612;
  EXPECT_NEAR(term.coef, std::log(3.0), 1e-9);
  EXPECT_NEAR(term.conf_low, 1, 1e-9);
  EXPECT_NEAR(term.conf_high, u / (2 - u), 1e-8);
  // The test of b = 0 is at p = 1/2, the lower end.
  ASSERT_TRUE(term.p_profile);
  EXPECT_NEAR(*term.p_profile, 1 - options.level, 1e-10);
}
