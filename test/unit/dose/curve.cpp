#include "venscope/dose/curve.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::dose;

namespace {

const double missing = std::numeric_limits<double>::quiet_NaN();

CurveFit fit(const std::vector<double>& dose, const std::vector<double>& response,
             const CurveOptions& options = {}) {
  return fit_curve({dose, response}, options);
}

bool says(const CurveFit& fit, std::string_view text) {
  return std::any_of(fit.notes.begin(), fit.notes.end(),
                     [&](const std::string& note) { return note.find(text) != std::string::npos; });
}

}  // namespace

TEST(Curve, NoWellsOneDoseOnlyUntreatedWells) {
  for (const CurveFit& found :
       {fit({}, {}), fit({1, 1, 1}, {90, 92, 91}), fit({0, 0, 0, 0, 0}, {1, 2, 3, 4, 5}),
        fit({missing, missing}, {1, 2})}) {
    EXPECT_EQ(found.state, CurveState::not_fitted);
    EXPECT_FALSE(found.converged);
    EXPECT_EQ(found.ic50.censoring, Censoring::undefined);
    EXPECT_TRUE(std::isnan(found.auc));
    EXPECT_TRUE(says(found, "distinct dose"));
  }
}

TEST(Curve, ThreeDosesForFourParameters) {
  const CurveFit four = fit({1, 10, 100}, {90, 50, 10});
  EXPECT_EQ(four.state, CurveState::not_fitted);
  EXPECT_TRUE(says(four, "3 distinct doses: a curve of 4 parameters needs 4"));
  EXPECT_NEAR(four.auc_trapezoid, 50, 1e-12);
  CurveOptions three;
  three.plateaus.lower = 0;
  EXPECT_EQ(fit({1, 10, 100}, {90, 50, 10}, three).state, CurveState::fitted);
}

TEST(Curve, PointsOnACurveHaveNothingButTheCurve) {
  // What is 0 is 0, not -3e-14, and rounding is no standard error.
  std::vector<double> dose, response;
  for (int k = 0; k < 9; ++k) {
    dose.push_back(std::pow(10, 0.75 * k - 3));
    response.push_back(100 / (1 + std::pow(dose.back() / 0.7, 1.3)));
  }
  const CurveFit found = fit(dose, response);
  EXPECT_EQ(found.state, CurveState::fitted);
  EXPECT_EQ(found.lower, 0);
  EXPECT_EQ(found.squares, 0);
  EXPECT_EQ(found.sigma, 0);
  EXPECT_EQ(found.r_squared, 1);
  EXPECT_TRUE(std::isnan(found.errors.log_ic50));
  EXPECT_FALSE(found.interval);
  EXPECT_FALSE(found.interval_delta);
  EXPECT_TRUE(says(found, "all responses lie on the curve"));
  EXPECT_NEAR(found.ic50.value, 0.7, 1e-13);
}

TEST(Curve, FlatResponse) {
  const CurveFit constant = fit({1, 2, 4, 8, 16}, {70, 70, 70, 70, 70});
  EXPECT_EQ(constant.state, CurveState::flat);
  EXPECT_EQ(constant.ic50.censoring, Censoring::undefined);
  EXPECT_NEAR(constant.auc, 70, 1e-12);
  // With the plateau of treated cells fixed, all doses lie before the bend.
  CurveOptions options;
  options.plateaus.lower = 0;
  options.control = 100;
  const CurveFit resistant = fit({1, 2, 4, 8, 16}, {100, 100, 100, 100, 100}, options);
  EXPECT_EQ(resistant.ic50.censoring, Censoring::above);
  EXPECT_EQ(resistant.ic50_absolute.censoring, Censoring::above);
  EXPECT_EQ(resistant.ic50_absolute.value, 16);
}

TEST(Curve, RisingResponseHasANegativeHillAndSaysSo) {
  const CurveFit rising = fit({0.1, 0.3, 1, 3, 10, 30}, {11, 22, 52, 81, 96, 97});
  EXPECT_EQ(rising.state, CurveState::fitted);
  EXPECT_LT(rising.hill, 0);
  EXPECT_LT(rising.lower, rising.upper);
  EXPECT_TRUE(says(rising, "rises with the dose"));
  CurveOptions falling;
  falling.direction = Direction::falling;
  EXPECT_EQ(fit({0.1, 0.3, 1, 3, 10, 30}, {11, 22, 52, 81, 96, 97}, falling).state,
            CurveState::flat);
}

// Cells that grow under the drug never come down to half, however the curve looks.
TEST(Curve, AbsoluteIC50OfGrowingCellsIsAboveTheDoses) {
  CurveOptions options;
  options.control = 100;
  const CurveFit growing = fit({0.1, 0.3, 1, 3, 10, 30}, {99, 103, 120, 140, 151, 152}, options);
  EXPECT_EQ(growing.ic50_absolute.censoring, Censoring::above);
  EXPECT_EQ(growing.ic50_absolute.value, 30);
}

TEST(Curve, MissingAndNegativeWellsAreCounted) {
  const CurveFit found =
      fit({0.1, 0.3, 1, 3, 10, 30, 1, missing}, {99, 92, 52, 11, -2, -3, missing, 5});
  EXPECT_EQ(found.wells, 6u);
  EXPECT_EQ(found.missing, 2u);
  EXPECT_TRUE(says(found, "2 wells without dose or response"));
  EXPECT_TRUE(says(found, "below 0 at 2 doses"));
  EXPECT_TRUE(found.converged);
}

TEST(Curve, NonMonotoneResponseIsNamedWithItsDose) {
  const CurveFit found = fit({0.1, 0.3, 1, 3, 10, 30}, {100, 97, 55, 20, 60, 62});
  EXPECT_TRUE(says(found, "not monotone"));
  EXPECT_FALSE(says(fit({0.1, 0.3, 1, 3, 10, 30}, {100, 97, 55, 20, 12, 10}), "not monotone"));
}

TEST(Curve, NoiseWithoutEffectIsToldAsSuch) {
  const CurveFit found =
      fit({1, 1, 2, 2, 4, 4, 8, 8, 16, 16}, {100, 94, 99, 105, 97, 103, 101, 96, 104, 95});
  ASSERT_TRUE(found.p_effect);
  EXPECT_GT(*found.p_effect, 0.05);
  EXPECT_TRUE(says(found, "no effect of the dose is shown"));
}

TEST(Curve, ReplicatesOffTheCurveAreALackOfFit) {
  const CurveFit found = fit({1, 1, 2, 2, 4, 4, 8, 8, 16, 16, 32, 32},
                             {100, 101, 60, 61, 99, 100, 50, 51, 90, 91, 20, 21});
  ASSERT_TRUE(found.p_lack_of_fit);
  EXPECT_LT(*found.p_lack_of_fit, 1e-6);
  EXPECT_TRUE(says(found, "lack of fit"));
}

TEST(Curve, ZeroWeightsAndVeryUnevenDoses) {
  const std::vector<double> dose{0.001, 0.0010001, 1, 1.0000001, 1000, 5},
      response{100, 99, 51, 50, 1, 70}, weight{1, 1, 1, 1, 1, 0};
  const CurveFit found = fit_curve({dose, response, weight});
  EXPECT_EQ(found.wells, 5u);
  EXPECT_TRUE(std::isfinite(found.squares));
}

TEST(Curve, HugeAndTinyScales) {
  for (const double scale : {1e-9, 1.0, 1e12}) {
    std::vector<double> dose, response;
    for (const double x : {0.01, 0.1, 1.0, 10.0, 100.0}) {
      dose.push_back(x * scale);
      response.push_back((5 + 90 / (1 + x) + 0.3 * std::sin(7 * x)) * scale);
    }
    const CurveFit found = fit(dose, response);
    EXPECT_EQ(found.state, CurveState::fitted) << scale;
    EXPECT_NEAR(found.ic50.value / scale, 1, 0.1) << scale;
  }
}

// The nodes of the grid beside the minimum lie higher than one beyond a ridge, from which it goes
// down to a step.
TEST(Curve, AMinimumBetweenTheNodesIsFound) {
  const CurveFit found = fit({0.001, 0.0031622776601683794, 0.01, 0.031622776601683791, 0.1,
                              0.31622776601683794, 1, 3.1622776601683795, 10},
                             {84.67, 80.96, 78.64, 45.07, 17.34, 19.97, 16.19, 21.83, 17.31});
  EXPECT_EQ(found.state, CurveState::fitted);
  EXPECT_NEAR(found.hill, 3.015, 0.01);
  EXPECT_LT(found.squares, 34.2);
}
