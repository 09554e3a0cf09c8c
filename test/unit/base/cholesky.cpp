#include "venscope/base/cholesky.hpp"

#include <gtest/gtest.h>

using namespace venscope;

TEST(Cholesky, SolvesAndInverts) {
  Matrix a(2, 2);
  a(0, 0) = 4;
  a(1, 0) = a(0, 1) = 2;
  a(1, 1) = 3;
  const Cholesky factor = factorise(a);
  EXPECT_EQ(factor.rank, 2U);
  std::vector<double> b = {2, 5};  // solution: (-0.5, 2)
  factor.solve(b);
  EXPECT_NEAR(b[0], -0.5, 1e-15);
  EXPECT_NEAR(b[1], 2, 1e-15);
  EXPECT_NEAR(factor.inverse()(0, 0), 3.0 / 8, 1e-15);
  EXPECT_NEAR(factor.inverse()(1, 0), -2.0 / 8, 1e-15);
}

TEST(Cholesky, GivesUpTheLaterOfDependentColumns) {
  // The second is twice the first.
  Matrix a(3, 3);
  const double values[3][3] = {{1, 2, 0.5}, {2, 4, 1}, {0.5, 1, 3}};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) a(i, j) = values[i][j];
  const Cholesky factor = factorise(a);
  EXPECT_EQ(factor.rank, 2U);
  EXPECT_EQ(factor.singular, (std::vector<bool>{false, true, false}));
  const Matrix inverse = factor.inverse();
  EXPECT_EQ(inverse(1, 1), 0);
  EXPECT_EQ(inverse(0, 1), 0);
  EXPECT_NEAR(inverse(0, 0), 3 / 2.75, 1e-15);
}

TEST(Cholesky, NothingAndZeroHaveRankZero) {
  EXPECT_EQ(factorise(Matrix(0, 0)).rank, 0U);
  EXPECT_EQ(factorise(Matrix(2, 2)).rank, 0U);
}
