// Cox models against R's coxph (cox.R beside this file).
#include "venscope/survival/cox.hpp"

#include "reference/survival/cox_case.hpp"

#include <cstdlib>

#include <fmt/format.h>
#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::test;

namespace {

// Both stop by the same rule after the same steps, so what differs is rounding. Where a likelihood
// is nearly flat (a collinear set, a scale of 1e9) rounding is magnified by the information.
constexpr double estimate_tolerance = 1e-8, regular_variance_tolerance = 1e-7;

struct Errors {
  std::string where;
  void near(double got, double expected, double tolerance, const std::string& what,
            double floor = 0) const {
    EXPECT_LE(relative_difference(got, expected, floor), tolerance)
        << where << " " << what << ": " << fmt::format("{:.17g} {:.17g}", got, expected);
  }
};

double standard_error(const Json& var, std::size_t j) {
  return std::sqrt(number(var[j][j]));
}

/// coxph factors the variance in the units of the columns, and loses columns from its Wald test
/// when their variances differ by more than 1 / toler.chol; Venscope's does not depend on units.
bool comparable_variances(const Json& var) {
  double low = std::numeric_limits<double>::infinity(), high = 0;
  for (std::size_t j = 0; j < var.size(); ++j) {
    const double value = number(var[j][j]);
    if (value > 0) low = std::min(low, value);
    high = std::max(high, value);
  }
  return high < 1e10 * low;
}

void compare(const CoxCase& set, const Json& expected) {
  const bool robust = expected["robust"].get<bool>();
  survival::CoxOptions options;
  options.ties = ties_of(expected);
  options.robust = robust;
  const Errors check{fmt::format("{} {}{}", set.name, expected["ties"].get<std::string>(),
                                 robust ? " robust" : "")};
  const auto fit = survival::cox(set.data(robust), options);
  ASSERT_TRUE(fit) << check.where << to_text(fit.error());
  EXPECT_EQ(static_cast<double>(fit->n), number(expected["n"])) << check.where;
  EXPECT_EQ(fit->events, number(expected["nevent"])) << check.where;
  // Out of iterations, coxph reports one more than it made.
  EXPECT_EQ(fit->iterations, std::min(expected["iter"].get<int>(), 20)) << check.where;
  // Where the likelihood has no maximum it is flat where the iteration stops.
  const double variance_tolerance = fit->converged ? regular_variance_tolerance : 1e-6;
  const Json& var = expected["var"];
  const Json& naive = expected["naive_var"].is_null() ? var : expected["naive_var"];
  for (std::size_t j = 0; j < set.design.columns; ++j) {
    // A coefficient near 0 is known no better than its standard error times the rounding.
    check.near(fit->terms[j].coef, number(expected["coef"][j]), estimate_tolerance,
               fmt::format("coef {}", j), 1e-2 * standard_error(naive, j));
    for (std::size_t k = 0; k < set.design.columns; ++k) {
      // The naive variance is the yardstick of rounding where all score residuals vanish.
      const double size = 1e-3 * standard_error(var, j) * standard_error(var, k) +
                          1e-16 * standard_error(naive, j) * standard_error(naive, k);
      check.near(fit->covariance(j, k), number(var[j][k]), variance_tolerance, "var", size);
      if (robust)
        check.near((*fit->naive_covariance)(j, k), number(naive[j][k]), variance_tolerance, "naive",
                   1e-3 * standard_error(naive, j) * standard_error(naive, k));
    }
    check.near(fit->means[j], number(expected["means"][j]), 1e-12, "mean", 1e-9);
  }
  check.near(fit->loglik_null, number(expected["loglik"][0]), 1e-11, "null loglik", 1e-3);
  check.near(fit->loglik, number(expected["loglik"][1]), 1e-11, "loglik", 1e-3);
  check.near(fit->score.statistic, number(expected["score"]), estimate_tolerance, "score");
  if (comparable_variances(var) && !expected["wald"].is_null())
    check.near(fit->wald.statistic, number(expected["wald"]), variance_tolerance, "wald");
  check.near(fit->aic, number(expected["aic"]), 1e-10, "aic", 1e-3);
  check.near(fit->bic, number(expected["bic"]), 1e-10, "bic", 1e-3);
  if (robust) {
    ASSERT_TRUE(fit->robust_score) << check.where;
    EXPECT_TRUE(std::isfinite(fit->robust_score->statistic)) << check.where;
    // Everybody dies at once: all score residuals are 0, and coxph divides rounding by rounding.
    const bool defined = set.name != "everybody_at_once";
    if (comparable_variances(naive) && defined)
      check.near(fit->robust_score->statistic, number(expected["rscore"]), variance_tolerance,
                 "robust score");
  }
  for (std::size_t i = 0; i < set.outcomes.size(); ++i)
    check.near(fit->linear_predictor[i], number(expected["lp"][i]), estimate_tolerance, "lp", 0.1);
}

}  // namespace

TEST(CoxReference, EqualsCoxph) {
  const char* other = std::getenv("VENSCOPE_COX_CASES");
  const Json cases = read_json(other ? other : "survival/cox.json");
  ASSERT_TRUE(cases.is_array());
  ASSERT_GE(cases.size(), 15U);
  for (const Json& json : cases) {
    const CoxCase set(json);
    for (const Json& fit : json["fits"]) compare(set, fit);
  }
}
