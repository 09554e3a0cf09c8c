#include "venscope/expression/linear_model.hpp"

#include "support/from_r.hpp"
#include "support/random_expression.hpp"
#include "venscope/expression/contrast.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

namespace {

constexpr std::size_t samples = 14, genes = 30;
const std::vector<std::string> names = {"(Intercept)", "group", "age"};

}  // namespace

TEST(LinearModelLaws, ThreadsChangeNothing) {
  const Matrix y = test::random_expression(samples, 1000, 1), x = test::random_design(samples, 1);
  const auto one = fit_linear_models(y, {x, names}),
             two = fit_linear_models(y, {x, names}, {.threads = 3});
  ASSERT_TRUE(one && two);
  EXPECT_EQ(one->coefficients.values, two->coefficients.values);
  EXPECT_EQ(one->sigma, two->sigma);
}

TEST(LinearModelLaws, EqualWeightsAreNone) {
  const Matrix y = test::random_expression(samples, genes, 2), x = test::random_design(samples, 2);
  const Matrix ones(samples, genes, 1.0);
  const std::vector<double> twos(samples, 2.0);
  const auto plain = fit_linear_models(y, {x, names});
  const auto weighted = fit_linear_models(y, {x, names}, {.weights = &ones});
  const auto doubled = fit_linear_models(y, {x, names}, {.sample_weights = twos});
  ASSERT_TRUE(plain && weighted && doubled);
  for (std::size_t g = 0; g < genes; ++g) {
    EXPECT_TRUE(agrees(weighted->sigma[g], plain->sigma[g], 1e-12));
    EXPECT_TRUE(agrees(doubled->sigma[g], plain->sigma[g] * std::sqrt(2.0), 1e-12));
    EXPECT_TRUE(agrees(weighted->coefficients(g, 1), plain->coefficients(g, 1), 1e-11, 1e-12));
    EXPECT_TRUE(agrees(doubled->unscaled(g, 1), plain->unscaled(g, 1) / std::sqrt(2.0), 1e-12));
  }
}

TEST(LinearModelLaws, WeightZeroIsAMissingValue) {
  Matrix y = test::random_expression(samples, genes, 3), x = test::random_design(samples, 3);
  Matrix weights(samples, genes, 1.0), missing = y;
  for (std::size_t g = 0; g < genes; g += 2) {
    weights(g % samples, g) = 0.0;
    missing(g % samples, g) = std::numeric_limits<double>::quiet_NaN();
  }
  const auto a = fit_linear_models(y, {x, names}, {.weights = &weights});
  const auto b = fit_linear_models(missing, {x, names});
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->df_residual, b->df_residual);
  for (std::size_t g = 0; g < genes; ++g)
    EXPECT_TRUE(agrees(a->coefficients(g, 1), b->coefficients(g, 1), 1e-10, 1e-12));
}

TEST(LinearModelLaws, AContrastIsACoefficientOfAnotherDesign) {
  // Three groups: b - c is the coefficient of b where c is the reference.
  const Matrix y = test::random_expression(samples, genes, 4);
  Matrix from_a(samples, 3, 1.0), from_c(samples, 3, 1.0);
  for (std::size_t i = 0; i < samples; ++i) {
    from_a(i, 1) = i % 3 == 1;
    from_a(i, 2) = i % 3 == 2;
    from_c(i, 1) = i % 3 == 0;
    from_c(i, 2) = i % 3 == 1;
  }
  const auto fit = fit_linear_models(y, {from_a, {"(Intercept)", "gb", "gc"}});
  const auto direct = fit_linear_models(y, {from_c, {"(Intercept)", "ga", "gb"}});
  ASSERT_TRUE(fit && direct);
  const auto contrasts = read_contrasts({"gb - gc"}, fit->names, {"ga"});
  ASSERT_TRUE(contrasts);
  const LinearFit contrast = fit_contrasts(*fit, *contrasts);
  for (std::size_t g = 0; g < genes; ++g) {
    EXPECT_TRUE(agrees(contrast.coefficients(g, 0), direct->coefficients(g, 2), 1e-10, 1e-12));
    EXPECT_TRUE(agrees(contrast.unscaled(g, 0), direct->unscaled(g, 2), 1e-12));
  }
}

TEST(LinearModelLaws, ConfoundedDesignsAreNamed) {
  const Matrix y = test::random_expression(samples, genes, 5);
  Matrix x = test::random_design(samples, 5);
  for (std::size_t i = 0; i < samples; ++i) x(i, 2) = 1.0 - x(i, 1);
  const auto fit = fit_linear_models(y, {x, {"(Intercept)", "knockdown", "batch"}});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error()[0].code, "expression.confounded");
  EXPECT_NE(fit.error()[0].what.find("batch"), std::string::npos);
}

TEST(LinearModelLaws, OneSamplePerGroupIsRefused) {
  Matrix y = test::random_expression(2, genes, 6), x(2, 2, 1.0);
  x(0, 1) = 0;
  const auto fit = fit_linear_models(y, {x, {"(Intercept)", "group"}});
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error()[0].code, "expression.no_replicates");
}
