// The normal equations, solved by Gauss' elimination, gene by gene.
#include "venscope/expression/linear_model.hpp"

#include "support/from_r.hpp"
#include "support/random_expression.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

namespace {

/// The inverse of a small symmetric matrix.
Matrix inverse(Matrix a) {
  const std::size_t p = a.rows;
  Matrix result(p, p);
  for (std::size_t k = 0; k < p; ++k) result(k, k) = 1.0;
  for (std::size_t k = 0; k < p; ++k) {
    const double pivot = a(k, k);
    for (std::size_t j = 0; j < p; ++j) a(k, j) /= pivot, result(k, j) /= pivot;
    for (std::size_t i = 0; i < p; ++i) {
      if (i == k) continue;
      const double factor = a(i, k);
      for (std::size_t j = 0; j < p; ++j)
        a(i, j) -= factor * a(k, j), result(i, j) -= factor * result(k, j);
    }
  }
  return result;
}

struct Twin {
  std::vector<double> beta, deviation;
  double sigma = 0, df = 0;
};

Twin least_squares(const Matrix& x, std::span<const double> y, std::span<const double> w) {
  const std::size_t p = x.columns;
  Matrix products(p, p);
  std::vector<double> right(p, 0.0);
  double n = 0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    if (std::isnan(y[i]) || w[i] == 0) continue;
    ++n;
    for (std::size_t a = 0; a < p; ++a) {
      right[a] += w[i] * x(i, a) * y[i];
      for (std::size_t b = 0; b < p; ++b) products(a, b) += w[i] * x(i, a) * x(i, b);
    }
  }
  const Matrix inverted = inverse(products);
  Twin twin;
  for (std::size_t a = 0; a < p; ++a) {
    twin.beta.push_back(0);
    for (std::size_t b = 0; b < p; ++b) twin.beta[a] += inverted(a, b) * right[b];
    twin.deviation.push_back(std::sqrt(inverted(a, a)));
  }
  double squares = 0;
  for (std::size_t i = 0; i < x.rows; ++i) {
    if (std::isnan(y[i]) || w[i] == 0) continue;
    double fitted = 0;
    for (std::size_t a = 0; a < p; ++a) fitted += x(i, a) * twin.beta[a];
    squares += w[i] * (y[i] - fitted) * (y[i] - fitted);
  }
  twin.df = n - static_cast<double>(p);
  twin.sigma = std::sqrt(squares / twin.df);
  return twin;
}

}  // namespace

// The normal equations lose digits that QR keeps: 1e-7.
TEST(LinearModelTwin, NormalEquations) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const std::size_t samples = 12 + seed, genes = 40;
    Matrix y = test::random_expression(samples, genes, seed);
    const Matrix x = test::random_design(samples, seed);
    Matrix weights(samples, genes, 1.0);
    std::vector<double> sample_weights(samples, 1.0);
    std::mt19937_64 random(seed);
    for (double& w : weights.values) w = seed < 3 ? 1.0 : 0.1 + static_cast<double>(random() % 7);
    if (seed == 2)
      for (double& w : sample_weights) w = 0.5 + static_cast<double>(random() % 4);
    if (seed > 4)
      for (std::size_t k = 0; k < 60; ++k)
        y.values[random() % y.values.size()] = std::numeric_limits<double>::quiet_NaN();
    const auto fit = fit_linear_models(
        y, {x, {"(Intercept)", "group", "age"}},
        {.sample_weights = sample_weights, .weights = seed < 3 ? nullptr : &weights, .threads = 2});
    ASSERT_TRUE(fit);
    for (std::size_t g = 0; g < genes; ++g) {
      std::vector<double> w(weights.column(g).begin(), weights.column(g).end());
      for (std::size_t i = 0; i < samples; ++i) w[i] *= sample_weights[i];
      const Twin twin = least_squares(x, y.column(g), w);
      EXPECT_EQ(fit->df_residual[g], twin.df);
      EXPECT_TRUE(agrees(fit->sigma[g], twin.sigma, 1e-7));
      for (std::size_t j = 0; j < 3; ++j) {
        EXPECT_TRUE(agrees(fit->coefficients(g, j), twin.beta[j], 1e-7, 1e-9));
        EXPECT_TRUE(agrees(fit->unscaled(g, j), twin.deviation[j], 1e-7));
      }
    }
  }
}
