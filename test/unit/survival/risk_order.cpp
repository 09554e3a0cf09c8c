#include "venscope/survival/risk_order.hpp"

#include "venscope/base/random.hpp"

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

/// Few rows in whole numbers are sorted by digits, others otherwise: moved by a half, which ties
/// nothing, they must come out the same.
TEST(RiskOrder, DigitsSortAsComparisonsDo) {
  RandomStream random(17, "risk order");
  for (const std::size_t n : {1U, 2U, 40U, 174U, 512U, 513U})
    for (const std::uint64_t range : {1U, 2U, 64U, 65U, 3000U, 49'999'999U}) {
      endpoint::Outcomes outcomes, moved;
      for (std::size_t i = 0; i < n; ++i) {
        outcomes.time.push_back(static_cast<double>(random.below(range)));
        outcomes.event.push_back(random.chance(0.5));
        moved.time.push_back(outcomes.time.back() + 0.5);
      }
      moved.event = outcomes.event;
      const RiskOrder order = risk_order(outcomes).value();
      EXPECT_EQ(order.row, risk_order(moved).value().row) << n << " rows, " << range << " times";
      for (std::size_t i = 1; i < n; ++i) {
        const double before = outcomes.time[order.row[i - 1]], now = outcomes.time[order.row[i]];
        ASSERT_TRUE(before > now || (before == now && order.row[i - 1] < order.row[i]));
      }
    }
}

TEST(RiskOrder, NothingIsFine) {
  EXPECT_TRUE(risk_order(endpoint::Outcomes{}).value().strata.empty());
}
