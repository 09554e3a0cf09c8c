#include "venscope/assay/simultaneous.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::assay;
using test::agrees;
using test::number;

namespace {

const nlohmann::json& cases() {
  static const nlohmann::json values = test::from_r("assay", "simultaneous");
  return values;
}

}  // namespace

TEST(SimultaneousReference, StudentisedRange) {
  ASSERT_EQ(cases()["range"].size(), 35u);
  for (const auto& one : cases()["range"]) {
    SCOPED_TRACE(one.dump());
    const auto k = one["k"].get<std::size_t>();
    const double df = number(one["df"]);
    const double ours = studentised_range_upper(number(one["q"]), k, df);
    EXPECT_NEAR(ours, number(one["definition"]), 2e-9);
    // ptukey's panels are too coarse for few degrees of freedom, and qtukey searches on them, to
    // 1e-4 of its own.
    EXPECT_NEAR(ours, number(one["upper"]), df > 4 ? 2e-8 : 6e-6);
    EXPECT_TRUE(agrees(studentised_range_quantile(0.05, k, df), number(one["quantile"]),
                       df > 4 ? 1e-5 : 1e-3));
  }
}

TEST(SimultaneousReference, Dunnett) {
  for (const auto& one : cases()["dunnett"]) {
    SCOPED_TRACE(one.dump());
    const auto loadings =
        dunnett_loadings(one["n"].get<std::vector<double>>(), number(one["control"]));
    const double ours = dunnett_upper(number(one["t"]), loadings, number(one["df"]));
    // integrate() was asked for 1e-9, pmvt for 1e-7.
    EXPECT_NEAR(ours, number(one["upper"]), 1e-8);
    EXPECT_NEAR(ours, number(one["mvtnorm"]), 1e-6);
  }
}
