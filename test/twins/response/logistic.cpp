// Slow, formula-shaped copies: the likelihood as it stands, climbed by coordinates; separation by
// going through all directions that the rows allow.
#include "venscope/response/logistic.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

struct Pairs {
  std::vector<double> x;
  std::vector<std::int32_t> y;
};

/// l or l* of beta0 + beta1 x, with the determinant of the 2 x 2 information written out.
double likelihood(const Pairs& data, double a, double b, bool firth) {
  double l = 0, s0 = 0, s1 = 0, s2 = 0;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    const double p = 1 / (1 + std::exp(-a - b * data.x[i])), v = p * (1 - p);
    l += std::log(data.y[i] == 1 ? p : 1 - p);
    s0 += v, s1 += v * data.x[i], s2 += v * data.x[i] * data.x[i];
  }
  return l + (firth ? 0.5 * std::log(s0 * s2 - s1 * s1) : 0);
}

/// Largest f on an interval where it has one hill.
template <class F>
double climb(F f, double low, double high) {
  const double golden = (std::sqrt(5.0) - 1) / 2;
  for (int k = 0; k < 90; ++k) {
    const double a = high - golden * (high - low), b = low + golden * (high - low);
    (f(a) < f(b) ? low : high) = f(a) < f(b) ? a : b;
  }
  return (low + high) / 2;
}

double best_given(const Pairs& data, double b, bool firth) {
  const auto in_a = [&](double a) { return likelihood(data, a, b, firth); };
  return in_a(climb(in_a, -15, 15));
}

Pairs random_pairs(RandomStream& random, std::size_t n) {
  Pairs data;
  for (std::size_t i = 0; i < n; ++i) {
    data.x.push_back(std::round(4 * random.normal()) / 2);
    data.y.push_back(random.uniform() < 1 / (1 + std::exp(-data.x.back())));
  }
  return data;
}

LogisticFit fit_of(const Pairs& data, const LogisticOptions& options) {
  Matrix design(data.x.size(), 1);
  design.values = data.x;
  return *logistic({.design = design, .outcome = data.y}, options);
}

bool mixed(const Pairs& data) {
  int events = 0;
  for (const auto y : data.y) events += y;
  return events > 0 && events < static_cast<int>(data.y.size());
}

/// Does a direction (a, b) exist with (2 y - 1) (a + b x) >= 0 in all rows and > 0 in one? It is
/// enough to look at those that are 0 in some row, and at a alone.
bool separable(const Pairs& data) {
  const auto good = [&](double a, double b) {
    double best = 0;
    for (std::size_t i = 0; i < data.x.size(); ++i) {
      const double gain = (data.y[i] == 1 ? 1 : -1) * (a + b * data.x[i]);
      if (gain < 0) return false;
      best = std::max(best, gain);
    }
    return best > 0;
  };
  for (const double x : data.x)
    if (good(-x, 1) || good(x, -1)) return true;
  return good(1, 0) || good(-1, 0);
}

}  // namespace

TEST(LogisticTwin, MaximumAndProfile) {
  RandomStream random(5, "logistic twin");
  for (int round = 0; round < 12; ++round) {
    const bool firth = round % 2 == 1;
    const Pairs data = random_pairs(random, 12 + random.below(20));
    if (!mixed(data) || (!firth && separable(data))) continue;
    const LogisticFit fit =
        fit_of(data, {.firth = firth, .interval = LogisticInterval::profile, .level = 0.9});
    const auto in_b = [&](double b) { return best_given(data, b, firth); };
    const double b = climb(in_b, -12, 12), top = in_b(b);
    EXPECT_NEAR(fit.terms[1].coef, b, 2e-6);  // golden section sees a hill to the root of rounding
    EXPECT_NEAR(fit.loglik, top, 1e-10);
    EXPECT_NEAR(in_b(std::log(fit.terms[1].conf_low)), top - 2.705543454095414 / 2, 1e-7);
    EXPECT_NEAR(in_b(std::log(fit.terms[1].conf_high)), top - 2.705543454095414 / 2, 1e-7);
    EXPECT_NEAR(*fit.terms[1].p_profile, std::erfc(std::sqrt(top - in_b(0))), 1e-7);
  }
}

TEST(LogisticTwin, SeparationIsFoundWhereAndOnlyWhereItIs) {
  RandomStream random(6, "logistic separation");
  int separated = 0, overlapping = 0;
  for (int round = 0; round < 400; ++round) {
    const Pairs data = random_pairs(random, 3 + random.below(9));
    if (!mixed(data)) continue;
    const LogisticFit fit = fit_of(data, {});
    if (fit.trouble == LogisticTrouble::collinear) continue;
    const bool truth = separable(data);
    EXPECT_EQ(fit.trouble == LogisticTrouble::separation, truth) << "round " << round;
    EXPECT_TRUE(truth || fit.converged);
    (truth ? separated : overlapping)++;
  }
  EXPECT_GT(separated, 50);
  EXPECT_GT(overlapping, 50);
}
