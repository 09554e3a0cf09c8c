#include "venscope/response/tobit.hpp"

#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

constexpr double no_limit = std::numeric_limits<double>::infinity();

struct TobitSample {
  Matrix design{50, 2};
  std::vector<double> low, high;
  explicit TobitSample(std::uint64_t seed) {
    RandomStream random(seed, "tobit");
    for (std::size_t i = 0; i < 50; ++i) {
      design(i, 0) = random.normal();
      design(i, 1) = random.chance(0.5);
      const double y = 1 + design(i, 0) - design(i, 1) + random.normal();
      low.push_back(std::min(y, 1.5));
      high.push_back(y > 1.5 ? no_limit : y);
    }
  }
  TobitFit fit(TobitDistribution distribution = TobitDistribution::gaussian) const {
    return *tobit({.design = design, .low = low, .high = high}, distribution);
  }
};

}  // namespace

TEST(TobitLaw, MirroringTheValuesMirrorsTheCoefficients) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const TobitSample sample(seed);
    TobitSample mirrored = sample;
    for (std::size_t i = 0; i < 50; ++i) {
      mirrored.low[i] = -sample.high[i];
      mirrored.high[i] = -sample.low[i];
    }
    const TobitFit a = sample.fit(), b = mirrored.fit();
    EXPECT_EQ(a.right, b.left);
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(a.terms[j].coef, -b.terms[j].coef, 1e-9);
      EXPECT_NEAR(a.terms[j].std_error, b.terms[j].std_error, 1e-9);
    }
    EXPECT_NEAR(a.loglik, b.loglik, 1e-9);
  }
}

TEST(TobitLaw, LognormalIsGaussianOfTheLogarithm) {
  const TobitSample sample(3);
  TobitSample raised = sample;
  double jacobian = 0;
  for (std::size_t i = 0; i < 50; ++i) {
    raised.low[i] = std::exp(sample.low[i]);
    raised.high[i] = std::isinf(sample.high[i]) ? no_limit : std::exp(sample.low[i]);
    if (std::isfinite(sample.high[i])) jacobian -= sample.low[i];
  }
  const TobitFit a = sample.fit(), b = raised.fit(TobitDistribution::lognormal);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(a.terms[j].coef, b.terms[j].coef, 1e-9);
  EXPECT_NEAR(a.loglik + jacobian, b.loglik, 1e-9);
  EXPECT_NEAR(a.chi_squared, b.chi_squared, 1e-9);
}

TEST(TobitLaw, UnitsOfValuesAndColumnsDoNotMatter) {
  const TobitSample sample(4);
  TobitSample scaled = sample;
  for (std::size_t i = 0; i < 50; ++i) {
    scaled.design(i, 0) = 1e6 + 1e-3 * sample.design(i, 0);
    scaled.low[i] *= 1e5;
    scaled.high[i] *= 1e5;
  }
  const TobitFit a = sample.fit(), b = scaled.fit();
  EXPECT_NEAR(b.terms[1].coef / (a.terms[1].coef * 1e8), 1, 1e-6);
  EXPECT_NEAR(b.terms[2].coef / (a.terms[2].coef * 1e5), 1, 1e-6);
  EXPECT_NEAR(b.scale / (a.scale * 1e5), 1, 1e-7);
  EXPECT_NEAR(b.chi_squared, a.chi_squared, 1e-6);
}

// However far beyond the limit a value was is not told, so it cannot matter; how many were is.
TEST(TobitLaw, CensoringTakesTheBiasAway) {
  RandomStream random(8, "bias");
  std::vector<double> low, high;
  double mean = 0;
  for (int i = 0; i < 4000; ++i) {
    const double y = random.normal();
    low.push_back(std::min(y, 0.5));
    high.push_back(y > 0.5 ? no_limit : y);
    mean += low.back() / 4000;
  }
  const Matrix none(low.size(), 0);
  const auto fit = tobit({.design = none, .low = low, .high = high});
  EXPECT_NEAR(fit->terms[0].coef, 0, 0.05);
  EXPECT_NEAR(fit->scale, 1, 0.04);
  EXPECT_LT(mean, -0.15);
}
