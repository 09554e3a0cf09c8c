/// Sums, subsets, the same quantity twice.
#include "venscope/audit/checks.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

namespace {

std::vector<Printed> printed(const std::vector<const char*>& texts) {
  std::vector<Printed> list;
  for (const char* text : texts) list.push_back(*parse_printed(text));
  return list;
}

Verdict sum(const std::vector<const char*>& parts, const char* total) {
  return worst(check(SumClaim{printed(parts), *parse_printed(total), {}}));
}

}  // namespace

TEST(SumClaims, CountsExactlyRoundedNumbersWithinRounding) {
  EXPECT_EQ(sum({"60", "33"}, "93"), Verdict::agrees);
  EXPECT_EQ(sum({"60", "33"}, "94"), Verdict::cannot);
  EXPECT_EQ(sum({"33.3", "33.3", "33.3"}, "100"), Verdict::agrees);
  EXPECT_EQ(sum({"33.3", "33.3", "33.3"}, "100.3"), Verdict::cannot);
}

TEST(SubsetClaims, LessOfEverything) {
  SubsetClaim claim;
  claim.whole = {240, parse_printed("0.3"), parse_printed("224.6"), {60, 22}};
  claim.part = {174, parse_printed("0.5"), parse_printed("76"), {42, 16}};
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
  claim.part.min = parse_printed("0.1");
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.part.min = parse_printed("0.5");
  claim.part.max = parse_printed("300");
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.part.max.reset();
  claim.part.n = 300;
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.part.n.reset();
  claim.part.counts = {42, 23};
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.part.counts = {60, 0};
  EXPECT_EQ(worst(check(claim)), Verdict::only_if);  // the rest would be 0 against 22
}

TEST(SameClaims, OneValueForAll) {
  const auto of = [](const std::vector<const char*>& values) {
    return worst(check(SameClaim{printed(values), {}}));
  };
  EXPECT_EQ(of({"1.19", "1.2"}), Verdict::agrees);
  EXPECT_EQ(of({"68.6", "67"}), Verdict::cannot);
  EXPECT_EQ(of({"1.25", "1.2", "1.3"}), Verdict::agrees);  // 1.25 itself
  EXPECT_EQ(of({"1.24", "1.2", "1.3"}), Verdict::cannot);  // each pair may, all three may not
}
