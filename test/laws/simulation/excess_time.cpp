/// Two events of which the first of both has a hazard that was declared.
#include "venscope/simulation/excess_time.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace venscope::simulation {
namespace {

TEST(ExcessTime, ItsOwnCumulativeHazardReachesWhatWasDrawn) {
  RandomStream random(1, "excess");
  for (int i = 0; i < 400; ++i) {
    const WeibullHazard other{1 + 50 * random.uniform(), 0.5 + random.uniform(), random.normal()};
    const WeibullHazard all{1 + 30 * random.uniform(), 0.5 + random.uniform(), random.normal()};
    const double e = random.exponential(), t = excess_time(all, other, e);
    // From the definition: what the difference of the two cumulative hazards rises by, step by
    // step.
    double sum = 0, before = 0;
    const double end = std::log(std::min(t, 1e6)), start = -60;
    const int steps = 20000;
    for (int k = 0; k <= steps; ++k) {
      const double u = std::exp(start + (end - start) * k / steps);
      const double now = all.cumulative(u) - other.cumulative(u);
      sum += std::max(0.0, now - before);
      before = now;
    }
    // Later the cumulative hazards are large, and so is what the step of the crossing leaves out.
    if (t > 300 && t <= 1e6) continue;
    if (t <= 300)
      EXPECT_NEAR(sum, e, 2e-3 * (1 + e));  // of the step in which the rates cross
    else
      EXPECT_LT(sum, e * (1 + 1e-3));
  }
}

TEST(ExcessTime, TheFirstOfBothHasTheHazardDeclared) {
  const WeibullHazard other{26.42, 0.784, 0.3}, all{13.13, 0.766, 0.2};
  const std::size_t n = 20000;
  std::vector<double> share;
  for (std::size_t i = 0; i < n; ++i) {
    RandomStream random(7, "pair", i);
    const double death = other.time(random.exponential());
    const double first = std::min(death, excess_time(all, other, random.exponential()));
    EXPECT_LE(first, death);
    share.push_back(1 - std::exp(-all.cumulative(first)));
  }
  std::sort(share.begin(), share.end());
  double distance = 0;
  for (std::size_t i = 0; i < n; ++i)
    distance = std::max(distance, std::fabs(share[i] - (double(i) + 0.5) / double(n)));
  EXPECT_LT(distance * std::sqrt(double(n)), 1.63);  // Kolmogorov, 1 %
}

TEST(ExcessTime, NoneIsLeftWhereTheOtherHasMore) {
  const WeibullHazard other{10, 0.8, 1.0}, all{10, 0.8, 0.5};
  EXPECT_TRUE(std::isinf(excess_time(all, other, 0.01)));
  EXPECT_TRUE(exceeded(all, other));
  EXPECT_FALSE(exceeded(other, all));
}

TEST(ExcessTime, SteepHazardsWhoseRatesAreBeyondAllDoubles) {
  // Of one shape: (t / 1000)^150 (1 - 2^-150) = e. At t = 1 both rates are 0 among the doubles.
  EXPECT_NEAR(excess_time({1000, 150, 0}, {2000, 150, 0}, 0.3), 1000 * std::pow(0.3, 1.0 / 150),
              1e-9);
  // The rates cross at 1000 (3/4)^(1/50): one is the higher before it, the other after it.
  const double cross = 1000 * std::pow(0.75, 1.0 / 50);
  const WeibullHazard flatter{1000, 150, 0}, steeper{1000, 200, 0};
  EXPECT_LT(excess_time(flatter, steeper, 0.05), cross);
  EXPECT_TRUE(std::isinf(excess_time(flatter, steeper, 0.3)));
  const double after = excess_time(steeper, flatter, 0.3);
  EXPECT_GT(after, cross);
  EXPECT_LT(after, 1010);
  // Both cumulative hazards are infinite soon after they cross.
  const double last = excess_time({1000, 1000, 0}, {1000, 900, 0}, 0.3);
  EXPECT_GT(last, 998);
  EXPECT_LT(last, 1002);
}

TEST(ExcessTime, FlatHazardsWhoseTimesAreBelowAllDoubles) {
  // (t / 10)^0.001 (1 - 2^-0.001) = e, and 10 e^1000 is 0 among the doubles.
  const WeibullHazard all{10, 0.001, 0}, other{20, 0.001, 0};
  const double left = 1 - std::pow(2, -0.001);
  const double t = excess_time(all, other, 0.9 * left);
  EXPECT_NEAR(std::log(t), std::log(10) + 1000 * std::log(0.9), 1e-6);
  EXPECT_TRUE(std::isinf(excess_time(all, other, 0.3)));
}

TEST(WeibullHazard, TimeUndoesCumulative) {
  const WeibullHazard hazard{13.13, 0.766, -0.87};
  for (const double e : {1e-6, 0.1, 1.0, 7.0})
    EXPECT_NEAR(hazard.cumulative(hazard.time(e)), e, 1e-12 * (1 + e));
}

}  // namespace
}  // namespace venscope::simulation
