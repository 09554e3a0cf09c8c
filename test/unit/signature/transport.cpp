// From the scale of one cohort to that of another.
#include "venscope/signature/transport.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace venscope::signature {
namespace {

Matrix one_gene(std::vector<double> values) {
  Matrix matrix(values.size(), 1);
  matrix.values = std::move(values);
  return matrix;
}

TEST(SignatureTransport, RawChangesNothing) {
  const Matrix values = one_gene({1, NAN, 3});
  const Matrix same = transported(values, one_gene({10, 20}), Transport::raw);
  EXPECT_EQ(same(0, 0), 1);
  EXPECT_TRUE(std::isnan(same(1, 0)));
}

TEST(SignatureTransport, StandardisedTakesMeanAndDeviationOfTheReference) {
  // Mean 2 and SD 1 become mean 10 and SD 4.
  const Matrix moved =
      transported(one_gene({1, 2, NAN, 3}), one_gene({6, 10, 14}), Transport::standardised);
  EXPECT_DOUBLE_EQ(moved(0, 0), 6);
  EXPECT_DOUBLE_EQ(moved(1, 0), 10);
  EXPECT_TRUE(std::isnan(moved(2, 0)));
  EXPECT_DOUBLE_EQ(moved(3, 0), 14);
}

TEST(SignatureTransport, QuantilesTakeTheDistributionOfTheReference) {
  // As many values: rank by rank. The scale of the cohort does not matter.
  const Matrix moved =
      transported(one_gene({1e6, -5, 0.1}), one_gene({7, 3, 100}), Transport::quantiles);
  EXPECT_DOUBLE_EQ(moved(0, 0), 100);
  EXPECT_DOUBLE_EQ(moved(1, 0), 3);
  EXPECT_DOUBLE_EQ(moved(2, 0), 7);
  // Two values stand at a quarter and three quarters: between the knots of four.
  const Matrix half = transported(one_gene({1, 2}), one_gene({1, 2, 3, 4}), Transport::quantiles);
  EXPECT_DOUBLE_EQ(half(0, 0), 1.5);
  EXPECT_DOUBLE_EQ(half(1, 0), 3.5);
  // Ties share a place.
  const Matrix tied =
      transported(one_gene({1, 1, 5}), one_gene({10, 20, 30}), Transport::quantiles);
  EXPECT_DOUBLE_EQ(tied(0, 0), 15);
  EXPECT_DOUBLE_EQ(tied(1, 0), 15);
  EXPECT_DOUBLE_EQ(tied(2, 0), 30);
}

TEST(SignatureTransport, AGeneThatDoesNotVaryHasNoValue) {
  for (const Transport transport : {Transport::standardised, Transport::quantiles}) {
    const Matrix moved = transported(one_gene({2, 2, 2}), one_gene({1, 2, 3}), transport);
    EXPECT_TRUE(std::isnan(moved(0, 0)));
    EXPECT_TRUE(std::isnan(transported(one_gene({2}), one_gene({1, 2, 3}), transport)(0, 0)));
  }
}

}  // namespace
}  // namespace venscope::signature
