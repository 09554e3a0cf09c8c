#include "support/from_r.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/standardised_difference.hpp"
#include "venscope/response/trend.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& r() {
  static const nlohmann::json values = test::from_r("response", "counts");
  return values;
}

std::vector<std::int64_t> integers(const nlohmann::json& array) {
  return array.get<std::vector<std::int64_t>>();
}

void expect_interval(const Interval& ours, const nlohmann::json& theirs, double digits) {
  // R's prop.test and binom.test compute 1 - something small: its upper limits near 1 and lower
  // limits near 0 are good to 1e-15 absolutely.
  EXPECT_TRUE(agrees(ours.low, number(theirs[0]), digits, 1e-15));
  EXPECT_TRUE(agrees(ours.high, number(theirs[1]), digits, 1e-15));
}

void expect_effect(const Result<Effect>& ours, const nlohmann::json& theirs) {
  ASSERT_TRUE(ours);
  EXPECT_TRUE(agrees(ours->estimate, number(theirs[0]), 1e-13));
  EXPECT_TRUE(agrees(ours->interval.low, number(theirs[1]), 1e-12));
  EXPECT_TRUE(agrees(ours->interval.high, number(theirs[2]), 1e-12));
}

}  // namespace

TEST(ProportionReference, WilsonAndClopperPearson) {
  for (const auto& one : r()["proportions"]) {
    SCOPED_TRACE(one["name"]);
    const std::int64_t x = one["x"], n = one["n"];
    expect_interval(*wilson(x, n), one["wilson"], 1e-12);
    expect_interval(*clopper_pearson(x, n), one["exact"], 1e-12);
    expect_interval(*wilson(x, n, 0.99), one["at_99"]["wilson"], 1e-12);
    expect_interval(*clopper_pearson(x, n, 0.99), one["at_99"]["exact"], 1e-12);
  }
}

TEST(ProportionReference, Effects) {
  for (const auto& one : r()["effects"]) {
    SCOPED_TRACE(one["name"]);
    const auto v = integers(one["cells"]);
    expect_effect(risk_difference(v[0], v[1], v[2], v[3]), one["difference"]);
    expect_effect(risk_ratio(v[0], v[1], v[2], v[3]), one["ratio"]);
    expect_effect(odds_ratio(v[0], v[1], v[2], v[3]), one["odds"]);
  }
}

TEST(TrendReference, CochranArmitage) {
  for (const auto& one : r()["trends"]) {
    SCOPED_TRACE(one["name"]);
    const auto x = integers(one["x"]), n = integers(one["n"]);
    const auto scores = one["score"].get<std::vector<double>>();
    ContingencyTable table = make_table(x.size(), 2, {});
    for (std::size_t i = 0; i < x.size(); ++i)
      table.counts[2 * i] = x[i], table.counts[2 * i + 1] = n[i] - x[i];
    const auto ours = cochran_armitage(table, 0, scores);
    ASSERT_TRUE(ours);
    // R fits by least squares on the raw scores: far from zero it keeps fewer digits.
    const double digits = one["name"] == "far scores" ? 1e-6 : 1e-10;
    EXPECT_TRUE(agrees(ours->statistic, number(one["chisq"]), digits, 1e-12));
    EXPECT_TRUE(agrees(ours->p, number(one["p"]), 10 * digits));
    const auto mantel = linear_by_linear(table, scores);
    ASSERT_TRUE(mantel);
    EXPECT_TRUE(agrees(mantel->statistic, number(one["mantel"]), 1e-10, 1e-12));
  }
}

TEST(TrendReference, LinearByLinear) {
  for (const auto& one : r()["linears"]) {
    SCOPED_TRACE(one["name"]);
    const auto ours =
        linear_by_linear(make_table(one["rows"], one["columns"], integers(one["counts"])));
    ASSERT_TRUE(ours);
    EXPECT_TRUE(agrees(ours->statistic, number(one["statistic"]), 1e-11, 1e-13));
  }
}

TEST(TrendReference, McNemar) {
  for (const auto& one : r()["pairs"]) {
    SCOPED_TRACE(one["name"]);
    const ContingencyTable table = make_table(2, 2, {10, one["b"], one["c"], 20});
    const auto ours = mcnemar(table);
    ASSERT_TRUE(ours);
    EXPECT_TRUE(agrees(ours->statistic, number(one["chisq"]), 1e-14));
    EXPECT_TRUE(agrees(ours->p, number(one["p"]), 1e-12));
    EXPECT_TRUE(agrees(ours->exact_p, number(one["exact"]), 1e-12));
    EXPECT_TRUE(agrees(mcnemar(table, false)->statistic, number(one["plain"]), 1e-14));
  }
}

TEST(StandardisedDifferenceReference, SeveralLevels) {
  for (const auto& one : r()["smds"]) {
    SCOPED_TRACE(one["name"]);
    const auto a = integers(one["a"]), b = integers(one["b"]);
    auto counts = a;
    counts.insert(counts.end(), b.begin(), b.end());
    const auto ours = standardised_difference(make_table(2, a.size(), counts));
    ASSERT_TRUE(ours);
    EXPECT_TRUE(agrees(*ours, number(one["smd"]), 1e-12, 1e-15));
    if (a.size() > 2) continue;
    const auto binary = standardised_difference(a[0], a[0] + a[1], b[0], b[0] + b[1]);
    EXPECT_TRUE(agrees(std::fabs(*binary), *ours, 1e-13));
  }
}
