// Weighted estimates of R: survey (svylogrank, svyglm, svycoxph), survival (coxph, survfit).
#include "support/two_arms_of_r.hpp"
#include "venscope/comparability/weighted_log_rank.hpp"
#include "venscope/comparability/weighted_risk.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::comparability;
using nlohmann::json;
using test::agrees;
using test::number;

namespace {

struct EffectsOfR : test::TwoArmsOfR {
  std::vector<std::int32_t> response = codes("response");
  std::vector<double> weights(const std::string& name) const {
    return r["weights"][name].get<std::vector<double>>();
  }
};

TEST_F(EffectsOfR, LogRankIsSvylogrank) {
  for (const auto& [name, expected] : r["estimates"].items()) {
    const auto found = weighted_log_rank(outcomes, treated, weights(name));
    ASSERT_TRUE(found);
    const json& test = expected["svylogrank"];
    EXPECT_TRUE(agrees(found->observed - found->expected, number(test["difference"]), 1e-9));
    EXPECT_TRUE(agrees(found->z, number(test["z"]), 1e-9)) << name;
    EXPECT_TRUE(agrees(found->p, number(test["p"]), 1e-8)) << name;
  }
}

TEST_F(EffectsOfR, RiskDifferenceIsSvyglm) {
  for (const auto& [name, expected] : r["estimates"].items()) {
    const auto found = weighted_risk_difference(response, treated, weights(name));
    ASSERT_TRUE(found);
    const json& risk = expected["risk"];
    EXPECT_TRUE(agrees(found->difference, number(risk["difference"]), 1e-10)) << name;
    EXPECT_TRUE(agrees(found->std_error, number(risk["se"]), 1e-10)) << name;
    EXPECT_TRUE(agrees(found->risk[0], number(risk["reference"]), 1e-10)) << name;
    EXPECT_TRUE(agrees(found->risk[1], number(risk["treated"]), 1e-10)) << name;
  }
}

TEST_F(EffectsOfR, CoxIsCoxphAndSvycoxph) {
  Matrix design(treated.size(), 1);
  for (std::size_t i = 0; i < treated.size(); ++i) design(i, 0) = treated[i];
  for (const auto& [name, expected] : r["estimates"].items()) {
    const std::vector<double> w = weights(name);
    const auto fit = survival::cox({outcomes, design, {}, w}, {.robust = true});
    ASSERT_TRUE(fit);
    EXPECT_TRUE(agrees(fit->terms[0].coef, number(expected["cox"]["coef"]), 1e-8)) << name;
    EXPECT_TRUE(agrees(*fit->terms[0].robust_se, number(expected["cox"]["se"]), 1e-7)) << name;
    const auto n = static_cast<double>(fit->n);
    EXPECT_TRUE(agrees(*fit->terms[0].robust_se * std::sqrt(n / (n - 1)),
                       number(expected["svycoxph_se"]), 1e-7))
        << name;
  }
}

TEST_F(EffectsOfR, CurvesAreThoseOfSurvfit) {
  for (const auto& [name, expected] : r["estimates"].items()) {
    const auto fits = survival::kaplan_meier_groups(outcomes, treated, 2, weights(name), {},
                                                    {.variance = survival::CurveVariance::robust});
    ASSERT_TRUE(fits);
    const std::vector<double> times{12, 24};
    std::size_t k = 0;
    for (const survival::KaplanMeier& fit : *fits)
      for (const survival::KaplanMeierPoint& point : survival::at_times(fit, times)) {
        EXPECT_TRUE(agrees(point.survival, number(expected["km"]["surv"][k]), 1e-9)) << name;
        EXPECT_TRUE(agrees(point.std_error, number(expected["km"]["std_err"][k]), 1e-8)) << name;
        EXPECT_TRUE(agrees(point.n_risk, number(expected["km"]["n_risk"][k]), 1e-9)) << name;
        ++k;
      }
    EXPECT_EQ(k, 4u);
  }
}

}  // namespace
