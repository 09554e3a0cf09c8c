#include "venscope/expression/lowess.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;
using test::number;

// Sums of at most 300 terms; near zero the digits are absolute.
TEST(LowessReference, Values) {
  for (const auto& one : test::from_r("expression", "lowess")) {
    SCOPED_TRACE(one["name"]);
    const auto x = one["x"].get<std::vector<double>>(), y = one["y"].get<std::vector<double>>();
    for (const auto& [key, iterations] : {std::pair{"plain", 0u}, std::pair{"robust", 3u}}) {
      const auto ours = lowess(x, y, {one["span"].get<double>(), iterations});
      ASSERT_EQ(ours.size(), x.size());
      for (std::size_t i = 0; i < x.size(); ++i)
        EXPECT_TRUE(agrees(ours[i], number(one[key][i]), 1e-11, 1e-12)) << key << " " << i;
    }
  }
}
