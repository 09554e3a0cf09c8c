#include "venscope/enrichment/nnls.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

struct NnlsCase {
  Matrix a;
  std::vector<double> b;
};

template <class Check>
void for_each_nnls_case(Check check) {
  for (std::uint64_t trial = 0; trial < 200; ++trial) {
    RandomStream stream(51, "nnls law", trial);
    const std::size_t p = 1 + stream.below(10), n = p + 1 + stream.below(30);
    NnlsCase one{Matrix(n, p), std::vector<double>(n)};
    for (double& value : one.a.values)
      value = trial % 2 == 0 ? stream.exponential() : stream.normal();
    for (double& value : one.b) value = stream.normal() + 0.3;
    check(one);
  }
}

}  // namespace

// Karush, Kuhn and Tucker: x >= 0, the gradient of the fit is not positive, and 0 where x > 0.
TEST(NnlsLaw, OptimalityConditions) {
  for_each_nnls_case([](const NnlsCase& one) {
    const NonNegativeFit fit = NonNegativeLeastSquares(one.a).fit(one.b);
    ASSERT_TRUE(fit.converged);
    std::vector<double> rest = one.b;
    for (std::size_t j = 0; j < one.a.columns; ++j)
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i] -= one.a(i, j) * fit.coefficient[j];
    double sum = 0;
    for (const double value : rest) sum += value * value;
    EXPECT_NEAR(fit.residual_sum, sum, 1e-9 * (1 + sum));
    for (std::size_t j = 0; j < one.a.columns; ++j) {
      double gradient = 0;
      for (std::size_t i = 0; i < rest.size(); ++i) gradient += one.a(i, j) * rest[i];
      EXPECT_GE(fit.coefficient[j], 0);
      EXPECT_LE(gradient, 1e-8);
      EXPECT_NEAR(gradient * fit.coefficient[j], 0, 1e-8);
    }
  });
}

TEST(NnlsLaw, ScalesWithTheResponse) {
  for_each_nnls_case([](const NnlsCase& one) {
    std::vector<double> twice = one.b;
    for (double& value : twice) value *= 1024;
    const NonNegativeLeastSquares solver(one.a);
    const NonNegativeFit a = solver.fit(one.b), b = solver.fit(twice);
    for (std::size_t j = 0; j < one.a.columns; ++j)
      EXPECT_NEAR(b.coefficient[j], 1024 * a.coefficient[j], 1e-7);
  });
}

TEST(NnlsLaw, CollinearAndEmptyColumnsAreSurvived) {
  Matrix a(5, 3);
  for (std::size_t i = 0; i < 5; ++i) {
    a(i, 0) = static_cast<double>(i);
    a(i, 1) = 2 * static_cast<double>(i);
  }
  const std::vector<double> b{0, 2, 4, 6, 8};
  const NonNegativeFit fit = NonNegativeLeastSquares(a).fit(b);
  EXPECT_TRUE(fit.converged);
  EXPECT_NEAR(fit.coefficient[0] + 2 * fit.coefficient[1], 2, 1e-9);
  EXPECT_EQ(fit.coefficient[2], 0);
  EXPECT_NEAR(fit.residual_sum, 0, 1e-18);
}
