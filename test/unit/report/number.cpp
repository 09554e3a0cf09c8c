#include "venscope/report/number.hpp"

#include "venscope/survival/kaplan_meier.hpp"

#include <cmath>
#include <limits>
#include <optional>

#include <gtest/gtest.h>

using namespace venscope::report;

namespace {

const double nan = std::nan("");
const double inf = std::numeric_limits<double>::infinity();

TEST(Number, FixedDecimalsNeverShowMinusZeroOrNan) {
  EXPECT_EQ(fixed(1.005, 2), "1.00");  // the double lies below 1.005, as R's sprintf shows
  EXPECT_EQ(fixed(0.125, 2), "0.12");  // exactly halfway: to even
  EXPECT_EQ(fixed(0.375, 2), "0.38");
  EXPECT_EQ(fixed(-0.04, 1), "0.0");
  EXPECT_EQ(fixed(-0.0, 0), "0");
  EXPECT_EQ(fixed(-1.25, 1), "−1.2");
  EXPECT_EQ(fixed(nan, 2), "–");
  EXPECT_EQ(fixed(inf, 2), "∞");
  EXPECT_EQ(fixed(-inf, 2), "−∞");
}

TEST(Number, CountsTakeACommaFromTenThousandOn) {
  EXPECT_EQ(count(0), "0");
  EXPECT_EQ(count(1540), "1540");
  EXPECT_EQ(count(12345), "12,345");
  EXPECT_EQ(count(123456), "123,456");
  EXPECT_EQ(count(1000000), "1,000,000");
  EXPECT_EQ(count(1234567890), "1,234,567,890");
  EXPECT_EQ(count(12.5), "12.5");
  EXPECT_EQ(count(-3), "−3");
  EXPECT_EQ(count(nan), "–");
}

TEST(Number, PValuesKeepTheSideOfFivePercent) {
  EXPECT_EQ(p_value(0), "<0.001");
  EXPECT_EQ(p_value(0.00099), "<0.001");
  EXPECT_EQ(p_value(0.001), "0.001");
  EXPECT_EQ(p_value(0.0062), "0.006");
  EXPECT_EQ(p_value(0.031), "0.03");
  EXPECT_EQ(p_value(0.0496), "0.0496");
  EXPECT_EQ(p_value(0.0504), "0.0504");
  EXPECT_EQ(p_value(0.04999), "0.04999");
  EXPECT_EQ(p_value(0.05), "0.050");
  EXPECT_EQ(p_value(0.0484), "0.048");
  EXPECT_EQ(p_value(0.0521), "0.052");
  EXPECT_EQ(p_value(0.25), "0.25");
  EXPECT_EQ(p_value(0.995), ">0.99");
  EXPECT_EQ(p_value(1), ">0.99");
  EXPECT_EQ(p_value(nan), "–");
  EXPECT_EQ(p_equation(0.03), "p = 0.03");
  EXPECT_EQ(p_equation(1e-12), "p < 0.001");
  EXPECT_EQ(p_equation(1), "p > 0.99");
}

TEST(Number, SharesAndTheirCounts) {
  EXPECT_EQ(percent(0.1234), "12.3%");
  EXPECT_EQ(percent(1, 0), "100%");
  EXPECT_EQ(percent(nan), "–");
  EXPECT_EQ(count_percent(34, 276), "34 (12.3%)");
  EXPECT_EQ(count_percent(0, 0), "0");
}

TEST(Number, IntervalsTakeADashOrAWord) {
  EXPECT_EQ(interval(6.7, 9.8, 1), "6.7–9.8");
  EXPECT_EQ(interval(-0.3, 0.4, 1), "−0.3 to 0.4");
  EXPECT_EQ(interval(12.1, {}, 1), "12.1–NR");
  EXPECT_EQ(interval({}, {}, 1), "NR–NR");
  EXPECT_EQ(interval(1.0, inf, 1), "1.0–NR");
  EXPECT_EQ(estimate_interval(1.61, 1.07, 2.43), "1.61 (1.07–2.43)");
  EXPECT_EQ(estimate_interval(-0.1, -0.3, 0.1, 1), "−0.1 (−0.3 to 0.1)");
  EXPECT_EQ(estimate_interval(0.5, nan, nan), "0.50");
}

TEST(Number, RatiosKeepTwoDigitsThatMatter) {
  EXPECT_EQ(ratio_interval(1.61, 1.07, 2.43), "1.61 (1.07–2.43)");
  EXPECT_EQ(ratio_interval(1.0003, 0.9991, 1.0015), "1.0003 (0.9991–1.0015)");
  EXPECT_EQ(ratio_interval(1.26, 1.0031, 1.59), "1.260 (1.003–1.590)");
  EXPECT_EQ(ratio_interval(0.99, 0.97, 1.01), "0.99 (0.97–1.01)");
  EXPECT_EQ(ratio(0.0312), "0.031");
  EXPECT_EQ(ratio(0.0000001), "<0.001");
  EXPECT_EQ(ratio(0), "<0.001");
  EXPECT_EQ(ratio(12.34), "12.3");
  EXPECT_EQ(ratio(123.4), "123");
  EXPECT_EQ(ratio(1e9), ">1000");
  EXPECT_EQ(ratio(inf), ">1000");
  EXPECT_EQ(ratio(nan), "–");
}

TEST(Number, MediansMayNotBeReached) {
  const auto of = [](std::optional<double> time, std::optional<double> low,
                     std::optional<double> high, bool known) {
    return median_interval({.time = time, .lower = low, .upper = high, .limits_known = known});
  };
  EXPECT_EQ(of(8.31, 6.7, 9.8, true), "8.3 (6.7–9.8)");
  EXPECT_EQ(of({}, 12.1, {}, true), "not reached (12.1–NR)");
  EXPECT_EQ(of({}, {}, {}, true), "not reached");
  EXPECT_EQ(of(8.0, {}, {}, true), "8.0 (NR–NR)");
  // Limits that cannot be computed are not limits that are not reached.
  EXPECT_EQ(of(8.0, {}, {}, false), "8.0 (–)");
  EXPECT_EQ(of(8.0, 6.7, {}, false), "8.0 (6.7 to –)");
  EXPECT_EQ(of({}, {}, {}, false), "not reached");
}

TEST(Number, LevelsAreShort) {
  EXPECT_EQ(level_text(0.95), "95%");
  EXPECT_EQ(level_text(0.999), "99.9%");
}

TEST(Number, ExactReadsBackAsTheSameDouble) {
  for (const double value : {0.1, 1.0 / 3.0, 1e300, 2.5e-308, -2.5, 123456789.123456789})
    EXPECT_EQ(std::stod(exact(value)), value);
  EXPECT_EQ(exact(nan), "");
  EXPECT_EQ(exact(inf), "");
}

}  // namespace
