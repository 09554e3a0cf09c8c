// Newcombe 1998, table II: the score interval of Miettinen and Nurminen (method 6), to the four
// digits in print.
#include "venscope/response/two_proportions.hpp"

#include <gtest/gtest.h>

using namespace venscope::response;

TEST(TwoProportionsPublished, NewcombeTableTwo) {
  struct Row {
    TwoCounts counts;
    double low, high;
  };
  for (const Row& row : {Row{{56, 70, 48, 80}, 0.0528, 0.3382}, Row{{9, 10, 3, 10}, 0.1700, 0.8406},
                         Row{{6, 7, 2, 7}, 0.0342, 0.8534}, Row{{5, 56, 0, 29}, -0.0326, 0.1933},
                         Row{{0, 10, 0, 10}, -0.2879, 0.2879}, Row{{10, 10, 0, 20}, 0.7156, 1}}) {
    const auto found = score_difference(row.counts);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->interval.low, row.low, 5e-5);
    EXPECT_NEAR(found->interval.high, row.high, 5e-5);
  }
}
