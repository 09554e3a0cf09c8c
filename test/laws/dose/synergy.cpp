#include "venscope/dose/synergy.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;

namespace {

struct Board {
  std::vector<double> a, b, response;
  /// A checkerboard of independent drugs, with noise.
  Board(std::uint64_t seed, double noise, std::size_t wells) {
    RandomStream random(seed, "board");
    for (const double x : {0.0, 0.1, 1.0, 10.0})
      for (const double y : {0.0, 0.2, 2.0})
        for (std::size_t k = 0; k < wells; ++k) {
          a.push_back(x);
          b.push_back(y);
          response.push_back(100 / (1 + x) / (1 + y) + noise * random.normal());
        }
  }
  Synergy found(const SynergyOptions& options = {}) const {
    return *synergy({a, b, response}, options);
  }
};

}  // namespace

TEST(SynergyLaw, IndependentDrugsHaveNoBlissExcess) {
  for (const SynergyCell& cell : Board(1, 0, 1).found().cells) {
    EXPECT_NEAR(cell.bliss.estimate, 0, 1e-14);
    EXPECT_GT(cell.hsa.estimate, 0);
  }
}

TEST(SynergyLaw, ExchangingTheDrugsOrRescalingTheResponseChangesNothing) {
  const Board board(2, 3, 2);
  Board turned = board;
  std::swap(turned.a, turned.b);
  for (double& response : turned.response) response *= 7;
  const Synergy one = board.found(), other = turned.found();
  EXPECT_NEAR(one.bliss.estimate, other.bliss.estimate, 1e-12);
  EXPECT_NEAR(one.hsa.estimate, other.hsa.estimate, 1e-12);
  EXPECT_NEAR(one.cells[one.strongest].dose_a, other.cells[other.strongest].dose_b, 1e-12);
}

// 300 boards of independent drugs: the bootstrap interval of the mean excess holds 0 about as often
// as it says; four wells a combination make it a little short.
TEST(SynergyLaw, IntervalsOfIndependentDrugsHoldZero) {
  int held = 0;
  SynergyOptions options;
  options.resamples = 300;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    const Synergy found = Board(seed, 4, 4).found(options);
    held += *found.bliss.low <= 0 && *found.bliss.high >= 0;
  }
  EXPECT_GT(held / 300.0, 0.84);
  EXPECT_LT(held / 300.0, 0.98);
}
