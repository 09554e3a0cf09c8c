#include "venscope/dose/plateaus.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

struct Points {
  std::vector<double> v, y, w;
  double squares(double lower, double upper) const {
    double sum = 0;
    for (std::size_t j = 0; j < v.size(); ++j)
      sum += w[j] * std::pow(y[j] - lower - (upper - lower) * v[j], 2);
    return sum;
  }
};

}  // namespace

// No pair of plateaus of a grid that the limits allow is better, and few steps of it are as good.
TEST(PlateausTwin, NoPairOfAGridIsBetter) {
  RandomStream random(3, "plateaus");
  for (int trial = 0; trial < 300; ++trial) {
    Points points;
    const std::size_t m = 2 + random.below(6);
    for (std::size_t j = 0; j < m; ++j) {
      points.v.push_back(random.uniform());
      points.y.push_back(random.normal() + points.v.back());
      points.w.push_back(1.0 + static_cast<double>(random.below(3)));
    }
    PlateauLimits limits;
    if (random.chance(0.3)) limits.lower = random.normal() / 2;
    if (random.chance(0.3)) limits.upper = limits.lower.value_or(0) + random.uniform();
    if (random.chance(0.4)) limits.lowest = -0.5;
    if (random.chance(0.4)) limits.highest = 0.9;
    const Plateaus found = fit_plateaus(points.v, points.y, points.w, limits);
    EXPECT_LE(found.lower, found.upper + 1e-12);
    if (!limits.lower && !limits.upper) {
      EXPECT_GE(found.lower, limits.lowest);
      EXPECT_LE(found.upper, limits.highest);
    }
    const double least = points.squares(found.lower, found.upper);
    constexpr double step = 0.04;
    for (double lower = limits.lower.value_or(-4); lower <= 4; lower += step) {
      for (double upper = limits.upper.value_or(lower); upper <= 5; upper += step) {
        const bool allowed = lower <= upper && (limits.lower || lower >= limits.lowest) &&
                             (limits.upper || upper <= limits.highest);
        if (allowed) {
          ASSERT_GE(points.squares(lower, upper), least - 1e-12) << trial;
        }
        if (limits.upper) break;
      }
      if (limits.lower) break;
    }
  }
}
