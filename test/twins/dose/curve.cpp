// A curve fitted by brute force: every shape of a fine grid, its plateaus by the normal equations.
#include "venscope/dose/curve.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

struct Plate {
  std::vector<double> dose, response;
};

/// Noise alone, a jump, or a curve with noise; single wells or replicates, perhaps untreated ones.
Plate random_plate(RandomStream& random) {
  Plate plate;
  const std::size_t doses = 5 + random.below(4), replicates = 1 + random.below(3);
  const double hill = std::exp(random.normal()) * (random.chance(0.2) ? -1 : 1),
               log_ic50 = 2 * random.normal(), noise = random.chance(0.3) ? 30 : 4,
               spacing = 0.5 + random.uniform();
  const bool untreated = random.chance(0.3);
  for (std::size_t j = 0; j < doses; ++j)
    for (std::size_t r = 0; r < replicates; ++r) {
      const double x = spacing * (static_cast<double>(j) - 3);
      plate.dose.push_back(untreated && j == 0 ? 0 : std::exp(x));
      plate.response.push_back(response_at({5, 95, hill, log_ic50}, std::log(plate.dose.back())) +
                               noise * random.normal());
    }
  return plate;
}

/// The least squares of curves with this hill and log IC50.
double squares_of_shape(const Plate& plate, double hill, double log_ic50) {
  double n = 0, v1 = 0, v2 = 0, y1 = 0, vy = 0;
  std::vector<double> v;
  for (std::size_t i = 0; i < plate.dose.size(); ++i) {
    v.push_back(1 / (1 + std::exp(hill * (std::log(plate.dose[i]) - log_ic50))));
    n += 1;
    v1 += v[i];
    v2 += v[i] * v[i];
    y1 += plate.response[i];
    vy += v[i] * plate.response[i];
  }
  const double determinant = n * v2 - v1 * v1;
  const double slope = determinant > 1e-9 ? (n * vy - v1 * y1) / determinant : 0;
  const double level = (y1 - slope * v1) / n;
  double sum = 0;
  for (std::size_t i = 0; i < v.size(); ++i)
    sum += std::pow(plate.response[i] - level - slope * v[i], 2);
  return sum;
}

double least_at(const Plate& plate, double log_ic50) {
  double least = 1e300;
  for (double log_hill = -3; log_hill <= 4; log_hill += 0.01)
    least = std::min(least, squares_of_shape(plate, std::exp(log_hill), log_ic50));
  return least;
}

double least_squares(const Plate& plate) {
  double least = 1e300;
  for (double log_hill = -3; log_hill <= 4; log_hill += 0.1)
    for (double e = -8; e <= 8; e += 0.04)
      least = std::min(least, squares_of_shape(plate, std::exp(log_hill), e));
  return least;
}

}  // namespace

TEST(CurveTwin, NoShapeOfAFineGridIsBetter) {
  RandomStream random(20261121, "curves");
  int fitted = 0;
  for (int trial = 0; trial < 60; ++trial) {
    const Plate plate = random_plate(random);
    CurveOptions options;
    options.intervals = false;
    const CurveFit fit = fit_curve({plate.dose, plate.response}, options);
    const double brute = least_squares(plate);
    EXPECT_LE(fit.squares, brute * (1 + 1e-9)) << trial << " " << name_of(fit.state);
    if (fit.state != CurveState::fitted) continue;
    ++fitted;
    // The squares told are those of the curve told.
    double squares = 0;
    for (std::size_t i = 0; i < plate.dose.size(); ++i)
      squares += std::pow(plate.response[i] - response_at(fit.curve, std::log(plate.dose[i])), 2);
    EXPECT_NEAR(squares, fit.squares, 1e-8 * squares);
  }
  EXPECT_GT(fitted, 30);
}

// At both ends of the interval the least squares of all curves with that IC50 are on the threshold;
// a little further in they are below it.
TEST(CurveTwin, IntervalEndsWhereTheProfilePassesTheThreshold) {
  RandomStream random(11, "profile");
  int ends = 0;
  for (int trial = 0; trial < 24; ++trial) {
    const Plate plate = random_plate(random);
    const CurveFit fit = fit_curve({plate.dose, plate.response});
    if (!fit.converged || !fit.interval) continue;
    const double t = student_t_quantile(0.975, fit.df),
                 threshold = fit.squares * (1 + t * t / fit.df);
    for (const double end : {fit.interval->low, fit.interval->high}) {
      if (end <= 0 || std::isinf(end)) continue;
      // Within e^4: beyond, the hills of the brute force are too coarse.
      if (std::log(end) < -4 || std::log(end) > 4) continue;
      ++ends;
      EXPECT_NEAR(least_at(plate, std::log(end)), threshold, 2e-3 * threshold) << trial;
      const double inside = std::log(end) + 0.05 * (fit.curve.log_ic50 - std::log(end));
      EXPECT_LE(least_at(plate, inside), threshold * (1 + 1e-3)) << trial;
    }
  }
  EXPECT_GT(ends, 15);
}
