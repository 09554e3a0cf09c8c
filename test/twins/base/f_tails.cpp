// Tails of many values at once against the incomplete beta function value by value.
#include "venscope/base/f_tails.hpp"

#include "venscope/base/distributions.hpp"
#include "venscope/base/log_tails.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

using namespace venscope;

namespace {

constexpr double inf = std::numeric_limits<double>::infinity();

std::vector<double> tails(unsigned df1, double df2, const std::vector<double>& f) {
  std::vector<double> p(f.size());
  FTails(df1, df2).upper(f, p);
  return p;
}

/// In the far tail both ways raise x < 1 to a power: their errors grow with the logarithm. The slow
/// function is given 1 - x or x, whose last digit counts df2 / 2 times in that power.
double allowed(double p, double df2) {
  return 5e-13 - 1e-15 * std::log(std::max(p, 1e-300)) + 2e-16 * df2;
}

/// With one degree of freedom, where the slow function's arc sine of nearly 1 loses half the
/// digits, Cauchy's own tail.
double slow_student(double t, double df) {
  return df == 1 ? 2 * std::numbers::inv_pi * std::atan2(1, t) : student_t_two_sided(t, df);
}

const std::vector<double> all_df2 = {0.02, 0.5, 1,     1.7, 2,   3,   4.3, 7,   10,  17.9, 30,
                                     57,   100, 230.2, 490, 502, 1e3, 1e4, 1e5, 1e6, 1e7};

TEST(FTails, StudentEqualsTheSlowFunction) {
  for (const double df : all_df2) {
    std::vector<double> t, f;
    for (double at = 1e-9; at < 1e9; at *= 1.07) t.push_back(at);
    for (double at = 0.01; at < 40; at += 0.01) t.push_back(at);
    for (const double one : t) f.push_back(one * one);
    const std::vector<double> p = tails(1, df, f);
    for (std::size_t i = 0; i < t.size(); ++i) {
      const double slow = slow_student(t[i], df);
      if (slow < 1e-290) {
        EXPECT_LT(p[i], 1e-289);
        continue;
      }
      EXPECT_NEAR(p[i] / slow, 1, allowed(slow, df)) << "t " << t[i] << " df " << df;
    }
  }
}

TEST(FTails, FEqualsTheSlowFunction) {
  for (const unsigned df1 : {1u, 2u, 3u, 4u, 5u, 8u, 11u, 12u, 25u, 60u, 61u})
    for (const double df2 : all_df2) {
      std::vector<double> f;
      for (double at = 1e-6; at < 1e6; at *= 1.3) f.push_back(at);
      const std::vector<double> p = tails(df1, df2, f);
      for (std::size_t i = 0; i < f.size(); ++i) {
        const double slow = df1 == 1 ? slow_student(std::sqrt(f[i]), df2) : f_upper(f[i], df1, df2);
        // The slow function has lost its digits before the smallest double.
        if (slow < 1e-250) continue;
        EXPECT_NEAR(p[i] / slow, 1, allowed(slow, df2))
            << "F " << f[i] << " df " << df1 << ' ' << df2;
      }
    }
}

TEST(FTails, EdgesAreThoseOfTheSlowFunction) {
  const std::vector<double> f = {0, -1, inf, 1e-320, 1e300, std::nan("")};
  for (const unsigned df1 : {1u, 2u, 7u})
    for (const double df2 : {1.0, 5.0, 490.0, 1e9}) {
      const std::vector<double> p = tails(df1, df2, f);
      EXPECT_EQ(p[0], 1);
      EXPECT_EQ(p[1], 1);
      EXPECT_EQ(p[2], 0);
      EXPECT_NEAR(p[3], 1, 1e-14);
      EXPECT_NEAR(p[4], f_upper(1e300, df1, df2), 1e-160);
      EXPECT_TRUE(std::isnan(p[5]));
    }
  const std::vector<double> normal = tails(1, inf, {0, 1.5 * 1.5, 36 * 36});
  EXPECT_EQ(normal[0], 1);
  EXPECT_NEAR(normal[1] / normal_two_sided(1.5), 1, 1e-13);
  EXPECT_NEAR(normal[2] / normal_two_sided(36), 1, 1e-12);
  for (const double wrong : {0.0, -3.0, std::nan("")})
    EXPECT_TRUE(std::isnan(tails(1, wrong, {2.0})[0]));
}

TEST(FTails, AValueDoesNotHangOnItsNeighbours) {
  RandomStream random(7, "tails");
  std::vector<double> f(1000);
  for (double& one : f) one = std::exp(3 * random.normal());
  for (const unsigned df1 : {1u, 6u, 9u}) {
    const FTails shared(df1, 37.5);
    std::vector<double> p(f.size());
    shared.upper(f, p);
    for (std::size_t i = 0; i < f.size(); ++i) {
      double alone = 0;
      shared.upper({&f[i], 1}, {&alone, 1});
      ASSERT_EQ(alone, p[i]);
    }
  }
}

}  // namespace
