#include "venscope/expression/voom.hpp"

#include "support/from_r.hpp"
#include "support/random_expression.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

namespace {

Design groups(std::size_t samples) {
  Design design{Matrix(samples, 2, 1.0), {"(Intercept)", "group"}};
  for (std::size_t i = 0; i < samples; ++i) design.columns(i, 1) = i % 2 == 0;
  return design;
}

}  // namespace

TEST(VoomLaws, WeightsOfSamplesHaveAGeometricMeanOfOne) {
  const Matrix y = test::random_expression(9, 200, 1);
  for (const auto method : {ArrayWeightsMethod::likelihood, ArrayWeightsMethod::gene_by_gene}) {
    double logs = 0.0;
    for (const double w : array_weights(y, groups(9), nullptr, method).weight) logs += std::log(w);
    EXPECT_NEAR(logs, 0.0, 1e-12);
  }
}

TEST(VoomLaws, ANoisySampleWeighsLeast) {
  Matrix y = test::random_expression(10, 300, 2);
  std::mt19937_64 random(5);
  std::normal_distribution<double> noise(0.0, 4.0);
  for (std::size_t g = 0; g < y.columns; ++g) y(3, g) += noise(random);
  const auto weights = array_weights(y, groups(10)).weight;
  EXPECT_EQ(std::min_element(weights.begin(), weights.end()) - weights.begin(), 3);
  EXPECT_LT(weights[3], 0.5);
}

TEST(VoomLaws, TheOrderOfGenesChangesNoLikelihood) {
  const Matrix y = test::random_expression(8, 60, 3);
  Matrix turned(8, 60);
  for (std::size_t g = 0; g < 60; ++g)
    std::copy(y.column(g).begin(), y.column(g).end(), turned.column(59 - g).begin());
  const auto a = array_weights(y, groups(8)).weight, b = array_weights(turned, groups(8)).weight;
  for (std::size_t i = 0; i < 8; ++i) EXPECT_TRUE(agrees(a[i], b[i], 1e-10));
}

TEST(VoomLaws, TooFewSamplesWeighAlike) {
  const Matrix y = test::random_expression(3, 60, 4);
  for (const double w : array_weights(y, groups(3)).weight) EXPECT_EQ(w, 1.0);
}

TEST(VoomLaws, RarelyReadGenesWeighLess) {
  std::mt19937_64 random(6);
  Matrix counts(6, 400);
  for (std::size_t g = 0; g < 400; ++g) {
    std::poisson_distribution<int> reads(g < 200 ? 8.0 : 3000.0);
    for (double& value : counts.column(g)) value = reads(random);
  }
  std::vector<double> size(6, 0.0);
  for (std::size_t g = 0; g < 400; ++g)
    for (std::size_t i = 0; i < 6; ++i) size[i] += counts(i, g);
  const auto result = voom(counts, groups(6), size);
  ASSERT_TRUE(result);
  EXPECT_LT(result->weights(0, 10) * 10, result->weights(0, 390));
  EXPECT_TRUE(std::is_sorted(result->trend_size.begin(), result->trend_size.end()));
}
