// Points on cones whose projections are plain.
#include "venscope/survival/cone_projection.hpp"

#include "venscope/base/random.hpp"

#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

double product(std::span<const double> a, std::span<const double> b) {
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// Adds the side that is violated most until there is none.
ConeProjection projected(std::vector<double> start, const std::vector<std::vector<double>>& sides) {
  ConeProjection projection(std::move(start));
  for (int turn = 0; turn < 200; ++turn) {
    const std::vector<double>* worst = nullptr;
    double least = -1e-10;
    for (const std::vector<double>& side : sides) {
      const double by = product(side, projection.point()) / length_of(side);
      if (by < least) {
        least = by;
        worst = &side;
      }
    }
    if (!worst) break;
    projection.add(*worst);
  }
  return projection;
}

}  // namespace

TEST(ConeProjection, OnAQuadrant) {
  const std::vector<std::vector<double>> sides{{1, 0}, {0, 2}};
  const auto at = [&](std::vector<double> start) {
    const ConeProjection projection = projected(std::move(start), sides);
    return std::vector<double>(projection.point().begin(), projection.point().end());
  };
  EXPECT_EQ(at({3, 4}), (std::vector<double>{3, 4}));
  EXPECT_EQ(at({3, -4}), (std::vector<double>{3, 0}));
  EXPECT_EQ(at({-3, -4}), (std::vector<double>{0, 0}));
}

TEST(ConeProjection, ASideThatWasActiveIsLeftAgain) {
  // y >= 0 is violated most and binds first; x + y >= 0 and then 10 y >= x leave the ray (10, 1).
  const ConeProjection projection = projected({10, -4}, {{0, 1}, {-1, 10}});
  const double along = (10 * 10 - 4 * 1) / 101.0;
  EXPECT_NEAR(projection.point()[0], 10 * along, 1e-14);
  EXPECT_NEAR(projection.point()[1], along, 1e-14);
}

TEST(ConeProjection, IsTheNearestPoint) {
  // In the cone; the rest of the way at right angles to it and away from the cone.
  RandomStream random(1, "cones");
  for (int turn = 0; turn < 300; ++turn) {
    const std::size_t p = 2 + random.below(5), m = 1 + random.below(3 * p);
    std::vector<double> start(p), inside(p);
    for (double& value : start) value = random.normal();
    for (double& value : inside) value = random.normal();
    std::vector<std::vector<double>> sides(m, std::vector<double>(p));
    for (std::vector<double>& side : sides) {
      for (double& value : side) value = random.normal();
      if (product(side, inside) < 0)
        for (double& value : side) value = -value;
    }
    const ConeProjection projection = projected(start, sides);
    const auto point = projection.point();
    std::vector<double> rest(p);
    for (std::size_t j = 0; j < p; ++j) rest[j] = start[j] - point[j];
    for (const auto& side : sides) EXPECT_GE(product(side, point), -1e-9);
    EXPECT_NEAR(product(rest, point), 0, 1e-9);
    EXPECT_LE(product(rest, inside), 1e-9);
  }
}
