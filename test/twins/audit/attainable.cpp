/// Every count and every table tried, against the intervals computed.
#include "venscope/audit/attainable.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

namespace {

bool rounds_to(std::int64_t x, std::int64_t n, const Printed& percent) {
  const double share = 100.0 * static_cast<double>(x) / static_cast<double>(n);
  return std::fabs(share - percent.value) <= percent.half_unit() + 1e-9;
}

}  // namespace

TEST(AttainableTwin, CountsOfEveryPercentage) {
  for (const char* format : {"%.0f", "%.1f"})
    for (std::int64_t n = 1; n <= 60; ++n)
      for (int tenths = 0; tenths <= 1000; tenths += 7) {
        char text[16];
        std::snprintf(text, sizeof text, format, tenths / 10.0);
        const Printed percent = *parse_printed(text);
        const Counts counts = counts_for(percent, n);
        for (std::int64_t x = 0; x <= n; ++x)
          EXPECT_EQ(rounds_to(x, n, percent), x >= counts.low && x <= counts.high)
              << x << " of " << n << " as " << text;
      }
}

TEST(AttainableTwin, TotalsAndTablesOfEverySplit) {
  const std::int64_t n = 23;
  for (int with = 0; with <= 100; with += 10)
    for (int without = 3; without <= 100; without += 9) {
      const Split split{"",
                        *parse_printed(std::to_string(with)),
                        *parse_printed(std::to_string(without)),
                        {},
                        {}};
      std::vector<std::int64_t> tables(static_cast<std::size_t>(n) + 1, 0);
      for (std::int64_t size = 1; size < n; ++size)
        for (std::int64_t x = 0; x <= size; ++x)
          for (std::int64_t y = 0; y <= n - size; ++y)
            if (rounds_to(x, size, split.with) && rounds_to(y, n - size, split.without))
              ++tables[static_cast<std::size_t>(x + y)];
      const std::vector<bool> possible = totals_of(split, n);
      for (std::int64_t total = 0; total <= n; ++total) {
        const auto t = static_cast<std::size_t>(total);
        EXPECT_EQ(possible[t], tables[t] > 0) << with << ' ' << without << ' ' << total;
        EXPECT_EQ(tables_of(split, n, total).size(), static_cast<std::size_t>(tables[t]));
      }
    }
}
