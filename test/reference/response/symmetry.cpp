// Bowker's test against R's mcnemar.test (symmetry.R beside this file).
#include "venscope/response/symmetry.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

TEST(SymmetryReference, EqualsR) {
  for (const auto& one : test::from_r("response", "symmetry")) {
    const std::size_t levels = one["levels"];
    const auto test =
        bowker(make_table(levels, levels, one["counts"].get<std::vector<std::int64_t>>()));
    ASSERT_TRUE(test);
    // A handful of sums of ratios, and the tail of chi-squared.
    EXPECT_TRUE(agrees(test->statistic, number(one["statistic"]), 1e-13));
    EXPECT_EQ(test->df, number(one["df"]));
    EXPECT_TRUE(agrees(test->p, number(one["p"]), 1e-11));
  }
}

TEST(Symmetry, OfPairsThatNobodyIsIn) {
  const auto test = bowker(make_table(3, 3, {5, 2, 0, 6, 7, 0, 0, 0, 9}));
  ASSERT_TRUE(test);
  EXPECT_DOUBLE_EQ(test->statistic, 2.0);  // (2 - 6)^2 / 8
  EXPECT_EQ(test->df, 1);
  EXPECT_EQ(test->agreeing, 21);
  const auto same = bowker(make_table(2, 2, {3, 0, 0, 4}));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->df, 0);
  EXPECT_EQ(same->p, 1);
  EXPECT_FALSE(bowker(make_table(2, 3, {1, 1, 1, 1, 1, 1})));
  EXPECT_FALSE(bowker(make_table(2, 2, {0, 0, 0, 0})));
}
