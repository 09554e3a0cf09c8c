#include "venscope/report/figure/axis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope::report;

namespace {

using Values = std::vector<double>;
using Labels = std::vector<std::string>;

TEST(Axis, MapsLinearlyAndLogarithmically) {
  const Axis linear{0, 10, 100, 200};
  EXPECT_DOUBLE_EQ(linear.at(0), 100);
  EXPECT_DOUBLE_EQ(linear.at(2.5), 125);
  const Axis upwards{0, 1, 90, 10};
  EXPECT_DOUBLE_EQ(upwards.at(1), 10);
  const Axis logarithmic{0.1, 10, 0, 100, true};
  EXPECT_DOUBLE_EQ(logarithmic.at(1), 50);
  const Axis empty{3, 3, 0, 100};
  EXPECT_DOUBLE_EQ(empty.at(3), 50);
}

TEST(Axis, TicksOfTimeFollowTheCalendar) {
  EXPECT_EQ(time_ticks(33, "months", 6).values, (Values{0, 6, 12, 18, 24, 30}));
  EXPECT_EQ(time_ticks(33, "months", 12).values,
            (Values{0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33}));
  EXPECT_EQ(time_ticks(60, "months", 5).values, (Values{0, 12, 24, 36, 48, 60}));
  EXPECT_EQ(time_ticks(3, "days", 6).values, (Values{0, 1, 2, 3}));
  EXPECT_EQ(time_ticks(2640, "days", 8).values,
            (Values{0, 365, 730, 1095, 1460, 1825, 2190, 2555}));
  EXPECT_EQ(time_ticks(10957, "days", 7).values, (Values{0, 1825, 3650, 5475, 7300, 9125, 10950}));
  EXPECT_EQ(time_ticks(30, "years", 6).values, (Values{0, 5, 10, 15, 20, 25, 30}));
  EXPECT_EQ(time_ticks(104, "weeks", 8).values, (Values{0, 13, 26, 39, 52, 65, 78, 91, 104}));
}

TEST(Axis, TicksOfTimeBelowOneUnitAreRoundNumbers) {
  EXPECT_EQ(time_ticks(0.9, "months", 5).labels, (Labels{"0.0", "0.2", "0.4", "0.6", "0.8"}));
  EXPECT_EQ(time_ticks(0, "months", 5).values, Values{0});
  EXPECT_EQ(time_ticks(std::nan(""), "months", 5).values, Values{0});
}

TEST(Axis, NeverMoreTicksThanAskedForAndNoneOutside) {
  for (const char* unit : {"days", "weeks", "months", "years", "cycles"})
    for (double last = 1e-9; last < 1e9; last *= 1.7)
      for (const int most : {1, 3, 8}) {
        const Ticks ticks = time_ticks(last, unit, most);
        ASSERT_GE(ticks.values.size(), 1u) << unit << last;
        EXPECT_LE(ticks.values.size(), static_cast<std::size_t>(most) + 1) << unit << last;
        EXPECT_LE(ticks.values.back(), last * (1 + 1e-6)) << unit << last;
        EXPECT_EQ(ticks.values.size(), ticks.labels.size());
      }
}

TEST(Axis, TicksOfRatiosIncludeOne) {
  EXPECT_EQ(ratio_ticks(0.2, 12, 9).labels, (Labels{"0.2", "0.5", "1", "2", "5", "10"}));
  EXPECT_EQ(ratio_ticks(0.6, 1.6, 9).labels, (Labels{"0.67", "0.8", "1", "1.25", "1.5"}));
  EXPECT_EQ(ratio_ticks(0.3, 2.2, 9).labels, (Labels{"0.5", "1", "2"}));
  for (double low = 0.9; low > 1e-5; low /= 3)
    for (double high = 1.1; high < 1e5; high *= 3)
      for (const int most : {1, 2, 4, 10}) {
        const Ticks ticks = ratio_ticks(low, high, most);
        EXPECT_LE(ticks.values.size(), static_cast<std::size_t>(most)) << low << ' ' << high;
        EXPECT_NE(std::count(ticks.labels.begin(), ticks.labels.end(), "1"), 0)
            << low << ' ' << high << ' ' << most;
      }
}

TEST(Axis, TicksOfRatiosOfAllSizes) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const Ticks& ticks : {ratio_ticks(0, 2, 7), ratio_ticks(0.5, inf, 7)}) {
    EXPECT_LE(ticks.values.size(), 7u);
    EXPECT_NE(std::count(ticks.labels.begin(), ticks.labels.end(), "1"), 0);
  }
}

TEST(Axis, TicksOfCountsAreWholeNumbers) {
  EXPECT_EQ(count_ticks(0, 5).labels, std::vector<std::string>{"0"});
  EXPECT_EQ(count_ticks(1, 5).labels, (std::vector<std::string>{"0", "1"}));
  EXPECT_EQ(count_ticks(7, 5).labels, (std::vector<std::string>{"0", "2", "4", "6"}));
  EXPECT_EQ(count_ticks(43, 5).labels, (std::vector<std::string>{"0", "10", "20", "30", "40"}));
  for (double high = 1; high < 1e9; high *= 1.7)
    EXPECT_LE(count_ticks(high, 4).values.size(), 5u) << high;
}

TEST(Axis, NiceTicksLabelNegativeNumbersWithAMinusSign) {
  EXPECT_EQ(nice_ticks(-0.25, 0.12, 4).labels, (Labels{"−0.2", "−0.1", "0.0", "0.1"}));
  EXPECT_EQ(nice_ticks(5, 5, 4).values, Values{5});
}

TEST(Axis, NiceTicksOfWhatDiffersByRoundingAreOne) {
  EXPECT_EQ(nice_ticks(0.3, 0.1 + 0.2, 5).labels, Labels{"0.3"});
  EXPECT_EQ(nice_ticks(-100.00000000000001, -100, 5).values.size(), 1u);
  EXPECT_EQ(nice_ticks(1e16, 1e16 + 4, 5).values.size(), 1u);
  EXPECT_EQ(nice_ticks(5e-324, 1e-323, 5).values.size(), 1u);
}

TEST(Axis, NiceTicksTellSmallNumbersApart) {
  EXPECT_EQ(nice_ticks(0, 1e-7, 5).labels,
            (Labels{"0", "2e-08", "4e-08", "6e-08", "8e-08", "1e-07"}));
  EXPECT_EQ(nice_ticks(-1e-8, 1e-8, 4).labels, (Labels{"−1e-08", "−5e-09", "0", "5e-09", "1e-08"}));
  EXPECT_EQ(nice_ticks(0.1, 0.1000003, 3).labels,
            (Labels{"0.1000000", "0.1000001", "0.1000002", "0.1000003"}));
  EXPECT_EQ(nice_ticks(-1e9, 0, 2).labels, (Labels{"−1e+09", "−5e+08", "0"}));
}

}  // namespace

TEST(TimeAxisLabel, SaysTheUnitOnce) {
  EXPECT_EQ(time_axis_label("Time since diagnosis", "months"), "Months since diagnosis");
  EXPECT_EQ(time_axis_label("Time", "months"), "Time (months)");
  EXPECT_EQ(time_axis_label("Time since diagnosis", ""), "Time since diagnosis");
}
