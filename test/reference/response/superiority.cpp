#include "venscope/response/superiority.hpp"

#include "support/reference.hpp"

namespace {

using venscope::response::superiority;

// uniroot() finds the ends to some 1e-14 of theta; halving to the last digit.
constexpr double ends_digits = 1e-10;

TEST(SuperiorityOfR, EstimateAndIntervalFromTheDefinitions) {
  const nlohmann::json cases = venscope::test::reference("response/superiority");
  ASSERT_EQ(cases.size(), 14u);
  for (const nlohmann::json& one : cases) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const std::vector<double> x = venscope::test::numbers(one["x"]),
                              y = venscope::test::numbers(one["y"]);
    const auto found = superiority(x, y, one["level"].get<double>());
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->estimate, one["estimate"].get<double>(), 1e-14);
    const double pairs = static_cast<double>(x.size() * y.size());
    EXPECT_NEAR(found->estimate * pairs, one["w"].get<double>(), 1e-9) << "W of wilcox.test";
    EXPECT_NEAR(found->interval.low, one["interval"][0].get<double>(), ends_digits);
    EXPECT_NEAR(found->interval.high, one["interval"][1].get<double>(), ends_digits);
  }
}

}  // namespace
