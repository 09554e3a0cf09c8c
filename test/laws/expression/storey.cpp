#include "venscope/expression/storey.hpp"

#include "support/from_r.hpp"
#include "venscope/base/adjust.hpp"
#include "venscope/expression/smoothing_spline.hpp"

#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

TEST(StoreyLaws, QIsTheNullShareTimesBenjaminiAndHochbergs) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> uniform;
  for (int round = 0; round < 10; ++round) {
    std::vector<double> p;
    for (int i = 0; i < 200; ++i) p.push_back(std::pow(uniform(random), i % 3 == 0 ? 4 : 1));
    const auto ours = storey_q(p);
    ASSERT_TRUE(ours);
    const auto bh = adjusted(p, Adjustment::benjamini_hochberg);
    for (std::size_t i = 0; i < p.size(); ++i)
      EXPECT_TRUE(agrees(ours->q[i], ours->null_share * bh[i], 1e-13));
  }
}

TEST(StoreyLaws, AStraightLineIsItsOwnSpline) {
  std::vector<double> x, y;
  for (int k = 0; k < 12; ++k) x.push_back(k * k), y.push_back(1.0 - 0.01 * k * k);
  const auto fitted = smoothing_spline(x, y, 3.0);
  for (std::size_t i = 0; i < x.size(); ++i) EXPECT_TRUE(agrees(fitted[i], y[i], 1e-9, 1e-9));
}

TEST(StoreyLaws, WhatIsNoPValueIsRefused) {
  EXPECT_EQ(storey_q(std::vector<double>{0.2, 1.2}).error()[0].code, "expression.p_out_of_range");
  EXPECT_EQ(storey_q({}).error()[0].code, "expression.no_p_values");
  EXPECT_EQ(storey_q(std::vector<double>(30, 1e-4)).error()[0].code, "expression.null_share");
}
