#include "venscope/assay/simultaneous.hpp"

#include "support/from_r.hpp"
#include "venscope/base/distributions.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;
using test::agrees;

namespace {
constexpr double inf = std::numeric_limits<double>::infinity();
const std::vector<double> degrees{0.7, 1, 2, 3.5, 6, 30, 1e4, 1e9, inf};

double student(double t, double df) {
  return std::isinf(df) ? normal_two_sided(t) : student_t_two_sided(t, df);
}
}  // namespace

TEST(SimultaneousLaws, TheRangeOfTwoMeansIsStudentsT) {
  for (const double df : degrees)
    for (const double t : {0.01, 0.5, 1.0, 2.0, 4.0, 7.0})
      EXPECT_TRUE(
          agrees(studentised_range_upper(t * std::sqrt(2.0), 2, df), student(t, df), 1e-9, 1e-15))
          << t << " " << df;
}

TEST(SimultaneousLaws, OneComparisonWithAControlIsStudentsT) {
  for (const double df : degrees)
    for (const double loading : {0.0, std::sqrt(0.5), 0.98})
      for (const double t : {0.01, 0.5, 1.0, 2.0, 4.0, 7.0})
        EXPECT_TRUE(agrees(dunnett_upper(t, std::vector{loading}, df), student(t, df), 1e-9, 1e-15))
            << t << " " << df << " " << loading;
}

TEST(SimultaneousLaws, UncorrelatedNormalsMultiply) {
  for (const double t : {0.5, 1.96, 3.0}) {
    const double inside = 1.0 - normal_two_sided(t);
    EXPECT_TRUE(agrees(dunnett_upper(t, std::vector{0.0, 0.0, 0.0}, inf),
                       1.0 - inside * inside * inside, 1e-12));
  }
}

TEST(SimultaneousLaws, QuantilesInvertTails) {
  for (const double df : {1.5, 25.0, inf})
    for (const double p : {0.9, 0.5, 0.05, 0.001}) {
      EXPECT_NEAR(studentised_range_upper(studentised_range_quantile(p, 5, df), 5, df), p, 1e-9);
      const std::vector<double> loadings{0.7, 0.5, 0.9};
      EXPECT_NEAR(dunnett_upper(dunnett_quantile(p, loadings, df), loadings, df), p, 1e-9);
    }
}

TEST(SimultaneousLaws, TukeyIsAtMostBonferroniAndAtLeastOneTest) {
  for (const double df : {2.0, 10.0, inf})
    for (const double t : {1.0, 2.5, 4.0})
      for (const std::size_t k : {3u, 6u}) {
        const double p = studentised_range_upper(t * std::sqrt(2.0), k, df);
        const double pairs = static_cast<double>(k * (k - 1) / 2);
        EXPECT_GE(p, student(t, df));
        EXPECT_LE(p, pairs * student(t, df));
        const auto loadings = dunnett_loadings(std::vector<double>(k - 1, 4.0), 4.0);
        EXPECT_LT(dunnett_upper(t, loadings, df), p) << "fewer comparisons than all pairs";
      }
}

TEST(SimultaneousLaws, OutsideTheDomainThereIsNothing) {
  const double nan = std::nan("");
  const std::vector<double> good{0.7}, bad{1.0}, none;
  EXPECT_TRUE(std::isnan(studentised_range_upper(nan, 3, 5)));
  EXPECT_TRUE(std::isnan(studentised_range_upper(1, 1, 5)));
  EXPECT_TRUE(std::isnan(studentised_range_upper(1, 3, 0)));
  EXPECT_TRUE(std::isnan(studentised_range_quantile(0, 3, 5)));
  EXPECT_TRUE(std::isnan(dunnett_upper(1, bad, 5)));
  EXPECT_TRUE(std::isnan(dunnett_upper(1, none, 5)));
  EXPECT_TRUE(std::isnan(dunnett_quantile(1, good, 5)));
  EXPECT_EQ(studentised_range_upper(-1, 3, 5), 1.0);
  EXPECT_EQ(studentised_range_upper(inf, 3, 5), 0.0);
  EXPECT_EQ(dunnett_upper(inf, good, 5), 0.0);
}
