#include "venscope/response/contingency.hpp"

#include "support/from_r.hpp"
#include "venscope/response/fisher.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

namespace {

ContingencyTable table_of(const nlohmann::json& one) {
  return make_table(one["rows"], one["columns"], one["counts"].get<std::vector<std::int64_t>>());
}

// R's own statistics carry the rounding of O - E: 1e-11 of the larger of the statistic and 1.
constexpr double statistic_tolerance = 1e-12;

}  // namespace

TEST(ContingencyReference, ChiSquaredTests) {
  for (const auto& one : test::from_r("response", "contingency")) {
    SCOPED_TRACE(one["name"]);
    const ContingencyTable table = table_of(one);
    const auto plain = pearson(table);
    ASSERT_TRUE(plain);
    EXPECT_TRUE(
        agrees(plain->statistic, number(one["pearson"]["chisq"]), statistic_tolerance, 1e-13));
    EXPECT_EQ(plain->df, number(one["pearson"]["df"]));
    EXPECT_TRUE(agrees(plain->p, number(one["pearson"]["p"]), 1e-10));
    for (std::size_t k = 0; k < plain->expected.size(); ++k)
      EXPECT_TRUE(agrees(plain->expected[k], number(one["expected"][k]), 1e-14));
    const auto g2 = likelihood_ratio(table);
    ASSERT_TRUE(g2);
    // The R script sums O log(O/E) as it stands, which cancels for large counts near independence.
    const double cancelled = 1e-16 * static_cast<double>(table.total());
    EXPECT_TRUE(agrees(g2->statistic, number(one["g2"]), 1e-11, 1e-12 + 20 * cancelled));
    EXPECT_TRUE(agrees(g2->p, number(one["g2_p"]), 1e-9, 1e-9 * cancelled));
    if (!one.contains("yates")) continue;
    const auto yates = pearson_yates(table);
    ASSERT_TRUE(yates);
    EXPECT_TRUE(agrees(yates->statistic, number(one["yates"]["chisq"]), 1e-11, 1e-13));
    EXPECT_TRUE(agrees(yates->p, number(one["yates"]["p"]), 1e-10));
  }
}

TEST(ContingencyReference, FisherTwoByTwo) {
  for (const auto& one : test::from_r("response", "contingency")) {
    if (one["rows"] != 2 || one["columns"] != 2) continue;
    SCOPED_TRACE(one["name"]);
    const ContingencyTable table = table_of(one);
    const auto& r = one["fisher"];
    const auto exact = fisher(table);
    ASSERT_TRUE(exact);
    // R's dhyper keeps about 12 digits for margins of a million, and the script's bisection as
    // many.
    constexpr double digits = 1e-11;
    EXPECT_TRUE(agrees(exact->p, number(r["p"]), digits, 1e-305));
    EXPECT_TRUE(agrees(*exact->odds_ratio, number(r["odds_ratio"]), digits));
    EXPECT_TRUE(agrees(*exact->conf_low, number(r["conf_low"]), digits));
    EXPECT_TRUE(agrees(*exact->conf_high, number(r["conf_high"]), digits));
    const auto narrow = fisher(table, {.confidence = 0.90});
    EXPECT_TRUE(agrees(*narrow->conf_low, number(r["conf_low_90"]), digits));
    EXPECT_TRUE(agrees(*narrow->conf_high, number(r["conf_high_90"]), digits));
    const auto less = fisher(table, {.alternative = Alternative::less});
    EXPECT_TRUE(agrees(less->p, number(r["less"]), digits));
    EXPECT_EQ(*less->conf_low, 0.0);
    EXPECT_TRUE(agrees(*less->conf_high, number(r["less_high"]), digits));
    const auto greater = fisher(table, {.alternative = Alternative::greater});
    EXPECT_TRUE(agrees(greater->p, number(r["greater"]), digits, 1e-305));
    EXPECT_TRUE(agrees(*greater->conf_low, number(r["greater_low"]), digits));
    EXPECT_TRUE(std::isinf(*greater->conf_high));
  }
}

TEST(ContingencyReference, FisherRowsByColumns) {
  std::size_t compared = 0;
  for (const auto& one : test::from_r("response", "contingency")) {
    if ((one["rows"] == 2 && one["columns"] == 2) || !one.contains("fisher")) continue;
    SCOPED_TRACE(one["name"]);
    const auto exact = fisher(table_of(one));
    ASSERT_TRUE(exact);
    // R's FEXACT works with single logs of products: about 10 digits.
    EXPECT_TRUE(agrees(exact->p, number(one["fisher"]["p"]), 1e-9));
    ++compared;
  }
  EXPECT_GE(compared, 30u);
}
