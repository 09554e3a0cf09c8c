// The score intervals by going through all values of the effect: each is tested with the
// proportions of highest likelihood found by going through those too. And the mid-p test and
// interval by listing every table.
#include "venscope/response/two_proportions.hpp"

#include "venscope/response/contingency.hpp"
#include "venscope/response/fisher.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;

namespace {

const std::vector<TwoCounts> some_tables = {{26, 33, 20, 30}, {22, 42, 9, 28}, {3, 7, 0, 5},
                                            {0, 6, 0, 9},     {8, 8, 3, 12},   {1, 1, 3, 7}};

double log_likelihood(const TwoCounts& c, double r1, double r2) {
  const auto term = [](std::int64_t x, double p) {
    return x == 0 ? 0.0 : static_cast<double>(x) * std::log(p);
  };
  return term(c.x1, r1) + term(c.n1 - c.x1, 1 - r1) + term(c.x2, r2) + term(c.n2 - c.x2, 1 - r2);
}

/// The r2 of highest likelihood on a grid that closes in, r1 = to_r1(r2).
template <class ToR1>
double best_r2(const TwoCounts& c, double low, double high, ToR1&& to_r1) {
  for (int pass = 0; pass < 14; ++pass) {
    const double step = (high - low) / 20;
    double best = low, top = -INFINITY;
    for (int k = 0; k <= 20; ++k) {
      const double r2 = low + k * step, l = log_likelihood(c, to_r1(r2), r2);
      if (l > top) top = l, best = r2;
    }
    const double from = low, to = high;
    low = std::max(from, best - step);
    high = std::min(to, best + step);
  }
  return (low + high) / 2;
}

double score_squared(const TwoCounts& c, double gap, double r1, double r2, double factor) {
  const auto n1 = static_cast<double>(c.n1), n2 = static_cast<double>(c.n2);
  const double variance = r1 * (1 - r1) / n1 + factor * factor * r2 * (1 - r2) / n2;
  return gap * gap / (variance * (n1 + n2) / (n1 + n2 - 1));
}

constexpr double quantile = 3.841458820694124;

double share(std::int64_t x, std::int64_t n) {
  return static_cast<double>(x) / static_cast<double>(n);
}

/// P(X = k) of the first cell at log odds ratio theta, by the formula.
std::vector<double> cell_probabilities(const TwoCounts& c, double theta, std::int64_t& lowest) {
  const std::int64_t m = c.x1 + c.x2;
  lowest = std::max<std::int64_t>(0, m - c.n2);
  const auto choose = [](std::int64_t n, std::int64_t k) {
    const auto factorial = [](std::int64_t m) { return std::lgamma(static_cast<double>(m + 1)); };
    return factorial(n) - factorial(k) - factorial(n - k);
  };
  std::vector<double> weight;
  double sum = 0;
  for (std::int64_t k = lowest; k <= std::min(c.n1, m); ++k) {
    weight.push_back(
        std::exp(choose(c.n1, k) + choose(c.n2, m - k) + theta * static_cast<double>(k)));
    sum += weight.back();
  }
  for (double& w : weight) w /= sum;
  return weight;
}

}  // namespace

TEST(TwoProportionsTwin, DifferencesThatAreNotRejected) {
  for (const TwoCounts& c : some_tables) {
    const Interval interval = score_difference(c)->interval;
    for (double d = -0.995; d < 1; d += 0.005) {
      const double r2 = best_r2(c, std::max(0.0, -d), std::min(1.0, 1 - d),
                                [&](double r) { return std::clamp(r + d, 0.0, 1.0); });
      const double gap = share(c.x1, c.n1) - share(c.x2, c.n2) - d;
      if (std::abs(d - interval.low) < 1e-6 || std::abs(d - interval.high) < 1e-6) continue;
      EXPECT_EQ(score_squared(c, gap, std::clamp(r2 + d, 0.0, 1.0), r2, 1) > quantile,
                d < interval.low || d > interval.high)
          << d;
    }
  }
}

TEST(TwoProportionsTwin, RatiosThatAreNotRejected) {
  for (const TwoCounts& c : some_tables) {
    const Interval interval = score_ratio(c)->interval;
    for (double u = -4; u <= 4; u += 0.05) {
      const double f = std::exp(u);
      const double r2 =
          best_r2(c, 0, std::min(1.0, 1 / f), [&](double r) { return std::min(1.0, f * r); });
      const double gap = share(c.x1, c.n1) - f * share(c.x2, c.n2);
      const double squared = score_squared(c, gap, std::min(1.0, f * r2), r2, f);
      if (std::abs(squared - quantile) < 1e-4 || std::abs(gap) < 1e-12) continue;
      EXPECT_EQ(squared > quantile, f < interval.low || f > interval.high) << f;
    }
  }
}

TEST(TwoProportionsTwin, OddsRatiosThatAreNotRejected) {
  for (const TwoCounts& c : some_tables) {
    const Interval interval = score_odds_ratio(c)->interval;
    const auto n1 = static_cast<double>(c.n1), n2 = static_cast<double>(c.n2);
    for (double u = -4; u <= 4; u += 0.05) {
      const double f = std::exp(u);
      const auto to_r1 = [&](double r) { return r * f / (1 + r * (f - 1)); };
      const double r2 = best_r2(c, 0, 1, to_r1), r1 = to_r1(r2);
      const double gap = static_cast<double>(c.x1) - n1 * r1;
      const double spread = 1 / (n1 * r1 * (1 - r1)) + 1 / (n2 * r2 * (1 - r2));
      const double squared = gap * gap * spread * (n1 + n2 - 1) / (n1 + n2);
      // Where nobody, or everybody, has the outcome nothing is rejected: both ends are open.
      if (!std::isfinite(squared) || std::abs(squared - quantile) < 1e-3 || std::abs(gap) < 1e-9)
        continue;
      EXPECT_EQ(squared > quantile, f < interval.low || f > interval.high) << f;
    }
  }
}

TEST(TwoProportionsTwin, MidPOverEveryTable) {
  for (const TwoCounts& c : some_tables) {
    std::int64_t lowest = 0;
    const std::vector<double> null = cell_probabilities(c, 0, lowest);
    const double observed = null[static_cast<std::size_t>(c.x1 - lowest)];
    double p = 0;
    for (const double one : null) p += one <= observed * (1 + 1e-7) ? one : 0;
    const auto fisher_test = fisher(make_table(2, 2, {c.x1, c.n1 - c.x1, c.x2, c.n2 - c.x2}));
    ASSERT_TRUE(fisher_test);
    EXPECT_NEAR(fisher_test->mid_p, p - observed / 2, 1e-11);
    const Interval interval = *mid_p_odds_interval(c);
    const auto above = [&](double theta) {
      const std::vector<double> now = cell_probabilities(c, theta, lowest);
      double sum = 0;
      for (std::size_t k = static_cast<std::size_t>(c.x1 - lowest); k < now.size(); ++k)
        sum += k == static_cast<std::size_t>(c.x1 - lowest) ? now[k] / 2 : now[k];
      return sum;
    };
    // An end of the support has no limit on that side.
    const auto highest = lowest + static_cast<std::int64_t>(null.size()) - 1;
    EXPECT_EQ(interval.low > 0, c.x1 > lowest);
    EXPECT_EQ(std::isfinite(interval.high), c.x1 < highest);
    if (c.x1 > lowest) {
      EXPECT_NEAR(above(std::log(interval.low)), 0.025, 1e-9);
    }
    if (c.x1 < highest) {
      EXPECT_NEAR(above(std::log(interval.high)), 0.975, 1e-9);
    }
  }
}
