// Rates and shares against R: test/reference/safety/rates.R.
#include "support/from_r.hpp"
#include "venscope/safety/early_deaths.hpp"
#include "venscope/safety/incidence_rate.hpp"

#include <numeric>

#include <gtest/gtest.h>

using namespace venscope::safety;
using venscope::test::agrees;
using venscope::test::from_r;
using venscope::test::number;

namespace {

/// R finds the quantiles of the gamma distribution to about 1e-12; MOVER's differences lose a
/// digit.
constexpr double close = 1e-10;

TEST(RatesOfR, HaveItsExactLimits) {
  for (const auto& row : from_r("safety", "rates")["rates"]) {
    for (const auto& [level, name] : {std::pair{0.95, "exact"}, std::pair{0.99, "at_99"}}) {
      const auto rate = incidence_rate(row["x"].get<std::int64_t>(), row["time"], level);
      ASSERT_TRUE(rate) << row["name"];
      EXPECT_TRUE(agrees(rate->estimate, row["rate"], 1e-15)) << row["name"];
      EXPECT_TRUE(agrees(rate->interval.low, row[name][0], close)) << row["name"];
      EXPECT_TRUE(agrees(rate->interval.high, row[name][1], close)) << row["name"];
    }
  }
}

TEST(RatesOfR, HaveItsRatioAndDifference) {
  for (const auto& row : from_r("safety", "rates")["pairs"]) {
    const std::int64_t x1 = row["x1"], x2 = row["x2"];
    const auto ratio = rate_ratio(x1, row["t1"], x2, row["t2"]);
    const auto difference = rate_difference(x1, row["t1"], x2, row["t2"]);
    ASSERT_TRUE(ratio && difference) << row["name"];
    EXPECT_TRUE(agrees(ratio->estimate, number(row["ratio"][0]), close)) << row["name"];
    EXPECT_TRUE(agrees(ratio->interval.low, number(row["ratio"][1]), close)) << row["name"];
    EXPECT_TRUE(agrees(ratio->interval.high, number(row["ratio"][2]), close)) << row["name"];
    EXPECT_TRUE(agrees(difference->estimate, row["difference"][0], close, 1e-14)) << row["name"];
    EXPECT_TRUE(agrees(difference->interval.low, row["difference"][1], close)) << row["name"];
    EXPECT_TRUE(agrees(difference->interval.high, row["difference"][2], close)) << row["name"];
  }
}

TEST(RatesOfR, HaveItsExactIntervalOfEarlyDeaths) {
  for (const auto& row : from_r("safety", "rates")["shares"]) {
    const std::size_t x = row["x"], n = row["n"];
    venscope::endpoint::Outcomes outcomes;
    outcomes.time.assign(n, 90.0);
    outcomes.event.assign(n, 0);
    for (std::size_t i = 0; i < x; ++i) {
      outcomes.time[i] = 10.0;
      outcomes.event[i] = 1;
    }
    std::vector<std::size_t> rows(n);
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const auto deaths = early_deaths(outcomes, rows, 30, CensoredEarly::exclude);
    ASSERT_TRUE(deaths) << row["name"];
    EXPECT_TRUE(agrees(deaths->interval.low, row["exact"][0], close)) << row["name"];
    EXPECT_TRUE(agrees(deaths->interval.high, row["exact"][1], close)) << row["name"];
  }
}

}  // namespace
