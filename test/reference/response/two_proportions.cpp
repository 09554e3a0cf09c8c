#include "venscope/response/two_proportions.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

namespace {

// R's constrained proportions have ten digits near 0 and 1, and its uniroot stops at 1e-14 of a
// logarithm that may be 18.
void expect_limits(const Interval& ours, const nlohmann::json& theirs, double digits) {
  EXPECT_TRUE(agrees(ours.low, number(theirs[0]), digits, digits));
  EXPECT_TRUE(agrees(ours.high, number(theirs[1]), digits, digits));
}

}  // namespace

TEST(TwoProportionsReference, ScoreIntervalsAndMidP) {
  const nlohmann::json cases = test::from_r("response", "two_proportions");
  ASSERT_GT(cases.size(), 40U);
  for (const auto& one : cases) {
    SCOPED_TRACE(one["name"]);
    const auto c = one["counts"].get<std::vector<std::int64_t>>();
    const TwoCounts counts{c[0], c[1], c[2], c[3]};
    expect_limits(score_difference(counts)->interval, one["difference"], 1e-8);
    expect_limits(score_ratio(counts)->interval, one["ratio"], 1e-8);
    expect_limits(score_odds_ratio(counts)->interval, one["odds"], 1e-7);
    const auto plain = ScoreVariance::plain;
    expect_limits(score_difference(counts, 0.9, plain)->interval, one["difference_plain_90"], 1e-8);
    expect_limits(score_ratio(counts, 0.9, plain)->interval, one["ratio_plain_90"], 1e-8);
    expect_limits(score_odds_ratio(counts, 0.9, plain)->interval, one["odds_plain_90"], 1e-7);
    expect_limits(*mid_p_odds_interval(counts), one["mid_p"], 1e-8);
  }
}
