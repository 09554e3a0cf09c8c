#include "venscope/dose/shape_kernels.hpp"

#include "venscope/base/random.hpp"
#include "venscope/dose/plateaus.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

/// Eight curves of as many doses or fewer, weighted, some with untreated wells.
struct Example {
  std::size_t doses;
  std::vector<std::size_t> own;
  std::vector<double> log_dose, weight, mean, room;
  std::vector<double> total, log_steepness, log_ic50, sign;

  explicit Example(std::uint64_t seed) {
    RandomStream random(seed, "shapes");
    doses = 5 + random.below(7);
    for (auto* values : {&log_dose, &weight, &mean}) values->resize(doses * shape_lanes);
    room.resize(2 * doses * shape_lanes);
    for (std::size_t l = 0; l < shape_lanes; ++l) {
      own.push_back(doses - random.below(2));
      const bool untreated = random.chance(0.3);
      sign.push_back(random.chance(0.3) ? -1 : 1);
      log_steepness.push_back(random.normal());
      // Where the doses see something of the curve: beyond, v is constant but for its last digits.
      const double reach = 9 / std::exp(log_steepness[l]);
      log_ic50.push_back(std::clamp(2 * random.normal(), -2.7 - reach / 2,
                                    0.9 * (static_cast<double>(own[l]) - 5) + reach / 2));
      double sum = 0;
      total.push_back(0);
      for (std::size_t j = 0; j < own[l]; ++j) {
        const std::size_t at = j * shape_lanes + l;
        log_dose[at] = untreated && j == 0 ? -std::numeric_limits<double>::infinity()
                                           : 0.9 * (static_cast<double>(j) - 4);
        weight[at] = 0.2 + random.uniform();
        mean[at] = 40 / (1 + std::exp(sign[l] * (log_dose[at] - 0.5))) + 5 * random.normal();
        if (random.chance(0.02)) mean[at] = -mean[at];
        total[l] += weight[at];
        sum += weight[at] * mean[at];
      }
      for (std::size_t j = 0; j < own[l]; ++j) mean[j * shape_lanes + l] -= sum / total[l];
    }
  }

  ShapeAnswer by(ShapeKernel kernel) {
    ShapeAnswer answer;
    kernel({doses, log_dose.data(), weight.data(), mean.data(), total.data(), log_steepness.data(),
            log_ic50.data(), sign.data(), room.data()},
           answer);
    return answer;
  }

  std::vector<double> of(const std::vector<double>& all, std::size_t lane) const {
    std::vector<double> values;
    for (std::size_t j = 0; j < own[lane]; ++j) values.push_back(all[j * shape_lanes + lane]);
    return values;
  }

  /// Without what the other lanes have.
  ShapeAnswer alone(std::size_t lane, double steeper = 0, double further = 0) {
    const std::vector<double> x = of(log_dose, lane), w = of(weight, lane), z = of(mean, lane);
    const double k = log_steepness[lane] + steeper, e = log_ic50[lane] + further;
    ShapeAnswer answer;
    look_at_shape(
        {own[lane], x.data(), w.data(), z.data(), &total[lane], &k, &e, &sign[lane], room.data()},
        answer);
    return answer;
  }
};

std::vector<double> numbers(const ShapeAnswer& answer, std::size_t lane) {
  std::vector<double> all{answer.steepness[lane], answer.squares[lane], answer.middle[lane],
                          answer.span[lane]};
  for (const auto& g : answer.gradient) all.push_back(g[lane]);
  for (const auto& h : answer.curvature) all.push_back(h[lane]);
  return all;
}

}  // namespace

TEST(ShapeKernels, DoNotDifferInABitFromACurveAlone) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Example example(seed);
    for (const ShapeKernel kernel : all_shape_kernels()) {
      const ShapeAnswer together = example.by(kernel);
      for (std::size_t l = 0; l < shape_lanes; ++l)
        EXPECT_EQ(numbers(together, l), numbers(example.alone(l), 0)) << seed << ' ' << l;
    }
  }
}

TEST(ShapeKernels, PlateausAreThoseOfLeastSquares) {
  int positive = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Example example(seed);
    for (std::size_t l = 0; l < shape_lanes; ++l) {
      const ShapeAnswer found = example.alone(l);
      const std::vector<double> x = example.of(example.log_dose, l),
                                w = example.of(example.weight, l), z = example.of(example.mean, l);
      std::vector<double> v;
      for (const double dose : x)
        v.push_back(1 / (1 + std::exp(example.sign[l] * std::exp(example.log_steepness[l]) *
                                      (dose - example.log_ic50[l]))));
      const Plateaus expected = fit_plateaus(v, z, w, {});
      double squares = 0;
      for (std::size_t j = 0; j < v.size(); ++j)
        squares +=
            w[j] * std::pow(z[j] - expected.lower - (expected.upper - expected.lower) * v[j], 2);
      EXPECT_NEAR(found.squares[0], squares, 1e-9 * squares);
      EXPECT_NEAR(found.span[0], expected.upper - expected.lower,
                  1e-8 * (1 + std::fabs(found.span[0])));
      positive += expected.upper > expected.lower;
      if (expected.upper > expected.lower) continue;
      EXPECT_EQ(found.gradient[0][0], 0);
      EXPECT_EQ(found.curvature[2][0], 0);
    }
  }
  EXPECT_GT(positive, 500);
  EXPECT_LT(positive, 800);
}

TEST(ShapeKernels, SlopesAreThoseOfDifferences) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Example example(seed);
    for (std::size_t l = 0; l < shape_lanes; ++l) {
      const ShapeAnswer at = example.alone(l);
      constexpr double h = 1e-5;
      const ShapeAnswer steeper = example.alone(l, h), flatter = example.alone(l, -h),
                        higher = example.alone(l, 0, h), lower = example.alone(l, 0, -h);
      // A sign that changes on the way is a kink.
      if (!(steeper.span[0] > 0 && flatter.span[0] > 0 && higher.span[0] > 0 && lower.span[0] > 0))
        continue;
      const double size = 1e-4 * (1 + at.squares[0]);
      const auto slope = [&](const ShapeAnswer& up, const ShapeAnswer& down) {
        return (up.squares[0] - down.squares[0]) / (4 * h);
      };
      EXPECT_NEAR(at.gradient[0][0], slope(steeper, flatter), size);
      EXPECT_NEAR(at.gradient[1][0], slope(higher, lower), size);
      const auto bend = [&](std::size_t k, const ShapeAnswer& up, const ShapeAnswer& down) {
        return (up.gradient[k][0] - down.gradient[k][0]) / (2 * h);
      };
      EXPECT_NEAR(at.curvature[0][0], bend(0, steeper, flatter), size);
      EXPECT_NEAR(at.curvature[1][0], bend(1, steeper, flatter), size);
      EXPECT_NEAR(at.curvature[2][0], bend(1, higher, lower), size);
    }
  }
}
