/// Claims on counts: one at a time, agreeing and not.
#include "venscope/audit/audit.hpp"
#include "venscope/audit/checks.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

namespace {

PrintedTest printed_test(const char* p, std::optional<CountTest> test = {}) {
  return {parse_printed(p), test, 0.05};
}

Findings of_counts(std::vector<std::int64_t> counts, const char* p,
                   std::optional<CountTest> test = {}, std::size_t rows = 2) {
  const std::size_t columns = counts.size() / rows;
  return check(
      CountsClaim{response::make_table(rows, columns, std::move(counts)), printed_test(p, test)});
}

RateGroup group(const char* name, std::vector<std::int64_t> n, const char* percent,
                std::optional<std::int64_t> x = {}) {
  return {name, std::move(n), x, parse_printed(percent)};
}

}  // namespace

TEST(CountsClaims, TheTestThatIsStatedMustBeTheOne) {
  EXPECT_EQ(of_counts({26, 7, 20, 10}, "0.279", CountTest::pearson).front().verdict,
            Verdict::agrees);
  const Finding fisher = of_counts({26, 7, 20, 10}, "0.279", CountTest::fisher).front();
  EXPECT_EQ(fisher.verdict, Verdict::only_if);
  EXPECT_NE(fisher.sentence.find("not Fisher's exact test (0.39504)"), std::string::npos)
      << fisher.sentence;
}

TEST(CountsClaims, OneSidedIsACondition) {
  const Findings findings = of_counts({22, 20, 9, 19}, "0.047");
  EXPECT_EQ(findings.front().verdict, Verdict::only_if);
  EXPECT_EQ(findings.front().fits, std::vector<std::string>{"pearson_one_sided"});
}

TEST(CountsClaims, SidesOfTheLevel) {
  // Pearson 0.0360, Yates 0.0694, Fisher 0.0505: which test was it?
  const Findings findings = of_counts({15, 10, 8, 18}, "0.04");
  ASSERT_EQ(findings.back().check, "level");
  EXPECT_EQ(findings.back().verdict, Verdict::only_if) << findings.back().sentence;
  EXPECT_EQ(of_counts({15, 10, 8, 18}, ">0.05").back().verdict, Verdict::only_if);
  EXPECT_EQ(of_counts({25, 5, 5, 25}, "<0.001").size(), 1u);
  EXPECT_EQ(of_counts({25, 5, 5, 25}, ">0.05").back().verdict, Verdict::cannot);
}

TEST(CountsClaims, LargerTables) {
  // R: chisq.test p = 0.4396, prop.trend.test p = 0.2549.
  const Findings findings = of_counts({5, 7, 17, 22, 45, 91}, "0.44", {}, 3);
  EXPECT_EQ(findings.front().verdict, Verdict::agrees);
  EXPECT_EQ(of_counts({5, 7, 17, 22, 45, 91}, "0.255", CountTest::trend, 3).front().verdict,
            Verdict::agrees);
  EXPECT_EQ(of_counts({0, 6, 0, 10}, "0.5").front().verdict, Verdict::cannot);
}

TEST(RatesClaims, FindsTheCountsAndTestsThem) {
  RatesClaim claim{{group("A", {33}, "78.8"), group("B", {30}, "66.7")}, printed_test("0.279")};
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
  claim.groups[1].n = {31};
  const Findings findings = check(claim);
  EXPECT_EQ(findings[1].verdict, Verdict::cannot);
  EXPECT_EQ(findings.back().verdict, Verdict::not_checkable);
}

TEST(RatesClaims, ACountThatItsPercentageContradictsIsStillTested) {
  const RatesClaim claim{{group("A", {33}, "70", 26), group("B", {30}, "66.7", 20)},
                         printed_test("0.279")};
  const Findings findings = check(claim);
  EXPECT_EQ(findings.front().verdict, Verdict::cannot);
  EXPECT_EQ(findings.back().verdict, Verdict::agrees);
}

TEST(RatesClaims, OneOfSeveralDenominators) {
  const RatesClaim claim{{group("A", {9, 12}, "42"), group("B", {39}, "44")}, {}};
  const Findings findings = check(claim);
  EXPECT_EQ(findings.front().verdict, Verdict::only_if);
  EXPECT_EQ(findings.front().fits, std::vector<std::string>{"5/12"});
}

TEST(PercentagesClaims, WholePatientsOnly) {
  const auto of = [](const char* percent, std::int64_t n, std::vector<std::int64_t> x = {}) {
    return worst(check(PercentagesClaim{{n}, {*parse_printed(percent)}, std::move(x), {}}));
  };
  EXPECT_EQ(of("54.3", 70), Verdict::agrees);
  EXPECT_EQ(of("54.4", 70), Verdict::cannot);
  EXPECT_EQ(of("68", 240, {162}), Verdict::agrees);
  EXPECT_EQ(of("67", 240, {162}), Verdict::only_if);  // 67.5
  EXPECT_EQ(of("31", 174, {53}), Verdict::cannot);    // 30.46
  EXPECT_EQ(of("<1", 70), Verdict::agrees);
}

TEST(SplitsClaims, ATotalThatIsNotPossible) {
  SplitsClaim claim{20, {}, {Split{"m", *parse_printed("50"), *parse_printed("10"), {}, 10}}};
  EXPECT_EQ(check(claim).front().fits, std::vector<std::string>{"6"});
  claim.total = {6};
  EXPECT_EQ(worst(check(claim)), Verdict::agrees);
  claim.total = {7};
  EXPECT_EQ(worst(check(claim)), Verdict::cannot);
  claim.splits[0].with = *parse_printed("51");
  EXPECT_NE(check(claim).front().sentence.find("no number of responders"), std::string::npos);
}
