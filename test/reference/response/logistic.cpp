#include "venscope/response/logistic.hpp"

#include "support/from_r.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::response;
using test::agrees;
using test::number;

namespace {

struct Case {
  std::string name;
  Matrix design;
  std::vector<std::string> names;
  std::vector<std::int32_t> outcome, cluster;
  std::vector<double> weights, offset;
  nlohmann::json theirs;

  /// R was asked for profile intervals of some.
  bool has_profile() const {
    const auto found = theirs.find("profile");
    return found != theirs.end() && found->contains("coef");
  }
  LogisticData data() const {
    return {.design = design, .outcome = outcome, .weights = weights, .offset = offset};
  }
};

std::vector<double> numbers(const nlohmann::json& array) {
  std::vector<double> values;
  for (const auto& value : array) values.push_back(number(value));
  return values;
}

std::vector<Case> cases(const char* with) {
  std::vector<Case> result;
  const nlohmann::json all = test::from_r("response", "logistic");
  for (const auto& one : all) {
    if (!one.contains(with) || one[with].is_null()) continue;
    Case c;
    c.name = one["name"];
    for (const auto& name : one["names"]) c.names.push_back(name);
    c.outcome = one["y"].get<std::vector<std::int32_t>>();
    c.design = Matrix(one["rows"], c.names.size());
    c.design.values = numbers(one["x"]);
    if (!one["weights"].empty()) c.weights = numbers(one["weights"]);
    if (!one["offset"].empty()) c.offset = numbers(one["offset"]);
    if (!one["cluster"].empty()) c.cluster = one["cluster"].get<std::vector<std::int32_t>>();
    c.theirs = one[with];
    result.push_back(std::move(c));
  }
  return result;
}

/// Of the columns that have an estimate; R's are without the others.
void expect_matrix(const Matrix& ours, const nlohmann::json& theirs, const LogisticFit& fit,
                   double digits) {
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < fit.terms.size(); ++j)
    if (!std::isnan(fit.terms[j].coef)) kept.push_back(j);
  ASSERT_EQ(theirs.size(), kept.size());
  for (std::size_t i = 0; i < kept.size(); ++i)
    for (std::size_t j = 0; j < kept.size(); ++j) {
      const double size = std::sqrt(ours(kept[i], kept[i]) * ours(kept[j], kept[j]));
      EXPECT_TRUE(agrees(ours(kept[i], kept[j]), number(theirs[i][j]), digits, digits * size))
          << i << ", " << j;
    }
}

void expect_coefficients(const LogisticFit& fit, const nlohmann::json& theirs, double digits) {
  ASSERT_EQ(fit.terms.size(), theirs.size());
  for (std::size_t j = 0; j < fit.terms.size(); ++j)
    EXPECT_TRUE(agrees(fit.terms[j].coef, number(theirs[j]), digits,
                       digits * std::abs(fit.terms[j].std_error)))
        << fit.terms[j].name;
}

void expect_profile(const LogisticFit& fit, const nlohmann::json& theirs) {
  expect_coefficients(fit, theirs["coef"], 1e-8);
  EXPECT_TRUE(agrees(fit.loglik, number(theirs["loglik"]), 1e-10));
  for (std::size_t j = 0; j < fit.terms.size(); ++j) {
    SCOPED_TRACE(fit.terms[j].name);
    const LogisticTerm& term = fit.terms[j];
    const auto& interval = theirs["interval"][j];
    EXPECT_TRUE(agrees(std::log(term.conf_low), number(interval[0]), 1e-7, 1e-7 * term.std_error));
    EXPECT_TRUE(agrees(std::log(term.conf_high), number(interval[1]), 1e-7, 1e-7 * term.std_error));
    ASSERT_TRUE(term.p_profile);
    EXPECT_TRUE(agrees(*term.p_profile, number(theirs["p"][j]), 1e-7));
  }
}

}  // namespace

TEST(LogisticReference, MaximumLikelihoodIsGlm) {
  for (const Case& one : cases("ml")) {
    SCOPED_TRACE(one.name);
    const auto fit = logistic(one.data(), {}, one.names);
    ASSERT_TRUE(fit) << to_text(fit.error());
    // The last digits of R's coefficients far from zero are lost in their own intercept.
    const double digits = one.name == "far from zero" ? 1e-6 : 1e-9;
    expect_coefficients(*fit, one.theirs["coef"], digits);
    expect_matrix(fit->covariance, one.theirs["vcov"], *fit, digits);
    const auto expect = [&](const char* key, double ours, double tolerance = 1e-9) {
      EXPECT_TRUE(agrees(ours, number(one.theirs[key]), tolerance, 1e-12)) << key;
    };
    expect("deviance", fit->deviance);
    expect("null", fit->null_deviance);
    // R counts a weight that is no whole number by rounding, so that its likelihood is another; and
    // rows of weight 0 count in its BIC.
    if (one.name != "inverse probability weights") {
      expect("loglik", fit->loglik);
      expect("aic", fit->aic);
    }
    if (one.weights.empty()) expect("bic", fit->bic);
    expect("df", fit->df_residual);
    expect("df_null", fit->df_null);
    if (fit->wald.df > 0) {
      expect("wald", fit->wald.statistic, digits);
      expect("score", fit->score->statistic, digits);
    }
    const auto fitted = numbers(one.theirs["fitted"]);
    for (std::size_t i = 0; i < fitted.size(); ++i)
      EXPECT_TRUE(agrees(fit->probability[i], fitted[i], 1e-8)) << i;
  }
}

TEST(LogisticReference, RobustVarianceIsSandwich) {
  for (const Case& one : cases("ml")) {
    SCOPED_TRACE(one.name);
    const double digits = one.name == "far from zero" ? 1e-6 : 1e-8;
    auto fit = logistic(one.data(), {.robust = true}, one.names);
    ASSERT_TRUE(fit);
    expect_matrix(fit->covariance, one.theirs["hc0"], *fit, digits);
    if (one.cluster.empty()) continue;
    LogisticData data = one.data();
    data.cluster = one.cluster;
    fit = logistic(data, {.robust = true}, one.names);
    ASSERT_TRUE(fit);
    expect_matrix(fit->covariance, one.theirs["cl"], *fit, digits);
  }
}

TEST(LogisticReference, ProfileIntervals) {
  for (const Case& one : cases("ml")) {
    if (!one.has_profile()) continue;
    SCOPED_TRACE(one.name);
    const auto fit = logistic(one.data(), {.interval = LogisticInterval::profile}, one.names);
    ASSERT_TRUE(fit);
    expect_profile(*fit, one.theirs["profile"]);
  }
}

TEST(LogisticReference, FirthIsBrglm2) {
  for (const Case& one : cases("firth")) {
    SCOPED_TRACE(one.name);
    const auto fit = logistic(one.data(), {.firth = true}, one.names);
    ASSERT_TRUE(fit);
    // brglm2 stops at a relative change of its own.
    expect_coefficients(*fit, one.theirs["coef"], 1e-7);
    expect_matrix(fit->covariance, one.theirs["vcov"], *fit, 1e-6);
    if (one.has_profile()) expect_profile(*fit, one.theirs["profile"]);
  }
}
