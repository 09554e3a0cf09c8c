// VanderWeele and Ding, Ann Intern Med 2017;167:268-274, and the calculator's paper, Mathur et al.,
// Epidemiology 2018;29:e45-e47.
#include "venscope/comparability/e_value.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

TEST(EValuePublished, BottleFeedingAndRespiratoryDeath) {
  // "RR = 3.9 (95% CI 1.8 to 8.7) … an E-value of 7.26 …, for the lower limit 3.0"
  const auto e = e_value(RatioKind::risk, 3.9, 1.8, 8.7);
  ASSERT_TRUE(e);
  EXPECT_NEAR(e->point, 7.26, 0.005);
  EXPECT_NEAR(e->limit, 3.0, 0.005);
}

TEST(EValuePublished, ByHand) {
  // RR 2: 2 + sqrt(2) = 3.41421356; RR 0.5 is RR 2 turned round.
  EXPECT_NEAR(e_value(RatioKind::risk, 2, 1.5, 3)->point, 2 + std::sqrt(2.0), 1e-15);
  EXPECT_NEAR(e_value(RatioKind::risk, 0.5, 0.3, 0.8)->point, 2 + std::sqrt(2.0), 1e-15);
  // An interval that holds 1 needs no confounder.
  EXPECT_EQ(e_value(RatioKind::risk, 2, 0.9, 3)->limit, 1);
  // A common odds ratio of 4 is a risk ratio of 2.
  EXPECT_NEAR(e_value(RatioKind::odds_common, 4, 2, 9)->point, 2 + std::sqrt(2.0), 1e-15);
  // A common hazard ratio of 4: (1 - 0.5^2) / (1 - 0.5^0.5) = 0.75 / 0.29289322 = 2.56066017.
  const auto hazard = e_value(RatioKind::hazard_common, 4, 2, 9);
  EXPECT_NEAR(hazard->risk_ratio, 0.75 / (1 - std::sqrt(0.5)), 1e-14);
}

}  // namespace
