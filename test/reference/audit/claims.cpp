/// What R says of the same tables, pairs of percentages, intervals and AIC differences.
#include "support/reference.hpp"
#include "venscope/audit/attainable.hpp"
#include "venscope/audit/checks.hpp"
#include "venscope/audit/test_outcomes.hpp"

using namespace venscope;
using namespace venscope::audit;
using venscope::test::expect_close;
using venscope::test::number;
using venscope::test::reference;

namespace {

Printed print(double value, const char* format) {
  char text[32];
  std::snprintf(text, sizeof text, format, value);
  return *parse_printed(text);
}

double number_of(const Findings& findings, const std::string& check, const std::string& name) {
  for (const Finding& finding : findings)
    for (const auto& [key, value] : finding.numbers)
      if (finding.check == check && key == name) return value;
  ADD_FAILURE() << check << " has no number " << name;
  return 0;
}

std::vector<std::int64_t> where_true(const std::vector<bool>& flags) {
  std::vector<std::int64_t> places;
  for (std::size_t i = 0; i < flags.size(); ++i)
    if (flags[i]) places.push_back(static_cast<std::int64_t>(i));
  return places;
}

}  // namespace

TEST(ReferenceClaims, EveryTestOfEveryTable) {
  const auto cases = reference("audit/claims")["tables"];
  ASSERT_GE(cases.size(), 60u);
  for (const auto& expected : cases) {
    const auto counts = expected["counts"].get<std::vector<std::int64_t>>();
    std::size_t found = 0;
    for (const TestedP& tested : tests_of(response::make_table(2, 2, counts))) {
      const std::string name(name_of(tested.test));
      ++found;
      // The wide tail of the normal distribution loses a few digits in R and here alike.
      expect_close(tested.p, number(expected[name]), 1e-10, name + expected["counts"].dump());
    }
    EXPECT_EQ(found, std::isnan(number(expected["wald"])) ? 8u : 10u);
  }
}

TEST(ReferenceClaims, TotalsThatPairsOfPercentagesAllow) {
  const auto totals = reference("audit/claims")["totals"];
  const std::vector<std::pair<std::string, std::vector<const char*>>> pairs = {
      {"PTPN11", {"0", "38"}},
      {"NF1", {"14", "37"}},
      {"TP53", {"29", "38"}},
      {"IDH2", {"46", "34"}},
      {"STAG2", {"53", "34"}}};
  SplitsClaim claim;
  claim.n = 174;
  for (const auto& [name, percent] : pairs) {
    Split split{name, *parse_printed(percent[0]), *parse_printed(percent[1]), {}, {}};
    EXPECT_EQ(where_true(totals_of(split, 174)),
              totals["each"][name].get<std::vector<std::int64_t>>())
        << name;
    claim.splits.push_back(std::move(split));
  }
  const Findings findings = check(claim);
  ASSERT_EQ(findings.front().check, "total");
  std::vector<std::int64_t> joint;
  for (const std::string& total : findings.front().fits) joint.push_back(std::stoll(total));
  EXPECT_EQ(joint, totals["joint"].get<std::vector<std::int64_t>>());
}

TEST(ReferenceClaims, SmallestAndLargestPThatPercentagesAllow) {
  for (const auto& expected : reference("audit/claims")["ranges"]) {
    const Split split{"",
                      print(number(expected["with"]), "%.0f"),
                      print(number(expected["without"]), "%.0f"),
                      {},
                      {}};
    const auto outcomes = outcomes_of(
        tables_of(split, expected["n"].get<std::int64_t>(), expected["total"].get<std::int64_t>()),
        *parse_printed("0.05"));
    ASSERT_EQ(outcomes.front().test, CountTest::pearson);
    expect_close(outcomes.front().p.low, number(expected["low"]), 1e-10, expected.dump());
    expect_close(outcomes.front().p.high, number(expected["high"]), 1e-10, expected.dump());
  }
}

TEST(ReferenceClaims, IntervalsCoefficientsAndInformation) {
  for (const auto& expected : reference("audit/claims")["ratios"]) {
    HazardRatioClaim claim;
    claim.ratio = print(number(expected["ratio"]), "%.2f");
    claim.low = print(number(expected["low"]), "%.2f");
    claim.high = print(number(expected["high"]), "%.2f");
    claim.p = print(number(expected["p"]), "%.4f");
    claim.coefficient = print(number(expected["log_ratio"]), "%.3f");
    claim.covariate_is_binary = true;
    const Findings findings = check(claim);
    const std::string what = expected.dump();
    expect_close(number_of(findings, "centre", "centre"), number(expected["centre"]), 1e-12, what);
    expect_close(number_of(findings, "information", "se"), number(expected["se"]), 1e-12, what);
    expect_close(number_of(findings, "information", "events_needed"),
                 number(expected["events_needed"]), 1e-12, what);
    expect_close(number_of(findings, "coefficient", "log_ratio"), number(expected["log_ratio"]),
                 1e-12, what);
    // R's p, from the numbers as printed, lies inside what rounding allows; where these are not
    // symmetric on the logarithm themselves, close to it.
    const double half = std::sqrt(number(expected["high"]) / number(expected["low"])),
                 ratio = number(expected["ratio"]), p = number(expected["p"]);
    const bool symmetric = print(ratio / half, "%.2f").text == claim.low->text &&
                           print(ratio * half, "%.2f").text == claim.high->text;
    const double slack = symmetric ? 1 : 1.01;
    EXPECT_LE(number_of(findings, "p", "p_low"), p * slack) << what;
    EXPECT_GE(number_of(findings, "p", "p_high") * slack, p) << what;
  }
}

TEST(ReferenceClaims, LikelihoodRatiosOfAicDifferences) {
  for (const auto& expected : reference("audit/claims")["aic"]) {
    AicClaim claim;
    claim.difference = print(number(expected["difference"]), "%.2f");
    claim.df = {expected["k"].get<std::int64_t>(), 50};
    claim.p = parse_printed("<0.99");
    const Findings findings = check(claim);
    const std::string k = std::to_string(claim.df.front()) + "_df", what = expected.dump();
    expect_close(number_of(findings, "df", "likelihood_ratio_" + k), number(expected["ratio"]),
                 1e-12, what);
    expect_close(number_of(findings, "p", "p_" + k), number(expected["p"]), 1e-10, what);
    expect_close(number_of(findings, "shrinkage", "shrinkage_" + k), number(expected["shrinkage"]),
                 1e-12, what);
  }
}

TEST(ReferenceClaims, MediansByTheirIntervals) {
  MedianClaim claim;
  const auto group = [](const char* median, const char* low, const char* high) {
    return MedianGroup{"", *parse_printed(median), parse_printed(low), parse_printed(high), {}};
  };
  claim.groups = {group("8.3", "6.7", "9.8"), group("5.7", "4.1", "7.3")};
  claim.p = parse_printed("0.04");
  expect_close(number_of(check(claim), "difference", "z"),
               number(reference("audit/claims")["medians"]["z"]), 1e-12, "z");
}
