// What holds for every ratio.
#include "venscope/comparability/e_value.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;

namespace {

constexpr RatioKind all_kinds[] = {RatioKind::risk, RatioKind::odds_rare, RatioKind::odds_common,
                                   RatioKind::hazard_rare, RatioKind::hazard_common};

TEST(EValueLaw, ARatioAndItsReciprocalNeedTheSame) {
  for (const RatioKind kind : all_kinds)
    for (double ratio = 1.05; ratio < 40; ratio *= 1.3) {
      const auto up = e_value(kind, ratio, 0.9 * ratio, 1.2 * ratio);
      const auto down = e_value(kind, 1 / ratio, 1 / (1.2 * ratio), 1 / (0.9 * ratio));
      EXPECT_NEAR(up->point, down->point, 1e-12 * up->point);
      EXPECT_NEAR(up->limit, down->limit, 1e-12 * up->limit);
      EXPECT_GE(up->point, up->limit);
    }
}

TEST(EValueLaw, OfNothingIsOneAndStrongerNeedsMore) {
  for (const RatioKind kind : all_kinds) {
    EXPECT_NEAR(e_value(kind, 1, 1, 1)->point, 1, 1e-12);
    double last = 1;
    for (double ratio = 1.1; ratio < 100; ratio *= 1.1) {
      const double now = e_value(kind, ratio, ratio, ratio)->point;
      EXPECT_GT(now, last);
      last = now;
    }
  }
}

TEST(EValueLaw, WithTheBoundTheEstimateIsExplained) {
  // The bias of a confounder with RR g to treatment and to outcome is at most g^2 / (2 g - 1).
  for (double ratio = 1.1; ratio < 20; ratio *= 1.4) {
    const double g = e_value(RatioKind::risk, ratio, ratio, ratio)->point;
    EXPECT_NEAR(g * g / (2 * g - 1), ratio, 1e-12 * ratio);
  }
}

TEST(EValueLaw, RefusesWhatIsNoRatioWithLimits) {
  const double endless = std::numeric_limits<double>::infinity();
  for (const auto& [estimate, low, high] :
       {std::array{1.0, 0.0, 2.0}, {2.0, 2.5, 3.0}, {2.0, 1.0, endless}, {-1.0, -2.0, 3.0}})
    EXPECT_EQ(e_value(RatioKind::risk, estimate, low, high).error()[0].code,
              "comparability.ratio_order");
}

}  // namespace
