#include "venscope/report/figure/spline_smooth.hpp"

#include "support/from_r.hpp"

using namespace venscope;

namespace {

TEST(SplineSmoothReference, EqualsLeastSquaresOnTheNaturalSplinesOfR) {
  const nlohmann::json cases = test::from_r("report", "spline_smooth");
  ASSERT_EQ(cases.size(), 7u);
  for (const auto& [name, expected] : cases.items()) {
    const auto x = expected["x"].get<std::vector<double>>();
    const auto y = expected["y"].get<std::vector<double>>();
    const auto smooth = report::spline_smooth(x, y, expected["df"].get<int>());
    ASSERT_EQ(smooth.y.size(), expected["smooth"].size()) << name;
    for (std::size_t i = 0; i < smooth.y.size(); ++i) {
      // Another basis of the same space, solved another way: rounding is all that differs.
      EXPECT_TRUE(test::agrees(smooth.x[i], test::number(expected["grid"][i]), 1e-12, 1e-12));
      EXPECT_TRUE(test::agrees(smooth.y[i], test::number(expected["smooth"][i]), 1e-8, 1e-9))
          << name;
      EXPECT_TRUE(test::agrees(smooth.scale[i], test::number(expected["scale"][i]), 1e-8)) << name;
    }
  }
}

TEST(SplineSmoothReference, TooFewDistinctTimesHaveNoSmooth) {
  const std::vector<double> x = {1, 1, 2, 3, 4, 4}, y = {1, 2, 3, 4, 5, 6};
  EXPECT_TRUE(report::spline_smooth(x, y).x.empty());
  EXPECT_TRUE(report::spline_smooth({}, {}).x.empty());
}

}  // namespace
