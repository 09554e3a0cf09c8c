/// A grid of estimates and standard errors, printed and compared with the print.
#include "venscope/audit/wald_region.hpp"

#include "venscope/base/distributions.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::audit;

namespace {

constexpr double z = 1.959963984540054;

struct Row {
  const char *ratio, *low, *high;
};

struct GridRange {
  double least = 1, most = 0;
  bool any = false;
};

GridRange p_by_grid(const Row& row) {
  const Printed ratio = *parse_printed(row.ratio), low = *parse_printed(row.low),
                high = *parse_printed(row.high);
  GridRange found;
  constexpr int steps = 400;
  const double b_low = std::log(ratio.value - ratio.half_unit());
  const double b_high = std::log(ratio.value + ratio.half_unit());
  for (int i = 0; i <= steps; ++i)
    for (int j = 1; j <= 4 * steps; ++j) {
      const double b = b_low + (b_high - b_low) * i / steps, s = j * 0.0005;
      if (!low.may_be(std::exp(b - z * s)) || !high.may_be(std::exp(b + z * s))) continue;
      const double p = normal_two_sided(b / s);
      found.least = found.any ? std::min(found.least, p) : p;
      found.most = found.any ? std::max(found.most, p) : p;
      found.any = true;
    }
  return found;
}

}  // namespace

TEST(WaldRegionTwin, HoldsWhateverPrintsAlike) {
  for (const Row& row :
       {Row{"2.06", "1.33", "3.18"}, Row{"1.9", "1.3", "2.8"}, Row{"0.38", "0.2", "0.8"},
        Row{"1.6", "1.0", "2.8"}, Row{"1.0", "0.6", "1.6"}, Row{"2.6", "1.2", "5.4"}}) {
    const auto region =
        wald_region(parse_printed(row.ratio), parse_printed(row.low), parse_printed(row.high), z);
    const GridRange grid = p_by_grid(row);
    ASSERT_TRUE(region) << row.ratio;
    ASSERT_TRUE(grid.any) << row.ratio;
    // The grid lies inside the region, and reaches its ends but for its own step.
    EXPECT_LE(region->p().low, grid.least * (1 + 1e-9)) << row.ratio;
    EXPECT_GE(region->p().high, grid.most * (1 - 1e-9)) << row.ratio;
    EXPECT_NEAR(region->p().low, grid.least, 0.1 * grid.least + 1e-3) << row.ratio;
    EXPECT_NEAR(region->p().high, grid.most, 0.1 * grid.most + 1e-3) << row.ratio;
  }
}

TEST(WaldRegionTwin, IsEmptyWhereNothingPrintsAlike) {
  const Row row{"1.38", "0.92", "1.94"};
  EXPECT_FALSE(p_by_grid(row).any);
  EXPECT_FALSE(
      wald_region(parse_printed(row.ratio), parse_printed(row.low), parse_printed(row.high), z));
}
