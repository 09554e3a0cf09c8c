#include "venscope/dose/curve.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::dose;
using test::agrees;
using test::number;

namespace {

struct Case {
  explicit Case(const nlohmann::json& one) : theirs(one) {
    for (const auto& x : one["dose"]) dose.push_back(number(x));
    for (const auto& x : one["response"]) response.push_back(number(x));
    for (const auto& x : one["weight"]) weight.push_back(number(x));
    if (one["fix_lower"].is_number()) options.plateaus.lower = number(one["fix_lower"]);
    if (one["fix_upper"].is_number()) options.plateaus.upper = number(one["fix_upper"]);
  }
  Wells wells() const { return {dose, response, weight}; }
  std::string name() const { return theirs["name"]; }
  const nlohmann::json& theirs;
  std::vector<double> dose, response, weight;
  CurveOptions options;
};

}  // namespace

// The estimates are rounded where the squares are: 1e-7 of them is 1e-14 of the squares.
TEST(CurveReference, ParametersErrorsAndTestsAreThoseOfNls) {
  const nlohmann::json all = test::from_r("dose", "curve");
  ASSERT_GT(all.size(), 40u);
  for (const auto& one : all) {
    const Case given(one);
    const CurveFit fit = fit_curve(given.wells(), given.options);
    ASSERT_EQ(fit.state, CurveState::fitted) << given.name();
    EXPECT_TRUE(agrees(fit.squares, number(one["squares"]), 1e-10)) << given.name();
    EXPECT_TRUE(agrees(fit.lower, number(one["lower"]), 1e-6, 1e-6)) << given.name();
    EXPECT_TRUE(agrees(fit.upper, number(one["upper"]), 1e-6)) << given.name();
    EXPECT_TRUE(agrees(fit.hill, number(one["hill"]), 1e-6)) << given.name();
    EXPECT_TRUE(agrees(fit.curve.log_ic50, number(one["log_ic50"]), 1e-6, 1e-7)) << given.name();
    EXPECT_EQ(fit.df, number(one["df"])) << given.name();
    EXPECT_TRUE(agrees(*fit.p_effect, number(one["p_effect"]), 1e-6)) << given.name();
    std::vector<double> errors;
    for (const double error :
         {fit.errors.lower, fit.errors.upper, fit.errors.hill, fit.errors.log_ic50})
      if (std::isfinite(error)) errors.push_back(error);
    ASSERT_EQ(errors.size(), one["se"].size()) << given.name();
    for (std::size_t k = 0; k < errors.size(); ++k)
      EXPECT_TRUE(agrees(errors[k], number(one["se"][k]), 1e-5)) << given.name() << " " << k;
  }
}

TEST(CurveReference, ProfileIntervalsAreThoseOfTheDefinition) {
  int ends = 0;
  const nlohmann::json all = test::from_r("dose", "curve");
  for (const auto& one : all) {
    const Case given(one);
    const CurveFit fit = fit_curve(given.wells(), given.options);
    ASSERT_TRUE(fit.interval) << given.name();
    for (const bool low : {true, false}) {
      const double theirs = number(one[low ? "low" : "high"]);
      if (std::isnan(theirs)) continue;  // beyond the doses R was not asked
      ++ends;
      const double ours = std::log(low ? fit.interval->low : fit.interval->high);
      EXPECT_TRUE(agrees(ours, theirs, 1e-6, 1e-6)) << given.name() << (low ? " low" : " high");
    }
  }
  EXPECT_GT(ends, 70);
}

TEST(CurveReference, RobustCurvesAreThoseOfIteratedWeights) {
  const nlohmann::json all = test::from_r("dose", "curve");
  int compared = 0;
  for (const auto& one : all) {
    if (!one["robust"].is_object()) continue;
    for (const bool tukey : {false, true}) {
      Case given(one);
      given.options.robust = tukey ? Robust::tukey : Robust::huber;
      const CurveFit fit = fit_curve(given.wells(), given.options);
      const auto& theirs = one["robust"][tukey ? "tukey" : "huber"];
      // Iterated weights come to rest slowly: where they move by less than 1e-10.
      EXPECT_TRUE(agrees(fit.lower, number(theirs[0]), 1e-5)) << given.name();
      EXPECT_TRUE(agrees(fit.upper, number(theirs[1]), 1e-5)) << given.name();
      EXPECT_TRUE(agrees(fit.hill, number(theirs[2]), 1e-5)) << given.name();
      EXPECT_TRUE(agrees(fit.curve.log_ic50, number(theirs[3]), 1e-5, 1e-6)) << given.name();
      ++compared;
    }
  }
  EXPECT_EQ(compared, 8);
}
