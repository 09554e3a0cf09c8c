/// Numbers that were printed from data never contradict each other, however they were rounded.
#include "venscope/audit/audit.hpp"
#include "venscope/audit/checks.hpp"
#include "venscope/base/distributions.hpp"
#include "venscope/base/random.hpp"

#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

namespace {

constexpr double z = 1.959963984540054;

Printed print(double value, int decimals) {
  return *parse_printed(fmt::format("{:.{}f}", value, decimals));
}

int any_decimals(RandomStream& random, int least, int most) {
  const auto choices = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least) + 1;
  return least + static_cast<int>(random.below(choices));
}

std::int64_t count(RandomStream& random, std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(high - low + 1)));
}

/// No finding of `check` says that it cannot be.
void expect_possible(const Findings& findings, const std::string& check, const std::string& what) {
  bool looked = false;
  for (const Finding& finding : findings) {
    if (finding.check != check) continue;
    looked = true;
    EXPECT_NE(finding.verdict, Verdict::cannot) << what << ": " << finding.sentence;
  }
  EXPECT_TRUE(looked) << what << ": " << check << " was not looked at";
}

double share(std::int64_t x, std::int64_t n) {
  return 100.0 * static_cast<double>(x) / static_cast<double>(n);
}

}  // namespace

TEST(PrintedFromData, RatesAndTheirP) {
  for (std::uint64_t run = 0; run < 200; ++run) {
    RandomStream random(7, "rates", run);
    const std::int64_t n1 = count(random, 3, 80), n2 = count(random, 3, 80);
    const std::int64_t x1 = count(random, 0, n1), x2 = count(random, 0, n2);
    const auto tests = tests_of(response::make_table(2, 2, {x1, n1 - x1, x2, n2 - x2}));
    if (tests.empty()) continue;
    const TestedP& tested = tests[random.below(tests.size())];
    const int decimals = any_decimals(random, 0, 1);
    RatesClaim claim;
    claim.groups = {{"A", {n1}, {}, print(share(x1, n1), decimals)},
                    {"B", {n2}, {}, print(share(x2, n2), decimals)}};
    claim.tested.p = print(tested.p, any_decimals(random, 2, 4));
    claim.tested.test = tested.test;
    const Findings findings = check(claim);
    const std::string what = fmt::format("{}/{} against {}/{}", x1, n1, x2, n2);
    expect_possible(findings, "counts", what);
    expect_possible(findings, "test", what);
  }
}

TEST(PrintedFromData, MarkersOfTheSamePatients) {
  for (std::uint64_t run = 0; run < 60; ++run) {
    RandomStream random(7, "splits", run);
    const std::int64_t n = count(random, 12, 90), total = count(random, 2, n - 2);
    SplitsClaim claim{n, {total}, {}};
    for (int marker = 0; marker < 3; ++marker) {
      const std::int64_t size = count(random, 1, n - 1);
      const std::int64_t with =
          count(random, std::max<std::int64_t>(0, total - (n - size)), std::min(size, total));
      Split split{fmt::format("M{}", marker),
                  print(share(with, size), 0),
                  print(share(total - with, n - size), 0),
                  {},
                  {}};
      const auto tests = tests_of(
          response::make_table(2, 2, {with, size - with, total - with, n - size - total + with}));
      split.p = print(tests.front().p, 2);
      claim.splits.push_back(std::move(split));
    }
    const Findings findings = check(claim);
    expect_possible(findings, "total", fmt::format("run {}", run));
    expect_possible(findings, "test", fmt::format("run {}", run));
  }
}

TEST(PrintedFromData, RatiosWithIntervalPAndCoefficient) {
  for (std::uint64_t run = 0; run < 2000; ++run) {
    RandomStream random(7, "ratios", run);
    const double b = 1.5 * random.normal(), s = 0.05 + random.uniform();
    HazardRatioClaim claim;
    const int decimals = any_decimals(random, 1, 3);
    claim.ratio = print(std::exp(b), decimals);
    claim.low = print(std::exp(b - z * s), decimals);
    claim.high = print(std::exp(b + z * s), decimals);
    claim.p = print(normal_two_sided(b / s), any_decimals(random, 2, 4));
    claim.coefficient = print(b, any_decimals(random, 1, 4));
    const Findings findings = check(claim);
    const std::string what = fmt::format("{} ({}-{}), p {}", claim.ratio.text, claim.low->text,
                                         claim.high->text, claim.p->text);
    if (claim.ratio.value > 0) expect_possible(findings, "coefficient", what);
    if (claim.low->value <= 0 || claim.high->value <= claim.low->value) continue;
    expect_possible(findings, "centre", what);
    expect_possible(findings, "p", what);
  }
}

TEST(PrintedFromData, AicDifferences) {
  for (std::uint64_t run = 0; run < 300; ++run) {
    RandomStream random(7, "aic", run);
    const std::int64_t k = count(random, 1, 8);
    const double df = static_cast<double>(k), ratio = 8 * df * random.uniform();
    AicClaim claim{print(2 * df - ratio, any_decimals(random, 0, 3)), {k}, {}};
    claim.p = print(chi_squared_upper(ratio, df), any_decimals(random, 1, 4));
    const Findings findings = check(claim);
    const std::string what = fmt::format("{} with {} df", claim.difference.text, k);
    expect_possible(findings, "df", what);
    expect_possible(findings, "p", what);
  }
}

TEST(PrintedFromData, SumsAndValuesPrintedTwice) {
  for (std::uint64_t run = 0; run < 500; ++run) {
    RandomStream random(7, "sums", run);
    SumClaim sum;
    double total = 0;
    const int decimals = any_decimals(random, 1, 2);
    for (int part = 0; part < 5; ++part) {
      const double value = 20 * random.uniform();
      total += value;
      sum.parts.push_back(print(value, decimals));
    }
    sum.total = print(total, decimals);
    expect_possible(check(sum), "sum", fmt::format("run {}", run));
    SameClaim same;
    for (int d = 0; d < 4; ++d) same.values.push_back(print(total, d));
    expect_possible(check(same), "twice", same.values.back().text);
  }
}
