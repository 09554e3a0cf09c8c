#include "venscope/expression/moderated_t.hpp"

#include "support/from_r.hpp"
#include "support/random_expression.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

namespace {

LinearFit random_fit(unsigned seed, double scale = 1.0, std::size_t genes = 200) {
  Matrix y = test::random_expression(10, genes, seed);
  for (double& value : y.values) value *= scale;
  return *fit_linear_models(y, {test::random_design(10, seed), {"(Intercept)", "group", "age"}});
}

constexpr ModerationOptions all_options[] = {
    {}, {.trend = true}, {.robust = true}, {.trend = true, .robust = true}};

}  // namespace

TEST(ModeratedTLaws, VariancesLieBetweenTheGeneAndThePrior) {
  const LinearFit fit = random_fit(1);
  for (const ModerationOptions& options : all_options) {
    const auto moderated = moderate(fit, options);
    ASSERT_TRUE(moderated);
    for (std::size_t g = 0; g < fit.genes(); ++g) {
      const double own = fit.sigma[g] * fit.sigma[g], prior = moderated->prior.scale_of(g);
      EXPECT_GE(moderated->variance[g], std::min(own, prior) * (1 - 1e-12));
      EXPECT_LE(moderated->variance[g], std::max(own, prior) * (1 + 1e-12));
    }
  }
}

// Powers of two change no digit; the trend sees a covariate that is scaled too.
TEST(ModeratedTLaws, AScaleOfTheExpressionChangesNoT) {
  const LinearFit fit = random_fit(2), scaled = random_fit(2, 4.0);
  for (const ModerationOptions& options : all_options) {
    const auto a = moderate(fit, options), b = moderate(scaled, options);
    ASSERT_TRUE(a && b);
    for (std::size_t g = 0; g < fit.genes(); ++g)
      EXPECT_TRUE(agrees(b->t(g, 1), a->t(g, 1), 1e-8, 1e-10));
  }
}

TEST(ModeratedTLaws, FOfOneCoefficientIsTheSquareOfT) {
  const LinearFit fit = with_coefficients(random_fit(3), {"group"});
  const auto moderated = moderate(fit);
  ASSERT_TRUE(moderated);
  EXPECT_EQ(moderated->f_df, 1.0);
  for (std::size_t g = 0; g < fit.genes(); ++g) {
    EXPECT_TRUE(agrees(moderated->f[g], std::pow(moderated->t(g, 0), 2), 1e-12));
    EXPECT_TRUE(agrees(moderated->f_p[g], moderated->p(g, 0), 1e-9));
  }
}

TEST(ModeratedTLaws, AGeneWithoutResidualsHasThePriorsVariance) {
  LinearFit fit = random_fit(4);
  fit.df_residual[7] = 0.0;
  fit.sigma[7] = std::numeric_limits<double>::quiet_NaN();
  const auto moderated = moderate(fit);
  ASSERT_TRUE(moderated);
  EXPECT_EQ(moderated->variance[7], moderated->prior.scale[0]);
  EXPECT_EQ(moderated->df[7], moderated->prior.df);
}

TEST(ModeratedTLaws, WithoutAnyVarianceThereIsNoTest) {
  LinearFit fit = random_fit(5, 1.0, 5);
  std::fill(fit.df_residual.begin(), fit.df_residual.end(), 0.0);
  const auto moderated = moderate(fit);
  ASSERT_FALSE(moderated);
  EXPECT_EQ(moderated.error()[0].code, "expression.no_residuals");
}

TEST(ModeratedTLaws, MostlyZeroVariancesAreSaidOrRefused) {
  LinearFit fit = random_fit(6, 1.0, 20);
  std::fill_n(fit.sigma.begin(), 12, 0.0);
  const auto plain = moderate(fit);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->warnings.size(), 1u);
  const auto robust = moderate(fit, {.robust = true});
  ASSERT_FALSE(robust);
  EXPECT_EQ(robust.error()[0].code, "expression.zero_variances");
}
