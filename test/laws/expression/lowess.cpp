#include "venscope/expression/lowess.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope::expression;

TEST(LowessLaws, ALineIsKept) {
  std::vector<double> x, y;
  for (int i = 0; i < 60; ++i) x.push_back(0.1 * i * i), y.push_back(3.0 - 2.0 * x.back());
  const auto fitted = lowess(x, y, {.span = 0.3});
  for (std::size_t i = 0; i < x.size(); ++i)
    EXPECT_TRUE(venscope::test::agrees(fitted[i], y[i], 1e-10, 1e-10));
}
