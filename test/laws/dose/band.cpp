// The band about a curve, and the interval of the absolute IC50.
#include "venscope/base/distributions.hpp"
#include "venscope/base/random.hpp"
#include "venscope/dose/absolute_profile.hpp"
#include "venscope/dose/curve.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

struct BandPlate {
  std::vector<double> dose, response;
  Wells wells() const { return {dose, response}; }
};

BandPlate band_plate(std::uint64_t seed, const CurveParameters& truth = {10, 95, 1.3, 0.4}) {
  RandomStream random(seed, "band");
  BandPlate plate;
  for (int j = -4; j <= 5; ++j)
    for (int r = 0; r < 2; ++r) {
      plate.dose.push_back(std::exp(j));
      plate.response.push_back(response_at(truth, j) + 4 * random.normal());
    }
  return plate;
}

CurveOptions with_absolute() {
  CurveOptions options;
  options.absolute_interval = true;
  return options;
}

double squares_of(const BandPlate& plate, const CurveParameters& curve) {
  double sum = 0;
  for (std::size_t i = 0; i < plate.dose.size(); ++i) {
    const double rest = plate.response[i] - response_at(curve, std::log(plate.dose[i]));
    sum += rest * rest;
  }
  return sum;
}

}  // namespace

// The delta method by its definition, with a gradient of differences.
TEST(DoseBand, IsTheDeltaMethodOfTheCovariance) {
  const CurveFit fit = fit_curve(band_plate(1).wells());
  ASSERT_EQ(fit.state, CurveState::fitted);
  for (const double x : {-6.0, -1.0, 0.3, 2.0, 7.0}) {
    double CurveParameters::*const members[] = {&CurveParameters::lower, &CurveParameters::upper,
                                                &CurveParameters::hill, &CurveParameters::log_ic50};
    double gradient[4], variance = 0;
    for (int k = 0; k < 4; ++k) {
      CurveParameters up = fit.curve, down = fit.curve;
      up.*members[k] += 1e-5;
      down.*members[k] -= 1e-5;
      gradient[k] = (response_at(up, x) - response_at(down, x)) / 2e-5;
    }
    for (int a = 0; a < 4; ++a)
      for (int b = 0; b < 4; ++b)
        variance += gradient[a] * gradient[b] *
                    fit.covariance[static_cast<std::size_t>(a)][static_cast<std::size_t>(b)];
    const double half = student_t_quantile(0.975, fit.df) * std::sqrt(variance);
    const auto band = response_interval(fit, x, 0.95);
    ASSERT_TRUE(band);
    EXPECT_NEAR(band->high - band->low, 2 * half, 1e-5 * half) << x;
    EXPECT_NEAR((band->high + band->low) / 2, response_at(fit.curve, x), 1e-9);
  }
}

TEST(DoseBand, AtTheIC50OfNoParameterButThePlateausIsThatOfTheirErrors) {
  const CurveFit fit = fit_curve(band_plate(2).wells());
  EXPECT_NEAR(std::sqrt(fit.covariance[0][0]), fit.errors.lower, 1e-12);
  EXPECT_NEAR(std::sqrt(fit.covariance[3][3]), fit.errors.log_ic50, 1e-12);
  // At dose 0 the curve is its upper plateau.
  const auto band = response_interval(fit, -1e4, 0.9);
  ASSERT_TRUE(band);
  EXPECT_NEAR(band->high - fit.upper, student_t_quantile(0.95, fit.df) * fit.errors.upper, 1e-9);
}

TEST(DoseBand, NoneWithoutAFittedCurve) {
  const std::vector<double> dose{1, 2, 4, 8, 16}, flat{5, 5, 5, 5, 5};
  EXPECT_FALSE(response_interval(fit_curve({dose, flat}), 1, 0.95));
}

// Where half of the control is half way between the plateaus, the two IC50s are one.
TEST(AbsoluteInterval, IsThatOfTheRelativeIC50WhereTheyAreOne) {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const BandPlate plate = band_plate(seed, {0, 100, 1.2, 0.5});
    CurveOptions options = with_absolute();
    options.plateaus.lower = 0;
    const CurveFit of_plateau = fit_curve(plate.wells(), options);
    ASSERT_TRUE(of_plateau.interval_absolute);
    EXPECT_EQ(of_plateau.interval_absolute->low, of_plateau.interval->low);
    options.plateaus.upper = 100;
    const CurveFit fixed = fit_curve(plate.wells(), options);
    ASSERT_TRUE(fixed.interval_absolute);
    // The simplex stops where squares are alike to 1e-12.
    EXPECT_NEAR(std::log(fixed.interval_absolute->low / fixed.interval->low), 0, 2e-5);
    EXPECT_NEAR(std::log(fixed.interval_absolute->high / fixed.interval->high), 0, 2e-5);
  }
}

// By definition: at an end the best curve through half of the control has the squares of the
// threshold, so that no curve found at random has less, and one comes near.
TEST(AbsoluteInterval, NoCurveThroughItsEndsHasLessThanTheThreshold) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const BandPlate plate = band_plate(seed);
    CurveOptions options = with_absolute();
    options.control = 100;
    const CurveFit fit = fit_curve(plate.wells(), options);
    ASSERT_TRUE(fit.interval_absolute);
    EXPECT_LT(fit.interval_absolute->low, fit.ic50_absolute.value);
    EXPECT_GT(fit.interval_absolute->high, fit.ic50_absolute.value);
    const double t = student_t_quantile(0.975, fit.df);
    const double threshold = fit.squares * (1 + t * t / fit.df);
    for (const double end : {fit.interval_absolute->low, fit.interval_absolute->high}) {
      RandomStream random(seed, "curves");
      double least = 1e300;
      for (int k = 0; k < 200000; ++k) {
        CurveParameters curve;
        curve.lower = fit.lower + 6 * random.normal();
        curve.hill = fit.hill * std::exp(0.4 * random.normal());
        curve.log_ic50 = fit.curve.log_ic50 + 0.4 * random.normal();
        const double v = 1 / (1 + std::exp(curve.hill * (std::log(end) - curve.log_ic50)));
        curve.upper = curve.lower + (50 - curve.lower) / v;
        least = std::min(least, squares_of(plate, curve));
      }
      EXPECT_GT(least, threshold * (1 - 1e-6));
      EXPECT_LT(least, threshold * 1.1);
    }
  }
}

TEST(AbsoluteInterval, OfTheFittedPlateauIsHeldByTheSameThreshold) {
  const CurveFit fit = fit_curve(band_plate(4).wells(), with_absolute());
  ASSERT_TRUE(fit.interval_absolute);
  EXPECT_LT(fit.interval_absolute->low, fit.ic50_absolute.value);
  EXPECT_GT(fit.interval_absolute->high, fit.ic50_absolute.value);
}
