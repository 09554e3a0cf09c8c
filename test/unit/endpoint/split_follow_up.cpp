#include "venscope/endpoint/split_follow_up.hpp"

#include <gtest/gtest.h>

using namespace venscope::endpoint;

namespace {

using Times = std::vector<double>;
using States = std::vector<std::uint8_t>;

}  // namespace

// Transplantation: never; on day 40; on the day of death; after it; before time began; on day 0.
TEST(SplitFollowUp, CutsWhereItHappensAndNeverByTheFuture) {
  const Outcomes outcomes{{}, {100, 90, 80, 70, 60, 50}, {1, 0, 1, 1, 0, 1}};
  const HappeningTimes when{{}, 40.0, 80.0, 75.0, -5.0, 0.0};
  const SplitFollowUp split = split_follow_up(outcomes, std::vector<HappeningTimes>{when});
  EXPECT_EQ(split.patient, (std::vector<std::size_t>{0, 1, 1, 2, 3, 4, 5}));
  EXPECT_EQ(split.outcomes.entry, (Times{0, 0, 40, 0, 0, 0, 0}));
  EXPECT_EQ(split.outcomes.time, (Times{100, 40, 90, 80, 70, 60, 50}));
  EXPECT_EQ(split.outcomes.event, (std::vector<std::int32_t>{1, 0, 0, 1, 1, 0, 1}));
  EXPECT_EQ(split.happened[0], (States{0, 0, 1, 0, 0, 1, 1}));
}

TEST(SplitFollowUp, SeveralHappeningsAndLateEntry) {
  const Outcomes outcomes{{10, 20}, {100, 90}, {2, 0}};
  const HappeningTimes first{50.0, 15.0}, second{30.0, 60.0};
  const SplitFollowUp split = split_follow_up(outcomes, std::vector{first, second});
  EXPECT_EQ(split.outcomes.entry, (Times{10, 30, 50, 20, 60}));
  EXPECT_EQ(split.outcomes.time, (Times{30, 50, 100, 60, 90}));
  EXPECT_EQ(split.outcomes.event, (std::vector<std::int32_t>{0, 0, 2, 0, 0}));
  EXPECT_EQ(split.happened[0], (States{0, 0, 1, 1, 1}));
  EXPECT_EQ(split.happened[1], (States{0, 1, 1, 0, 1}));
}

// Days made months and back: times that differ by rounding only make no interval.
TEST(SplitFollowUp, RoundingMakesNoIntervals) {
  const double day = 1 / 30.4375, near = 40 * day * (1 + 1e-12);
  const Outcomes outcomes{{}, {100 * day, 40 * day}, {1, 1}};
  const HappeningTimes first{40 * day, near}, second{near, 100 * day};
  const SplitFollowUp split = split_follow_up(outcomes, std::vector{first, second});
  EXPECT_EQ(split.patient, (std::vector<std::size_t>{0, 0, 1}));
  EXPECT_EQ(split.happened[0], (States{0, 1, 0}));
  EXPECT_EQ(split.happened[1], (States{0, 1, 0}));
  EXPECT_TRUE(split_follow_up({}, {}).patient.empty());
}
