// Selection by LASSO and elastic net, through the derivation, against glmnet (lasso.R).
#include "support/derivation_case.hpp"
#include "venscope/survival/coxnet.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

// The flat minimum: both stop where no coefficient changes the likelihood any more.
constexpr double coefficient_tolerance = 1e-6, lambda_tolerance = 1e-8, deviance_tolerance = 1e-8;

DerivationOptions options_of(const nlohmann::json& fit, bool one_se) {
  DerivationOptions options;
  options.selection = Selection::lasso;
  options.ties = survival::Ties::breslow;  // glmnet has no other
  options.decimals = 2;
  options.lasso.alpha = fit["alpha"].get<double>();
  options.lasso.one_se = one_se;
  options.lasso.fold_of_row = fit["fold"].get<std::vector<std::int32_t>>();
  if (fit["screen"].is_number()) options.screen = fit["screen"].get<double>();
  return options;
}

void compare_chosen(const DerivationCase& set, const nlohmann::json& fit, bool one_se) {
  const nlohmann::json& chosen = fit[one_se ? "one_se" : "min"];
  const Result<Deriver> deriver = Deriver::make(set.data(), options_of(fit, one_se));
  ASSERT_TRUE(deriver);
  const auto derived = deriver->derive(take(deriver->cohort(), everyone(set.outcomes.size())));
  ASSERT_TRUE(derived);
  EXPECT_EQ(set.names(derived->screened), texts(fit["screened"]));
  ASSERT_TRUE(derived->lambda);
  expect_close(*derived->lambda, number(chosen["lambda"]), lambda_tolerance, "lambda");
  ASSERT_EQ(set.names(derived->fit.columns), texts(chosen["columns"]));
  std::size_t in_score = 0;
  for (std::size_t k = 0; k < derived->fit.beta.size(); ++k) {
    const double expected = number(chosen["coef"][k]);
    EXPECT_NEAR(derived->fit.beta[k], expected, coefficient_tolerance);
    // The points are these coefficients, rounded, and not those of a refit.
    const std::size_t column = derived->fit.columns[k];
    const double scale = std::pow(10.0, deriver->digits(column));
    const double points = std::round(expected * scale) / scale;
    if (points == 0) continue;
    ASSERT_LT(in_score, derived->rule.columns.size());
    EXPECT_EQ(derived->rule.columns[in_score], column);
    EXPECT_NEAR(derived->rule.points[in_score++].value(), points, 1e-12);
  }
  EXPECT_EQ(in_score, derived->rule.columns.size());
}

void compare_path(const DerivationCase& set, const nlohmann::json& fit) {
  const std::vector<std::string> names = texts(fit["screened"]);
  Matrix design(set.outcomes.size(), names.size());
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto from = set.design.column(set.index(names[k]));
    std::copy(from.begin(), from.end(), design.column(k).begin());
  }
  survival::CoxnetOptions options;
  options.alpha = fit["alpha"].get<double>();
  const auto found = survival::cross_validated_coxnet(
      {set.outcomes, design}, fit["fold"].get<std::vector<std::int32_t>>(), options);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->path.steps.size(), fit["lambda"].size());
  for (std::size_t k = 0; k < found->path.steps.size(); ++k) {
    expect_close(found->path.steps[k].lambda, number(fit["lambda"][k]), lambda_tolerance, "lambda");
    expect_close(found->mean[k], number(fit["cvm"][k]), deviance_tolerance, "deviance");
    expect_close(found->std_error[k], number(fit["cvsd"][k]), 1e-6, "its standard error");
  }
}

}  // namespace

TEST(ReferenceLasso, ThePenaltyAndTheCoefficientsOfADerivationAreThoseOfGlmnet) {
  const nlohmann::json cases = reference("derivation/lasso");
  ASSERT_EQ(cases.size(), 3u);
  for (const auto& one : cases) {
    const DerivationCase set(one);
    for (const auto& fit : one["fits"]) {
      SCOPED_TRACE(one["name"].get<std::string>() + ", alpha " + fit["alpha"].dump() + ", screen " +
                   fit["screen"].dump());
      compare_path(set, fit);
      compare_chosen(set, fit, false);
      compare_chosen(set, fit, true);
    }
  }
}
