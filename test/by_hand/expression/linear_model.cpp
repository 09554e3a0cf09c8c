#include "venscope/expression/linear_model.hpp"

#include "support/from_r.hpp"
#include "venscope/expression/moderated_t.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

// Two against two. Gene 1: 1, 3 against 6, 8; gene 2: 2, 2 against 5, 9.
//   differences 7 - 2 = 5 and 7 - 2 = 5; (X'X)^-1 of the difference: 1/2 + 1/2 = 1
//   squares within: (1 + 1) + (1 + 1) = 4, sigma^2 = 4/2 = 2;  0 + (4 + 4) = 8, sigma^2 = 4.
TEST(LinearModelByHand, TwoAgainstTwo) {
  Matrix y(4, 2), x(4, 2, 1.0);
  y.values = {1, 3, 6, 8, 2, 2, 5, 9};
  x(0, 1) = x(1, 1) = 0;
  const auto fit = fit_linear_models(y, {x, {"(Intercept)", "group"}});
  ASSERT_TRUE(fit);
  for (std::size_t g : {0u, 1u}) {
    EXPECT_TRUE(agrees(fit->coefficients(g, 0), 2, 1e-14));
    EXPECT_TRUE(agrees(fit->coefficients(g, 1), 5, 1e-14));
    EXPECT_TRUE(agrees(fit->unscaled(g, 0), std::sqrt(0.5), 1e-14));
    EXPECT_TRUE(agrees(fit->unscaled(g, 1), 1, 1e-14));
    EXPECT_EQ(fit->df_residual[g], 2);
    EXPECT_TRUE(agrees(fit->mean[g], 4.5, 1e-14));
  }
  EXPECT_TRUE(agrees(fit->sigma[0], std::sqrt(2), 1e-14));
  EXPECT_TRUE(agrees(fit->sigma[1], 2, 1e-14));

  // With 2 residual df, trigamma(1) = pi^2 / 6 = 1.64 is more than the variance of log 2 and log 4,
  // (log 2)^2 / 2 = 0.24: d0 is infinite, and every gene has the mean variance, (2 + 4) / 2 = 3.
  // t = 5 / sqrt 3 on min(infinity, 2 + 2) = 4 df.
  const auto moderated = moderate(*fit);
  ASSERT_TRUE(moderated);
  EXPECT_TRUE(std::isinf(moderated->prior.df));
  for (std::size_t g : {0u, 1u}) {
    EXPECT_TRUE(agrees(moderated->variance[g], 3, 1e-14));
    EXPECT_TRUE(agrees(moderated->t(g, 1), 5 / std::sqrt(3.0), 1e-14));
    EXPECT_EQ(moderated->df[g], 4);
  }
}
