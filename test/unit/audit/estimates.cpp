/// Claims on estimates, one at a time, agreeing and not.
#include "venscope/audit/checks.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

namespace {

HazardRatioClaim hazard_ratio(const char* ratio, const char* low, const char* high, const char* p) {
  HazardRatioClaim claim;
  claim.ratio = *parse_printed(ratio);
  claim.low = parse_printed(low);
  claim.high = parse_printed(high);
  claim.p = parse_printed(p);
  return claim;
}

Verdict of(const Findings& findings, const std::string& check) {
  for (const Finding& finding : findings)
    if (finding.check == check) return finding.verdict;
  ADD_FAILURE() << check;
  return Verdict::agrees;
}

MedianGroup median(const char* value, const char* low, const char* high) {
  return {"g", *parse_printed(value), parse_printed(low), parse_printed(high), {}};
}

}  // namespace

TEST(HazardRatioClaims, IntervalAndP) {
  EXPECT_EQ(worst(check(hazard_ratio("2.06", "1.33", "3.18", "0.001"))), Verdict::agrees);
  EXPECT_EQ(of(check(hazard_ratio("2.30", "1.33", "3.18", "0.001")), "centre"), Verdict::cannot);
  EXPECT_EQ(of(check(hazard_ratio("2.06", "1.33", "3.18", "0.04")), "p"), Verdict::cannot);
  EXPECT_EQ(of(check(hazard_ratio("1.38", "1.0", "1.98", "0.064")), "p"), Verdict::only_if);
  // An interval that holds 1 beside p < 0.05, and the reverse.
  EXPECT_EQ(of(check(hazard_ratio("1.50", "0.80", "2.81", "0.01")), "p"), Verdict::cannot);
  EXPECT_EQ(of(check(hazard_ratio("1.50", "1.20", "1.88", ">0.05")), "p"), Verdict::cannot);
}

TEST(HazardRatioClaims, CoefficientIsTheLogarithm) {
  HazardRatioClaim claim = hazard_ratio("0.38", "0.2", "0.8", "0.01");
  claim.coefficient = parse_printed("−0.98");
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
  claim.coefficient = parse_printed("0.98");
  EXPECT_EQ(of(check(claim), "coefficient"), Verdict::cannot);
}

TEST(HazardRatioClaims, WithoutAnInterval) {
  HazardRatioClaim claim = hazard_ratio("2", "", "", "0.04");
  EXPECT_EQ(worst(check(claim)), Verdict::not_checkable);
  claim.p.reset();
  EXPECT_EQ(worst(check(claim)), Verdict::not_checkable);
}

TEST(HazardRatioClaims, EventsAmongCarriersCountWherePrinted) {
  HazardRatioClaim claim = hazard_ratio("2.06", "1.33", "3.18", "0.001");
  claim.covariate_is_binary = true;
  EXPECT_EQ(of(check(claim), "information"), Verdict::not_checkable);
  claim.carriers = 100;
  EXPECT_EQ(of(check(claim), "information"), Verdict::agrees);
  claim.events_carriers = 12;
  EXPECT_EQ(of(check(claim), "information"), Verdict::cannot);
}

TEST(MedianClaims, InsideOrderedTwice) {
  MedianClaim claim{{median("8.3", "6.7", "9.8")}, {}};
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
  EXPECT_NE(check(claim).front().sentence.find("in the middle"), std::string::npos);
  claim.groups[0].median = *parse_printed("10.1");
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim = {{median("7.6", "", ""), median("12", "", "")}, {}};
  claim.order = MedianClaim::Order::falling;
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.order = MedianClaim::Order::rising;
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
  claim = {{median("14.2", "10.2", "31.1")}, {}};
  claim.groups[0].also = parse_printed("21.4");
  EXPECT_EQ(of(check(claim), "twice"), Verdict::cannot);
  claim.groups[0].also = parse_printed("14");
  EXPECT_EQ(of(check(claim), "twice"), Verdict::agrees);
}

TEST(MedianClaims, PIsTheLogRanks) {
  MedianClaim claim{{median("8.3", "6.7", "9.8"), median("5.7", "4.1", "7.3")},
                    parse_printed("0.04")};
  const Finding finding = check(claim).back();
  EXPECT_EQ(finding.verdict, Verdict::not_checkable);
  EXPECT_NE(finding.sentence.find("z = 2.29"), std::string::npos) << finding.sentence;
}

TEST(AicClaims, AnotherTestOfTheSameHypothesis) {
  AicClaim claim{*parse_printed("0.90"), {2}, parse_printed("0.18")};
  EXPECT_EQ(of(check(claim), "p"), Verdict::only_if);
  claim.other_test = true;
  EXPECT_EQ(of(check(claim), "p"), Verdict::agrees);
  claim.p = parse_printed("0.01");
  EXPECT_EQ(of(check(claim), "p"), Verdict::cannot);
  claim.df = {};
  EXPECT_EQ(worst(check(claim)), Verdict::not_checkable);
}
