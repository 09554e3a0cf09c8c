// What a search does where nothing is limited, against the general way and every jump.
#include "venscope/dose/shape.hpp"

#include "venscope/base/random.hpp"
#include "venscope/dose/curve.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

/// Curves, noise, jumps and constants; perhaps with untreated wells, weights and replicates.
DosePoints random_points(RandomStream& random) {
  std::vector<double> dose, response, weight;
  const std::size_t doses = 4 + random.below(8), replicates = 1 + random.below(3);
  const double hill = std::exp(1.2 * random.normal()) * (random.chance(0.3) ? -1 : 1),
               log_ic50 = 2.5 * random.normal(), span = random.chance(0.1) ? 0 : 90,
               noise = random.chance(0.3) ? 30 : 4;
  const bool untreated = random.chance(0.3), weighted = random.chance(0.3),
             constant = random.chance(0.03);
  for (std::size_t j = 0; j < doses; ++j)
    for (std::size_t r = 0; r < replicates; ++r) {
      const double x = 0.9 * (static_cast<double>(j) - 4) + 0.1 * random.uniform();
      dose.push_back(untreated && j == 0 ? 0 : std::exp(x));
      const double mean = response_at({5, 5 + span, hill, log_ic50}, std::log(dose.back()));
      response.push_back(constant ? 7 : mean + noise * random.normal());
      weight.push_back(weighted ? 0.2 + random.uniform() : 1);
    }
  return make_dose_points({dose, response, weight});
}

/// The least squares of two levels, the dose between them left out or not.
double best_jump(const DosePoints& points) {
  const auto squares = [&](std::size_t from, std::size_t to) {
    double w = 0, y = 0, sum = 0;
    for (std::size_t j = from; j < to; ++j) {
      w += points.weight[j];
      y += points.weight[j] * points.mean[j];
    }
    for (std::size_t j = from; j < to; ++j)
      sum += points.weight[j] * std::pow(points.mean[j] - y / w, 2);
    return sum;
  };
  double best = squares(0, points.size());
  for (std::size_t k = 1; k < points.size(); ++k)
    best = std::min(best, squares(0, k) + squares(k, points.size()));
  return best;
}

TEST(ShapeTwin, WithoutLimitsEqualsLimitsOutOfReach) {
  RandomStream random(31, "shapes");
  const ShapeTable none;
  int inside = 0;
  for (int round = 0; round < 400; ++round) {
    const DosePoints points = random_points(random);
    const PlateauLimits free, far{{}, {}, -1e15, 1e15};
    const ShapeTable table(points, free);
    const Direction direction = round % 5 == 0   ? Direction::falling
                                : round % 7 == 0 ? Direction::rising
                                                 : Direction::any;
    const ShapeFit fast = ShapeSearch(points, free, direction, table).best();
    const ShapeFit slow = ShapeSearch(points, far, direction, none).best();
    const double mean = points.grand_mean();
    double total = 0;
    for (std::size_t j = 0; j < points.size(); ++j)
      total += points.weight[j] * std::pow(points.mean[j] - mean, 2);
    const double rounding = 1e-9 * slow.squares + 1e-12 * total;
    if (fast.end != ShapeEnd::inside && fast.end != ShapeEnd::step && fast.end != ShapeEnd::flat) {
      // A limit, however far, forbids the ends beyond it.
      EXPECT_LE(fast.squares, slow.squares + rounding) << round;
      continue;
    }
    EXPECT_EQ(fast.end, slow.end) << round;
    EXPECT_NEAR(fast.squares, slow.squares, rounding) << round;
    if (direction == Direction::any) {
      EXPECT_LE(fast.squares, best_jump(points) * (1 + 2e-6) + 1e-12 * total + 1e-20) << round;
    }
    if (fast.end != ShapeEnd::inside || std::fabs(fast.curve.lower) > 1e3) continue;
    ++inside;
    // A sum of squares is flat to its last digit within the root of that about its minimum.
    EXPECT_NEAR(fast.curve.log_ic50, slow.curve.log_ic50, 1e-5) << round;
    EXPECT_NEAR(fast.curve.hill / slow.curve.hill, 1, 1e-5) << round;
  }
  EXPECT_GT(inside, 100);
}

TEST(ShapeTwin, CurvesTogetherEqualEachAlone) {
  RandomStream random(32, "curves");
  for (int round = 0; round < 10; ++round) {
    std::vector<double> dose, response;
    std::vector<int> curve;
    constexpr int count = 150;
    for (int c = 0; c < count; ++c)
      // Most at the doses of the first, some at others, some too few.
      for (std::size_t j = 0; j < (c % 11 == 10 ? 3u : 8u); ++j) {
        dose.push_back(std::exp(static_cast<double>(j) + (c % 7 == 6 ? 0.3 : 0.0)));
        response.push_back(80 / (1 + std::pow(dose.back() / (1 + c), 1.5)) + 5 * random.normal());
        curve.push_back(c);
      }
    CurveOptions options;
    options.intervals = false;
    if (round % 3 == 1) options.plateaus.upper = 80;
    const auto together = fit_curves({dose, response}, curve, count, options, 2);
    for (int c = 0; c < count; ++c) {
      std::vector<double> own_dose, own_response;
      for (std::size_t i = 0; i < curve.size(); ++i)
        if (curve[i] == c) {
          own_dose.push_back(dose[i]);
          own_response.push_back(response[i]);
        }
      const CurveFit alone = fit_curve({own_dose, own_response}, options);
      const CurveFit& found = together[static_cast<std::size_t>(c)];
      ASSERT_EQ(found.state, alone.state);
      ASSERT_EQ(found.squares, alone.squares);
      if (found.state == CurveState::not_fitted) continue;
      ASSERT_EQ(found.curve.hill, alone.curve.hill);
      ASSERT_EQ(found.curve.log_ic50, alone.curve.log_ic50);
      ASSERT_EQ(found.interval_delta.has_value(), alone.interval_delta.has_value());
      if (!found.interval_delta) continue;
      ASSERT_EQ(found.interval_delta->high, alone.interval_delta->high);
    }
  }
}

}  // namespace
