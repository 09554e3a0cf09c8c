// Pooled estimates against metafor 3.8, whose iterations pooling.R carries to the end.
#include "venscope/accuracy/pooling.hpp"

#include "support/from_r.hpp"

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

BetweenVariance method_of(const std::string& name) {
  if (name == "FE") return BetweenVariance::fixed;
  if (name == "DL") return BetweenVariance::der_simonian_laird;
  if (name == "PM") return BetweenVariance::paule_mandel;
  return BetweenVariance::restricted_likelihood;
}

/// metafor's root of the spread is a variance right to about 1e-8 of the scale of the data.
constexpr double iterated = 1e-6, closed = 1e-8;

void compare(const PooledEstimate& fit, const Json& expected) {
  const auto same = [&](const char* key, double value, double tolerance) {
    EXPECT_TRUE(agrees(value, number(expected[key]), tolerance, tolerance)) << key;
  };
  const bool exact = expected["method"] == "FE" || expected["method"] == "DL";
  const double tolerance = exact ? closed : iterated;
  same("estimate", fit.estimate, tolerance);
  same("std_error", fit.std_error, tolerance);
  same("low", fit.low, tolerance);
  same("high", fit.high, tolerance);
  same("statistic", fit.statistic, tolerance);
  same("p", fit.p, tolerance);
  const CohortHeterogeneity& h = *fit.heterogeneity;
  same("q", h.q, closed);
  same("q_p", h.p, closed);
  same("i2", h.i2, tolerance);
  for (std::size_t i = 0; i < fit.cohorts.size(); ++i)
    EXPECT_TRUE(agrees(fit.cohorts[i].weight, number(expected["weights"][i]), tolerance));
  if (expected["method"] == "FE") {
    EXPECT_FALSE(fit.prediction_low);
    return;
  }
  same("tau2", h.tau2, tolerance);
  same("tau2_low", h.tau2_low, iterated);
  same("tau2_high", h.tau2_high, iterated);
  same("i2_low", h.i2_low, iterated);
  same("i2_high", h.i2_high, iterated);
  if (fit.cohorts.size() < 3) return;
  same("prediction_low", *fit.prediction_low, tolerance);
  same("prediction_high", *fit.prediction_high, tolerance);
}

}  // namespace

TEST(PoolingAsR, EveryMethodOfEveryCase) {
  const Json cases = from_r("accuracy", "pooling");
  ASSERT_EQ(cases.size(), 6u);
  for (const Json& one : cases) {
    std::vector<CohortEstimate> cohorts;
    for (std::size_t i = 0; i < one["estimate"].size(); ++i)
      cohorts.push_back(
          {"c" + std::to_string(i), number(one["estimate"][i]), number(one["std_error"][i])});
    for (const Json& expected : one["fits"]) {
      SCOPED_TRACE(one["name"].get<std::string>() + " " + expected["method"].get<std::string>());
      const auto fit = pooled(cohorts, {method_of(expected["method"]), expected["knha"].get<bool>(),
                                        number(expected["level"])});
      ASSERT_TRUE(fit) << to_text(fit.error());
      compare(*fit, expected);
    }
  }
}
