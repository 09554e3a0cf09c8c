#include "venscope/dose/robust.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope::dose;

namespace {

struct Plate {
  std::vector<double> dose, response;
  Wells wells() const { return {dose, response, {}}; }
};

/// Three wells per dose within +-2 of a curve; `spoilt` of them 60 too high.
Plate plate(std::size_t spoilt) {
  Plate made;
  const double noise[] = {1.2, -0.7, 0.3, -1.9, 0.8, 1.5, -0.4, -1.1, 0.6};
  std::size_t k = 0;
  for (int j = -3; j <= 3; ++j)
    for (int r = 0; r < 3; ++r, ++k) {
      made.dose.push_back(std::exp(j));
      made.response.push_back(response_at({8, 100, 1.2, 0}, j) + noise[k % 9]);
    }
  for (std::size_t i = 0; i < spoilt; ++i) made.response[15 + 3 * i] += 60;
  return made;
}

}  // namespace

TEST(Outliers, SpoiltWellsAreFoundAndNoOther) {
  EXPECT_TRUE(outlying_wells(plate(0).wells(), {}, 0.01).empty());
  EXPECT_EQ(outlying_wells(plate(1).wells(), {}, 0.01), (std::vector<std::size_t>{15}));
  EXPECT_EQ(outlying_wells(plate(2).wells(), {}, 0.01), (std::vector<std::size_t>{15, 18}));
}

TEST(Outliers, LeavingThemOutOrWeighingThemDownSavesTheCurve) {
  const Plate spoilt = plate(2), clean = plate(0);
  const CurveFit reference = fit_curve(clean.wells());
  CurveOptions out, tukey, named;
  out.outlier_rate = named.outlier_rate = 0.01;
  out.leave_out_outliers = true;
  tukey.robust = Robust::tukey;
  const CurveFit without = fit_curve(spoilt.wells(), out),
                 robust = fit_curve(spoilt.wells(), tukey), plain = fit_curve(spoilt.wells());
  EXPECT_EQ(without.wells, 19u);
  EXPECT_NEAR(without.lower, reference.lower, 1);
  EXPECT_NEAR(robust.lower, reference.lower, 1.5);
  EXPECT_GT(std::fabs(plain.lower - reference.lower), 5);
  EXPECT_EQ(robust.weight[15], 0);
  const CurveFit flagged = fit_curve(spoilt.wells(), named);
  EXPECT_EQ(flagged.outliers.size(), 2u);
  EXPECT_NEAR(flagged.lower, plain.lower, 1e-9) << "named, not left out";
}

TEST(Outliers, TooFewWellsForRobustness) {
  const std::vector<double> dose{1, 2, 4, 8, 16}, response{100, 90, 50, 20, 10};
  for (const double factor : robust_factors({dose, response}, {}, Robust::tukey))
    EXPECT_EQ(factor, 1);
  EXPECT_TRUE(outlying_wells({dose, response}, {}, 0.01).empty());
}
