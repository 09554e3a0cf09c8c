// A nomogram with a pencil.
#include "venscope/survival/nomogram.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

std::vector<HazardCurve> baseline_of(std::vector<double> times, std::vector<double> hazards) {
  HazardCurve curve;
  for (std::size_t k = 0; k < times.size(); ++k)
    curve.points.push_back({times[k], 10, 1, 0, hazards[k], 0});
  return {curve};
}

const std::vector<NomogramTerm> two_terms = {{"age", {40, 60, 80}, {}, {0.4, 0.6, 0.8}},
                                             {"sex", {}, {"female", "male"}, {0, -0.2}}};

}  // namespace

// Age spans 0.4, sex 0.2: a point is 0.004. Age 60 has 50 points, female (0, the higher) 50, male
// 0. 0 points are age 40 and male: 0.4 - 0.2 = 0.2.
TEST(NomogramByHand, PointsAndPredictor) {
  const auto baseline = baseline_of({1, 2}, {0.1, 0.5});
  const Nomogram found = nomogram(two_terms, baseline, std::vector<double>{2}).value();
  EXPECT_NEAR(found.unit, 0.004, 1e-15);
  EXPECT_NEAR(found.axes[0].points[1], 50, 1e-10);
  EXPECT_NEAR(found.axes[1].points[0], 50, 1e-10);
  EXPECT_EQ(found.axes[1].points[1], 0);
  EXPECT_NEAR(found.total_most, 150, 1e-10);
  EXPECT_NEAR(found.predictor(100), 0.6, 1e-12);
  // S(2) at 100 points: exp(-0.5 e^0.6). Before the first time nobody has died.
  EXPECT_NEAR(found.survival_at(2, 100), std::exp(-0.5 * std::exp(0.6)), 1e-12);
  EXPECT_NEAR(found.survival_at(1.5, 100), std::exp(-0.1 * std::exp(0.6)), 1e-12);
  EXPECT_EQ(found.survival_at(0.5, 100), 1);
  // The median needs H0 >= ln 2 / e^lp: 0.38 at 0.6, reached at time 2; 0.57 at 0.2, not reached.
  EXPECT_EQ(found.median_at(100), 2);
  EXPECT_FALSE(found.median_at(0));
}

TEST(NomogramByHand, WhatCannotBeDrawnIsSaid) {
  const auto baseline = baseline_of({1, 2}, {0.1, 0.5});
  const std::vector<double> times = {2, 9};
  const Nomogram found = nomogram(two_terms, baseline, times).value();
  EXPECT_EQ(found.survival.size(), 1u);
  ASSERT_GE(found.warnings.size(), 1u);
  EXPECT_NE(found.warnings[0].find("at 9"), std::string::npos);
  const std::vector<NomogramTerm> flat = {{"age", {40, 60}, {}, {0.4, 0.4}}};
  EXPECT_EQ(nomogram(flat, baseline, times).error().at(0).code, "nomogram.flat");
  const std::vector<NomogramTerm> broken = {
      {"age", {40, 60}, {}, {0.4, std::numeric_limits<double>::infinity()}}};
  EXPECT_EQ(nomogram(broken, baseline, times).error().at(0).code, "nomogram.effect");
  EXPECT_EQ(nomogram({}, baseline, times).error().at(0).code, "nomogram.no_terms");
  EXPECT_EQ(nomogram(two_terms, {}, times).error().at(0).code, "nomogram.strata");
}
