#include "venscope/dose/curve.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

struct Plate {
  std::vector<double> dose, response;
};

Plate plate_of(std::uint64_t seed, double noise = 4) {
  RandomStream random(seed, "law");
  Plate plate;
  for (int j = -4; j <= 4; ++j)
    for (int r = 0; r < 2; ++r) {
      plate.dose.push_back(std::exp(j));
      plate.response.push_back(response_at({10, 95, 1.3, 0.4}, j) + noise * random.normal());
    }
  return plate;
}

CurveFit fit(const Plate& plate, const CurveOptions& options = {}) {
  return fit_curve({plate.dose, plate.response}, options);
}

}  // namespace

TEST(CurveLaw, RescalingTheDosesRescalesTheIC50Alone) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Plate plate = plate_of(seed);
    Plate scaled = plate;
    for (double& dose : scaled.dose) dose *= 1000;
    const CurveFit a = fit(plate), b = fit(scaled);
    EXPECT_NEAR(b.ic50.value / a.ic50.value, 1000, 1e-4);
    EXPECT_NEAR(b.interval->low / a.interval->low, 1000, 1e-3);
    EXPECT_NEAR(b.interval->high / a.interval->high, 1000, 1e-3);
    EXPECT_NEAR(a.hill, b.hill, 1e-7);
    EXPECT_NEAR(a.lower, b.lower, 1e-6);
    EXPECT_NEAR(a.auc, b.auc, 1e-8);
  }
}

TEST(CurveLaw, RescalingTheResponseRescalesThePlateaus) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Plate plate = plate_of(seed);
    Plate scaled = plate;
    for (double& response : scaled.response) response = 3 + response / 100;
    const CurveFit a = fit(plate), b = fit(scaled);
    EXPECT_NEAR(b.lower, 3 + a.lower / 100, 1e-8);
    EXPECT_NEAR(b.upper, 3 + a.upper / 100, 1e-8);
    EXPECT_NEAR(a.hill, b.hill, 1e-7);
    EXPECT_NEAR(a.ic50.value, b.ic50.value, 1e-7);
    EXPECT_NEAR(*a.p_effect, *b.p_effect, 1e-9);
  }
}

// Upside down it is the same curve, rising.
TEST(CurveLaw, TurningTheResponseTurnsTheSignOfTheHill) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Plate plate = plate_of(seed);
    Plate turned = plate;
    for (double& response : turned.response) response = 100 - response;
    const CurveFit a = fit(plate), b = fit(turned);
    EXPECT_NEAR(a.hill, -b.hill, 1e-7);
    EXPECT_NEAR(a.ic50.value, b.ic50.value, 1e-7);
    EXPECT_NEAR(a.upper, 100 - b.lower, 1e-6);
    EXPECT_NEAR(a.interval->high, b.interval->high, 1e-5);
  }
}

TEST(CurveLaw, AWeightOfTwoIsAWellTwice) {
  const Plate plate = plate_of(5);
  Plate doubled = plate;
  std::vector<double> weight(plate.dose.size(), 1.0);
  for (std::size_t i = 0; i < plate.dose.size(); i += 3) {
    weight[i] = 2;
    doubled.dose.push_back(plate.dose[i]);
    doubled.response.push_back(plate.response[i]);
  }
  const CurveFit a = fit_curve({plate.dose, plate.response, weight}), b = fit(doubled);
  EXPECT_NEAR(a.squares, b.squares, 1e-9 * a.squares);
  EXPECT_NEAR(a.hill, b.hill, 1e-7);
  EXPECT_NEAR(a.ic50.value, b.ic50.value, 1e-7);
}

TEST(CurveLaw, LimitsThatDoNotBindChangeNothingAndThoseThatDoHold) {
  const Plate plate = plate_of(6);
  const CurveFit free = fit(plate);
  CurveOptions wide;
  wide.plateaus.lowest = 0;
  wide.plateaus.highest = 200;
  const CurveFit within = fit(plate, wide);
  EXPECT_NEAR(free.squares, within.squares, 1e-9 * free.squares);
  EXPECT_NEAR(free.ic50.value, within.ic50.value, 1e-7);
  CurveOptions narrow;
  narrow.plateaus.lowest = free.lower + 5;
  const CurveFit held = fit(plate, narrow);
  EXPECT_NEAR(held.lower, free.lower + 5, 1e-12);
  EXPECT_GT(held.squares, free.squares);
  CurveOptions fixed;
  fixed.plateaus.lower = free.lower + 5;
  EXPECT_NEAR(fit(plate, fixed).squares, held.squares, 1e-9 * held.squares);
}

TEST(CurveLaw, TheIntervalHoldsTheEstimateAndGrowsWithTheLevel) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Plate plate = plate_of(seed, 12);
    CurveOptions narrow, wide;
    narrow.level = 0.8;
    wide.level = 0.99;
    const CurveFit a = fit(plate, narrow), b = fit(plate, wide);
    if (!a.converged) continue;
    EXPECT_LT(a.interval->low, a.ic50_fitted);
    EXPECT_GT(a.interval->high, a.ic50_fitted);
    EXPECT_LT(b.interval->low, a.interval->low);
    EXPECT_GT(b.interval->high, a.interval->high);
  }
}

TEST(CurveLaw, ManyCurvesAreTheirSinglesWhateverTheThreads) {
  Plate all;
  std::vector<int> curve;
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const Plate plate = plate_of(seed);
    for (std::size_t i = 0; i < plate.dose.size(); ++i) {
      all.dose.push_back(plate.dose[i]);
      all.response.push_back(plate.response[i]);
      curve.push_back(static_cast<int>(seed) - 1);
    }
  }
  const auto one = fit_curves({all.dose, all.response}, curve, 150, {}, 1),
             three = fit_curves({all.dose, all.response}, curve, 150, {}, 3);
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    const CurveFit single = fit(plate_of(seed));
    EXPECT_EQ(one[seed - 1].ic50.value, single.ic50.value);
    EXPECT_EQ(three[seed - 1].ic50.value, single.ic50.value);
    EXPECT_EQ(three[seed - 1].interval->low, single.interval->low);
  }
}
