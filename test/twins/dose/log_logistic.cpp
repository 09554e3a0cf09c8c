#include "venscope/dose/log_logistic.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

// The mean response is the integral of the curve over the distance: here 100,000 strips.
TEST(LogLogisticTwin, MeanResponseIsASumOfStrips) {
  RandomStream random(7, "mean response");
  for (int trial = 0; trial < 20; ++trial) {
    const CurveParameters curve{10 * random.uniform(), 50 + 50 * random.uniform(),
                                (random.chance(0.5) ? 1 : -1) * std::exp(2 * random.normal()),
                                3 * random.normal()};
    const double from = -4 * random.uniform(), to = 4 * random.uniform();
    double sum = 0;
    constexpr int strips = 100000;
    for (int k = 0; k < strips; ++k)
      sum += response_at(curve, from + (to - from) * (k + 0.5) / strips);
    EXPECT_NEAR(mean_response(curve, from, to), sum / strips, 1e-4);
  }
}
