#include "venscope/expression/storey.hpp"

#include "support/from_r.hpp"
#include "venscope/expression/smoothing_spline.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;
using test::number;

namespace {

// The search for lambda stops after the same steps as R's, so that 1e-4 of its tolerance do not
// show.
constexpr double digits = 1e-8;

void expect_q(const nlohmann::json& one, const char* key, NullShare method) {
  std::vector<double> p;
  for (const auto& value : one["p"]) p.push_back(number(value));
  const auto ours = storey_q(p, method);
  if (!one.contains(key)) {
    EXPECT_FALSE(ours) << key;
    return;
  }
  ASSERT_TRUE(ours) << key;
  EXPECT_TRUE(agrees(ours->null_share, number(one[key]["pi0"]), digits)) << key;
  for (std::size_t i = 0; i < p.size(); ++i)
    EXPECT_TRUE(agrees(ours->q[i], number(one[key]["q"][i]), digits)) << key << " " << i;
}

}  // namespace

TEST(StoreyReference, QValues) {
  for (const auto& one : test::from_r("expression", "storey")["cases"]) {
    SCOPED_TRACE(one["name"]);
    expect_q(one, "smoother", NullShare::smoother);
    expect_q(one, "bootstrap", NullShare::bootstrap);
  }
}

TEST(StoreyReference, SmoothingSpline) {
  std::vector<double> x;
  for (int k = 0; k < 19; ++k) x.push_back(0.05 + k * 0.05);
  for (const auto& one : test::from_r("expression", "storey")["splines"]) {
    SCOPED_TRACE(one["name"]);
    const auto fitted = smoothing_spline(x, one["y"].get<std::vector<double>>(), 3.0);
    for (std::size_t i = 0; i < x.size(); ++i)
      EXPECT_TRUE(agrees(fitted[i], number(one["fitted"][i]), digits)) << i;
  }
}
