#include "venscope/survival/follow_up.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

// Five patients: followed 10+, 20+, 30+; deaths at 5 and 25. The death at 5 leaves without telling
// how long follow-up would have been. Still followed: 1 at 5, 3/4 after 10, 1/2 after 20, 0 after
// 30, so the median is halfway between 20 and 30.
TEST(FollowUpByHand, EventsAreCensored) {
  const auto result = follow_up({{}, {5, 10, 20, 25, 30}, {1, 0, 0, 1, 0}});
  ASSERT_TRUE(result);
  EXPECT_EQ(result->curve.events, 3);
  EXPECT_DOUBLE_EQ(result->curve.curve[1].survival, 0.75);
  EXPECT_DOUBLE_EQ(result->curve.curve[2].survival, 0.5);
  EXPECT_DOUBLE_EQ(*result->median.time, 25);
  EXPECT_EQ(result->shortest, 5);
  EXPECT_EQ(result->longest, 30);
}

TEST(FollowUpByHand, EverybodyHadTheEvent) {
  const auto result = follow_up({{}, {1, 2, 3}, {1, 1, 1}});
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->median.time);
}
