// The exact p of rank tests by going through every arrangement.
#include "venscope/response/rank_test.hpp"

#include "support/from_r.hpp"
#include "venscope/response/proportion.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope::response;
using venscope::test::agrees;

namespace {

double tail_p(double below, double above, double all) {
  return std::min(1.0, 2.0 * std::min(below, above) / all);
}

}  // namespace

TEST(RankTwin, MannWhitneyEveryArrangement) {
  std::mt19937 random(21);
  for (int repeat = 0; repeat < 60; ++repeat) {
    const std::size_t m = 1 + random() % 6, n = 1 + random() % 6;
    std::vector<double> values;
    for (std::size_t i = 0; i < m + n; ++i)
      values.push_back(std::uniform_real_distribution<double>()(random));
    const std::span<const double> all(values);
    const auto ours = mann_whitney(all.first(m), all.subspan(m));
    ASSERT_TRUE(ours);
    EXPECT_TRUE(ours->exact);
    // W by counting pairs, for each choice of m of the values.
    const auto pairs = [&](unsigned chosen) {
      double w = 0;
      for (std::size_t i = 0; i < m + n; ++i)
        for (std::size_t j = 0; j < m + n; ++j)
          if ((chosen >> i & 1u) && !(chosen >> j & 1u) && values[i] > values[j]) w += 1.0;
      return w;
    };
    const double observed = pairs((1u << m) - 1u);
    EXPECT_EQ(ours->statistic, observed);
    double below = 0, above = 0, count = 0;
    for (unsigned chosen = 0; chosen < (1u << (m + n)); ++chosen) {
      if (static_cast<std::size_t>(__builtin_popcount(chosen)) != m) continue;
      const double w = pairs(chosen);
      below += w <= observed, above += w >= observed, count += 1.0;
    }
    EXPECT_TRUE(agrees(ours->p, tail_p(below, above, count), 1e-13));
  }
}

TEST(RankTwin, SignedRankEverySign) {
  std::mt19937 random(22);
  for (int repeat = 0; repeat < 60; ++repeat) {
    const std::size_t n = 1 + random() % 10;
    std::vector<double> differences;
    for (std::size_t i = 0; i < n; ++i)
      differences.push_back(std::normal_distribution<double>(0.3)(random));
    const auto ours = signed_rank(differences);
    ASSERT_TRUE(ours);
    double below = 0, above = 0;
    for (unsigned signs = 0; signs < (1u << n); ++signs) {
      double v = 0;
      for (std::size_t rank = 1; rank <= n; ++rank)
        if (signs >> (rank - 1) & 1u) v += static_cast<double>(rank);
      below += v <= ours->statistic, above += v >= ours->statistic;
    }
    EXPECT_TRUE(agrees(ours->p, tail_p(below, above, std::ldexp(1.0, static_cast<int>(n))), 1e-13));
  }
}

TEST(ProportionTwin, ClopperPearsonLimitsHaveTheirTails) {
  // P(X >= x | low) = P(X <= x | high) = 0.025, the sums written out.
  for (const auto& [x, n] :
       {std::pair{3, 10}, std::pair{9, 28}, std::pair{1, 40}, std::pair{29, 30}}) {
    const auto interval = clopper_pearson(x, n);
    const auto probability = [n = n](int k, double p) {
      return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0)) *
             std::pow(p, k) * std::pow(1.0 - p, n - k);
    };
    double upper = 0, lower = 0;
    for (int k = x; k <= n; ++k) upper += probability(k, interval->low);
    for (int k = 0; k <= x; ++k) lower += probability(k, interval->high);
    EXPECT_NEAR(upper, 0.025, 1e-13);
    EXPECT_NEAR(lower, 0.025, 1e-13);
  }
}
