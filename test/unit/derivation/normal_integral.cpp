// The joint normal probability of a chosen cut point, where it is known otherwise.
#include "venscope/base/distributions.hpp"
#include "venscope/derivation/maximal_rank.hpp"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;

TEST(UnitMaximalRank, OneCutPointCostsNothing) {
  const std::vector<double> below{40};
  for (const double b : {0.3, 1.0, 1.96, 4.0})
    EXPECT_NEAR(p_of_normal(b, 100, below), normal_two_sided(b), 1e-12);
}

TEST(UnitMaximalRank, TwoCutPointsByTheBivariateNormal) {
  // P(|X| > b or |Y| > b) with correlation r, by the rectangle rule on a fine grid of x.
  const std::vector<double> below{30, 60};
  const double r = std::sqrt(30.0 * 40 / (60 * 70)), b = 2;
  double inside = 0;
  constexpr int steps = 20000;
  for (int i = 0; i < steps; ++i) {
    const double x = -b + 2 * b * (i + 0.5) / steps;
    const double s = std::sqrt(1 - r * r);
    inside += 2 * b / steps * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi) *
              (normal_cdf((b - r * x) / s) - normal_cdf((-b - r * x) / s));
  }
  EXPECT_NEAR(p_of_normal(b, 100, below), 1 - inside, 1e-8);
}

TEST(UnitMaximalRank, MoreCutPointsNeverCostLess) {
  std::vector<double> below;
  double last = 0;
  for (double m = 10; m <= 90; m += 1) {
    below.push_back(m);
    const double p = p_of_normal(2.5, 100, below);
    EXPECT_GE(p, last - 1e-12);
    last = p;
  }
  EXPECT_LT(last, p_by_pairs(2.5, 100, below) + 1e-12);
}
