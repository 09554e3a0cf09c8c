#include "venscope/response/tobit.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

TEST(TobitReference, EverythingIsSurvregs) {
  const nlohmann::json all = test::from_r("response", "tobit");
  ASSERT_GT(all.size(), 10u);
  for (const auto& one : all) {
    const std::string name = one["name"];
    std::vector<double> low, high, weights;
    for (const auto& x : one["low"]) low.push_back(number(x));
    for (const auto& x : one["high"]) high.push_back(number(x));
    for (const auto& x : one["w"]) weights.push_back(number(x));
    Matrix design(low.size(), one["p"].get<std::size_t>());
    design.values.clear();
    for (const auto& x : one["x"]) design.values.push_back(number(x));
    const auto fit = tobit(
        {.design = design, .low = low, .high = high, .weights = weights},
        one["dist"] == "lognormal" ? TobitDistribution::lognormal : TobitDistribution::gaussian);
    ASSERT_TRUE(fit) << name << to_text(fit.error());
    EXPECT_TRUE(fit->converged) << name;
    for (std::size_t j = 0; j < fit->terms.size(); ++j) {
      EXPECT_TRUE(agrees(fit->terms[j].coef, number(one["coef"][j]), 1e-6, 1e-9)) << name << j;
      EXPECT_TRUE(agrees(fit->terms[j].std_error, number(one["se"][j]), 1e-6)) << name << j;
    }
    EXPECT_TRUE(agrees(fit->log_scale_se, number(one["se"].back()), 1e-6)) << name;
    EXPECT_TRUE(agrees(fit->scale, number(one["scale"]), 1e-7)) << name;
    EXPECT_TRUE(agrees(fit->loglik, number(one["loglik"]), 1e-9)) << name;
    EXPECT_TRUE(agrees(fit->loglik_null, number(one["loglik_null"]), 1e-9)) << name;
  }
}
