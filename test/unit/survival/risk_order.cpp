#include "venscope/survival/risk_order.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

using Positions = std::vector<std::uint32_t>;

TEST(RiskOrder, LatestFirstWithinStrata) {
  const endpoint::Outcomes outcomes{{}, {2, 5, 2, 9, 5}, {1, 0, 1, 1, 1}};
  const std::vector<std::int32_t> strata = {7, 7, 7, -1, 7};
  const RiskOrder order = risk_order(outcomes, strata).value();
  EXPECT_EQ(order.row, (Positions{3, 1, 4, 0, 2}));
  ASSERT_EQ(order.strata.size(), 2U);
  EXPECT_EQ(order.strata[0].code, -1);
  EXPECT_EQ(order.strata[1].begin, 1U);
  ASSERT_EQ(order.sets.size(), 3U);
  EXPECT_EQ(order.sets[1].time, 5);
  EXPECT_EQ(order.sets[1].end, 3U);
}

TEST(RiskOrder, EntriesAreLatestFirstToo) {
  const endpoint::Outcomes outcomes{{1, 0, 3}, {4, 5, 6}, {1, 1, 1}};
  const RiskOrder order = risk_order(outcomes).value();
  EXPECT_EQ(order.row, (Positions{2, 1, 0}));
  EXPECT_EQ(order.entry, (std::vector<double>{3, 0, 1}));
  EXPECT_EQ(order.by_entry, (Positions{0, 2, 1}));
}

TEST(RiskOrder, RoundingDoesNotTearTies) {
  const endpoint::Outcomes outcomes{{}, {0.3, 0.1 + 0.2}, {1, 1}};
  EXPECT_EQ(risk_order(outcomes).value().sets.size(), 1U);
}

TEST(RiskOrder, NothingIsFine) {
  EXPECT_TRUE(risk_order(endpoint::Outcomes{}).value().strata.empty());
}
