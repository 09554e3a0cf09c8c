#include "venscope/dose/plate.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::dose;

namespace {

constexpr WellRole s = WellRole::sample, n = WellRole::negative, p = WellRole::positive;

}  // namespace

// Negative controls 90, 100, 140 (median 100, mean 110, sd sqrt(700)), positive 10, 20, 12
// (median 12, mean 14, sd sqrt(28)).
TEST(PlateByHand, PercentAndQuality) {
  const std::vector<double> signal{90, 100, 140, 10, 20, 12, 56};
  const std::vector<WellRole> role{n, n, n, p, p, p, s};
  const std::vector<int> plate(7, 0);
  const NormalisedPlates median = normalise_plates(signal, role, plate, 1, Centre::median),
                         mean = normalise_plates(signal, role, plate, 1, Centre::mean);
  EXPECT_NEAR(median.percent[6], 100 * (56 - 12) / 88.0, 1e-12);
  EXPECT_NEAR(mean.percent[6], 100 * (56 - 14) / 96.0, 1e-12);
  const PlateQuality& quality = median.quality[0];
  EXPECT_NEAR(*quality.z_prime, 1 - 3 * (std::sqrt(700) + std::sqrt(28)) / 96, 1e-12);
  EXPECT_NEAR(*quality.ssmd, 96 / std::sqrt(728), 1e-12);
  EXPECT_NEAR(*quality.negative_cv, std::sqrt(700) / 110, 1e-12);
}

// Each plate by its own controls: a plate read twice as bright says the same.
TEST(PlateByHand, EveryPlateHasItsOwnControls) {
  const std::vector<double> signal{100, 100, 40, 200, 200, 80};
  const std::vector<WellRole> role{n, n, s, n, n, s};
  const NormalisedPlates found =
      normalise_plates(signal, role, std::vector<int>{0, 0, 0, 1, 1, 1}, 2, Centre::median);
  EXPECT_EQ(found.percent[2], 40);
  EXPECT_EQ(found.percent[5], 40);
  EXPECT_FALSE(found.quality[0].z_prime) << "no positive controls";
}

TEST(PlateByHand, APlateWithoutControlsHasNoPercentages) {
  const double missing = std::nan("");
  const std::vector<double> signal{100, 40, missing, 60, -5, 10};
  const std::vector<WellRole> role{n, s, n, s, n, s};
  const NormalisedPlates found =
      normalise_plates(signal, role, std::vector<int>{0, 0, 1, 1, 2, 2}, 3, Centre::median);
  EXPECT_EQ(found.percent[1], 40);
  EXPECT_TRUE(std::isnan(found.percent[3]));
  EXPECT_EQ(found.quality[1].problem, "no negative control with a signal");
  EXPECT_NE(found.quality[2].problem.find("not above 0"), std::string::npos);
  const NormalisedPlates turned =
      normalise_plates(signal, std::vector<WellRole>{p, n, s, s, n, p},
                       std::vector<int>{0, 0, 1, 1, 2, 2}, 3, Centre::median);
  EXPECT_NE(turned.quality[0].problem.find("not above the positive"), std::string::npos);
}
