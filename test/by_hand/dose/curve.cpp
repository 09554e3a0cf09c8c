#include "venscope/dose/curve.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::dose;

namespace {

CurveFit fit(const std::vector<double>& dose, const std::vector<double>& response,
             const CurveOptions& options = {}) {
  return fit_curve({dose, response}, options);
}

}  // namespace

// 10 + 80 / (1 + (x/1)^1): at 1/9, 1/3, 1, 3, 9 the shares are 0.9, 0.75, 0.5, 0.25, 0.1.
TEST(CurveByHand, PointsOnACurveGiveItBack) {
  const CurveFit found = fit({1.0 / 9, 1.0 / 3, 1, 3, 9}, {82, 70, 50, 30, 18});
  EXPECT_EQ(found.state, CurveState::fitted);
  EXPECT_TRUE(found.converged);
  EXPECT_NEAR(found.lower, 10, 1e-6);
  EXPECT_NEAR(found.upper, 90, 1e-6);
  EXPECT_NEAR(found.hill, 1, 1e-7);
  EXPECT_NEAR(found.ic50.value, 1, 1e-7);
  EXPECT_EQ(found.ic50.censoring, Censoring::none);
  EXPECT_EQ(found.df, 1);
  EXPECT_FALSE(found.interval) << "points on a curve leave nothing to judge it by";
  // Symmetric about the middle dose: the mean of the response is half way.
  EXPECT_NEAR(found.auc, 50, 1e-6);
  // Straight lines: (82 + 70)/2, (70 + 50)/2, (50 + 30)/2, (30 + 18)/2, of four equal steps.
  EXPECT_NEAR(found.auc_trapezoid, (76 + 60 + 40 + 24) / 4.0, 1e-12);
}

// Both plateaus fixed at 0 and 1: two doses are met exactly, by logit(y) = -hill (x - log IC50).
// 0.8 at 1 and 0.2 at 16: logits 1.386 and -1.386, so IC50 = 4 and hill = ln 16 / ln 16 = 1.
TEST(CurveByHand, TwoDosesBetweenFixedPlateaus) {
  CurveOptions options;
  options.plateaus.lower = 0;
  options.plateaus.upper = 1;
  const CurveFit found = fit({1, 16}, {0.8, 0.2}, options);
  EXPECT_NEAR(found.hill, 1, 1e-9);
  EXPECT_NEAR(found.ic50.value, 4, 1e-9);
  EXPECT_EQ(found.parameters, 2);
  EXPECT_EQ(found.df, 0);
  EXPECT_FALSE(found.interval);
}

// The same with the upper plateau free and a control of 100: half of it is reached where
// 100 / (1 + x/4) = 50, the IC50; with a lower plateau of 20 where 20 + 80 / (1 + x/4) = 50, at
// 20/3.
TEST(CurveByHand, AbsoluteIC50IsWhereTheResponseIsHalfOfTheControl) {
  std::vector<double> dose, whole, part;
  for (const double x : {0.0, 0.25, 1.0, 4.0, 16.0, 64.0}) {
    dose.push_back(x);
    whole.push_back(100 / (1 + x / 4));
    part.push_back(20 + 80 / (1 + x / 4));
  }
  const CurveFit complete = fit(dose, whole), partial = fit(dose, part);
  EXPECT_NEAR(complete.ic50_absolute.value, 4, 1e-6);
  EXPECT_NEAR(partial.ic50.value, 4, 1e-6);
  EXPECT_EQ(partial.control, 100) << "the mean of the wells of dose 0";
  EXPECT_NEAR(partial.ic50_absolute.value, 20.0 / 3, 1e-5);
}

// 100 / (1 + x/40) up to dose 10: lower fixed at 0, it says that the IC50 is above 10.
TEST(CurveByHand, BeyondTheTestedDosesIsCensored) {
  CurveOptions options;
  options.plateaus.lower = 0;
  std::vector<double> dose, high, low;
  for (const double x : {0.1, 0.5, 1.0, 5.0, 10.0}) {
    dose.push_back(x);
    high.push_back(100 / (1 + x / 40));
    low.push_back(100 / (1 + x / 0.02));
  }
  const CurveFit above = fit(dose, high, options), below = fit(dose, low, options);
  EXPECT_NEAR(above.ic50_fitted, 40, 1e-4);
  EXPECT_EQ(above.ic50.censoring, Censoring::above);
  EXPECT_EQ(above.ic50.value, 10);
  EXPECT_EQ(concentration_text(above.ic50), ">10");
  EXPECT_EQ(above.ic50_absolute.censoring, Censoring::above);
  EXPECT_EQ(below.ic50.censoring, Censoring::below);
  EXPECT_EQ(concentration_text(below.ic50), "<0.1");
}

// 100, 100, 60, 0, 0: a jump through dose 1 meets every well, and the steeper the closer.
TEST(CurveByHand, AStepHasNoHill) {
  const CurveFit through = fit({0.01, 0.1, 1, 10, 100}, {100, 100, 60, 0, 0});
  EXPECT_EQ(through.state, CurveState::step);
  EXPECT_FALSE(through.converged);
  EXPECT_TRUE(std::isnan(through.hill));
  EXPECT_EQ(through.ic50.value, 1);
  EXPECT_NEAR(through.squares, 0, 1e-20);
  // Between two doses the IC50 may be anywhere; the middle of their logarithms stands for it.
  const CurveFit between = fit({0.01, 0.1, 1, 10, 100}, {101, 99, 100, -1, 1});
  EXPECT_EQ(between.state, CurveState::step);
  EXPECT_NEAR(between.squares, 4, 1e-9);
  EXPECT_NEAR(between.ic50.value, std::sqrt(10), 1e-9);
}

// y = 100 - 3 x: what an ever farther IC50 comes to; the plateau of high doses is not in sight.
TEST(CurveByHand, APowerOfTheDoseHasNoIC50) {
  const CurveFit found = fit({1, 2, 4, 8, 16}, {97, 94, 88, 76, 52});
  EXPECT_EQ(found.state, CurveState::beyond_high);
  EXPECT_NEAR(found.squares, 0, 1e-6);
  EXPECT_EQ(found.ic50.censoring, Censoring::above);
  EXPECT_TRUE(std::isnan(found.lower));
  EXPECT_NEAR(found.upper, 100, 0.1);
}
