/// Small enough for a pencil; the working stands beside it.
#include "venscope/audit/attainable.hpp"
#include "venscope/audit/checks.hpp"
#include "venscope/audit/wald_region.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

TEST(AuditByHand, FiftyTwoPointFourPerCentOfFortyTwo) {
  // 22/42 = 0.52381 prints 52.4; 21/42 = 50.0 and 23/42 = 54.8 do not.
  const Counts counts = counts_for(*parse_printed("52.4"), 42);
  EXPECT_EQ(counts.low, 22);
  EXPECT_EQ(counts.high, 22);
  // No seventh is one half: 3/7 = 42.9%, 4/7 = 57.1%.
  EXPECT_TRUE(counts_for(*parse_printed("50"), 7).empty());
}

TEST(AuditByHand, RegionOfOneToFour) {
  // With z = 1, low 1 and high 4, all printed with six zeros: the centre is sqrt(1 * 4) = 2, the
  // standard error ln 4 / 2 = ln 2, and b / s = ln 2 / ln 2 = 1.
  const auto region = wald_region(parse_printed("2.000000"), parse_printed("1.000000"),
                                  parse_printed("4.000000"), 1.0);
  ASSERT_TRUE(region);
  EXPECT_NEAR(region->s.low, std::log(2), 1e-6);
  EXPECT_NEAR(region->s.high, std::log(2), 1e-6);
  EXPECT_NEAR(region->size_of_z.high, 1.0, 1e-6);
}

TEST(AuditByHand, EventsThatAnIntervalNeeds) {
  // z = 1.96, low 1.00, high 2.7183^(2 * 1.96 * 0.25) = 2.6645: SE = 0.25, information 16. Of 17
  // carriers 16 events are enough. With 60 events in all d1 d0 / d must reach 16: d1 = 30 -
  // sqrt(900 - 960), which is no number: 60 events hold at most 15.
  HazardRatioClaim claim;
  claim.ratio = *parse_printed("1.6323");
  claim.low = parse_printed("1.0000");
  claim.high = parse_printed("2.6645");
  claim.carriers = 17;
  claim.covariate_is_binary = true;
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
  claim.carriers = 15;
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.carriers = 1000;
  claim.events = 60;
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.events = 64;  // 32 * 32 / 64 = 16, and rounding leaves room
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
}

TEST(AuditByHand, AicOfAModelThatSaysNothing) {
  // A likelihood ratio of 0 with 2 df: 2 * 2 - 0 = 4, p = 1; never more.
  AicClaim claim;
  claim.difference = *parse_printed("4.0");
  claim.df = {1, 2};
  EXPECT_EQ(check(claim).front().fits, std::vector<std::string>{"2"});
  claim.difference = *parse_printed("4.2");
  EXPECT_EQ(check(claim).front().verdict, Verdict::cannot);
}
