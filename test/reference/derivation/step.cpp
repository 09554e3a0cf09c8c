// Selection, rounding, cuts, baseline and performance against R's stepAIC and coxph (step.R).
#include "support/derivation_case.hpp"
#include "venscope/derivation/performance.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

// Both iterate until nothing moves; R's stopping rule leaves 1e-12 of the log-likelihood, which is
// 1e-6 of a standard error.
constexpr double coefficient_tolerance = 1e-5, loglik_tolerance = 1e-9, p_tolerance = 1e-5;
// Of the score's points, which are the same numbers: only sums differ.
constexpr double performance_tolerance = 1e-8;

DerivationOptions options_of(const nlohmann::json& fit) {
  DerivationOptions options;
  options.ties = fit["ties"] == "efron" ? survival::Ties::efron : survival::Ties::breslow;
  if (fit["screen"].is_number()) options.screen = fit["screen"].get<double>();
  options.penalty = fit["penalty"].get<double>();
  return options;
}

void compare(const DerivationCase& set, const nlohmann::json& fit) {
  const DerivationOptions options = options_of(fit);
  const Result<Deriver> deriver = Deriver::make(set.data(), options);
  ASSERT_TRUE(deriver);
  const Sample sample = take(deriver->cohort(), everyone(set.outcomes.size()));
  SampleLikelihood likelihood(sample, options.ties);
  for (std::size_t j = 0; j < set.candidates.size(); ++j)
    expect_close(univariable_p(likelihood, sample, j).value_or(-1), number(fit["p"][j]),
                 p_tolerance, "p of " + set.candidates[j].name);
  const auto derived = deriver->derive(sample);
  ASSERT_TRUE(derived);
  EXPECT_EQ(set.names(derived->screened), texts(fit["screened"]));
  std::vector<std::size_t> eliminated;
  for (const Elimination& one : derived->eliminated) eliminated.push_back(one.column);
  EXPECT_EQ(set.names(eliminated), texts(fit["eliminated"]));
  EXPECT_EQ(set.names(derived->fit.columns), texts(fit["selected"]));
  for (std::size_t k = 0; k < derived->fit.beta.size(); ++k)
    EXPECT_NEAR(derived->fit.beta[k], number(fit["coef"][k]), coefficient_tolerance);
  expect_close(derived->fit.loglik, number(fit["loglik"]), loglik_tolerance, "loglik");
  if (!derived->eliminated.empty())
    expect_close(derived->eliminated.back().criterion, number(fit["aic"]), loglik_tolerance, "AIC");
  EXPECT_EQ(set.names(derived->rule.columns), texts(fit["columns"]));
  for (std::size_t k = 0; k < derived->rule.points.size(); ++k)
    EXPECT_NEAR(derived->rule.points[k].value(), number(fit["points"][k]), 1e-12);
  ASSERT_EQ(derived->rule.cuts.size(), 2u);
  for (std::size_t k = 0; k < 2; ++k)
    EXPECT_NEAR(derived->rule.cuts[k].at.value(), number(fit["cuts"][k]), 1e-6);
  const double horizon = fit["horizon"].get<double>();
  const Predictor predictor = predictor_of(derived->rule, sample, options.ties, horizon);
  expect_close(predictor.hazard, number(fit["hazard"]), 1e-10, "hazard");
  const auto found = indices_of(performance(predictor, sample, options.ties, horizon));
  for (std::size_t k = 0; k < index_count; ++k)
    expect_close(found[k].value_or(-99), number(fit["performance"][k]), performance_tolerance,
                 index_names[k].id);
}

}  // namespace

TEST(ReferenceDerivation, EqualsStepAic) {
  std::size_t compared = 0;
  for (const auto& json : reference("derivation/step")) {
    const DerivationCase set(json);
    for (const auto& fit : json["fits"]) {
      SCOPED_TRACE(json["name"].get<std::string>() + ": " + fit["ties"].get<std::string>() +
                   ", screen " + fit["screen"].dump() + ", penalty " + fit["penalty"].dump());
      compare(set, fit);
      ++compared;
    }
  }
  EXPECT_EQ(compared, 40u);
}
