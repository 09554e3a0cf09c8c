// What is wrong with a fit is found and named; the answer stays finite.
#include "venscope/survival/cox.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Set {
  endpoint::Outcomes outcomes;
  Matrix design;
  std::vector<std::string> names;
  std::vector<double> weights = {};

  Result<CoxFit> fit(const CoxOptions& options = {}) const {
    return cox({outcomes, design, {}, weights}, options, names);
  }
};

/// 24 patients; `mutated` has no event, `twice` is 2 age + 1, `flat` is constant.
Set troubled(std::vector<std::string> names) {
  Set set{{}, Matrix(24, names.size()), names};
  for (std::size_t i = 0; i < 24; ++i) {
    const double age = static_cast<double>((i * 7) % 11);
    const bool mutated = i % 6 == 0;
    set.outcomes.time.push_back(static_cast<double>((i * 5) % 17 + 1));
    set.outcomes.event.push_back(!mutated && i % 3 != 1);
    for (std::size_t j = 0; j < names.size(); ++j) {
      const std::string& name = names[j];
      set.design(i, j) = name == "age"       ? age
                         : name == "twice"   ? 2 * age + 1
                         : name == "mutated" ? static_cast<double>(mutated)
                                             : 5.3;
    }
  }
  return set;
}

bool mentions(const CoxFit& fit, const std::string& text) {
  return std::any_of(fit.warnings.begin(), fit.warnings.end(), [&](const std::string& warning) {
    return warning.find(text) != std::string::npos;
  });
}

CoxOptions with_firth() {
  CoxOptions options;
  options.firth = true;
  return options;
}

}  // namespace

TEST(CoxTrouble, ATermWithoutEventsIsNamedAndFirthOffered) {
  const CoxFit fit = troubled({"age", "mutated"}).fit().value();
  EXPECT_EQ(fit.terms[0].trouble, CoxTrouble::none);
  EXPECT_EQ(fit.terms[1].trouble, CoxTrouble::no_events);
  EXPECT_EQ(fit.trouble, CoxTrouble::no_events);
  EXPECT_TRUE(mentions(fit, "mutated: no event among the 4 rows where it is 1"));
  EXPECT_TRUE(mentions(fit, "Firth"));
  EXPECT_TRUE(std::isfinite(fit.terms[1].coef));
  EXPECT_TRUE(std::isfinite(fit.terms[1].p));
}

TEST(CoxTrouble, FirthIsFiniteWhereThereAreNoEvents) {
  const CoxFit fit = troubled({"age", "mutated"}).fit(with_firth()).value();
  EXPECT_TRUE(fit.converged);
  EXPECT_TRUE(fit.warnings.empty());
  EXPECT_EQ(fit.terms[1].trouble, CoxTrouble::none);
  EXPECT_LT(fit.terms[1].coef, 0);
  EXPECT_GT(fit.terms[1].coef, -5);
}

TEST(CoxTrouble, TheLaterOfCollinearColumnsIsGivenUp) {
  const CoxFit fit = troubled({"age", "twice"}).fit().value();
  EXPECT_FALSE(std::isnan(fit.terms[0].coef));
  EXPECT_TRUE(std::isnan(fit.terms[1].coef));
  EXPECT_EQ(fit.terms[1].trouble, CoxTrouble::collinear);
  EXPECT_EQ(fit.likelihood_ratio.df, 1);
  EXPECT_EQ(fit.covariance(1, 1), 0);
  EXPECT_TRUE(mentions(fit, "twice: is a linear combination of age"));
  const CoxFit other = troubled({"twice", "age"}).fit().value();
  EXPECT_TRUE(std::isnan(other.terms[1].coef));
  EXPECT_NEAR(other.terms[0].coef, fit.terms[0].coef / 2, 1e-12);
}

TEST(CoxTrouble, AConstantColumnSaysSo) {
  const CoxFit fit = troubled({"flat", "age"}).fit().value();
  EXPECT_TRUE(std::isnan(fit.terms[0].coef));
  EXPECT_TRUE(mentions(fit, "flat: has the same value in every row"));
  EXPECT_FALSE(std::isnan(fit.terms[1].coef));
}

TEST(CoxTrouble, SeparationByANumberIsNamed) {
  // Who dies first has the larger value, always.
  Set set{{}, Matrix(8, 1), {"marker"}};
  for (std::size_t i = 0; i < 8; ++i) {
    set.outcomes.time.push_back(static_cast<double>(i + 1));
    set.outcomes.event.push_back(1);
    set.design(i, 0) = static_cast<double>(100 - i * i);
  }
  const CoxFit fit = set.fit().value();
  EXPECT_EQ(fit.terms[0].trouble, CoxTrouble::separation);
  EXPECT_TRUE(mentions(fit, "marker"));
  EXPECT_TRUE(std::isfinite(fit.terms[0].coef));
  const CoxFit firth = set.fit(with_firth()).value();
  EXPECT_TRUE(firth.converged);
  EXPECT_TRUE(std::isfinite(firth.terms[0].conf_high));
}

TEST(CoxTrouble, NothingToFitIsAProblem) {
  const Set none{{}, Matrix(0, 1), {"x"}};
  ASSERT_FALSE(none.fit());
  EXPECT_EQ(none.fit().error().front().fault, Fault::analysis);
  const Set censored{{{}, {1, 2}, {0, 0}}, Matrix(2, 1), {"x"}};
  ASSERT_FALSE(censored.fit());
  EXPECT_EQ(censored.fit().error().front().code, "cox.no_events");
  Set weightless{{{}, {1, 2}, {1, 1}}, Matrix(2, 1), {"x"}, {0, 0}};
  EXPECT_EQ(weightless.fit().error().front().code, "cox.no_rows");
}

TEST(CoxTrouble, OneRowIsAFitWithoutInformation) {
  Set one{{{}, {3}, {1}}, Matrix(1, 1, 2.0), {"x"}};
  const CoxFit fit = one.fit().value();
  EXPECT_EQ(fit.loglik, 0);
  EXPECT_EQ(fit.terms[0].trouble, CoxTrouble::collinear);
  EXPECT_EQ(fit.likelihood_ratio.p, 1);
}

TEST(CoxTrouble, OptionsThatExcludeEachOtherAreAllNamed) {
  Set set = troubled({"age"});
  set.weights.assign(24, 2.0);
  CoxOptions options;
  options.ties = Ties::exact;
  options.robust = true;
  options.firth = true;
  const auto fit = set.fit(options);
  ASSERT_FALSE(fit);
  EXPECT_EQ(fit.error().size(), 4U);
}

TEST(CoxTrouble, AModelWithoutColumnsHasALikelihood) {
  Set set = troubled({});
  const CoxFit fit = set.fit().value();
  EXPECT_EQ(fit.loglik, fit.loglik_null);
  EXPECT_LT(fit.loglik, 0);
  EXPECT_EQ(fit.likelihood_ratio.df, 0);
  EXPECT_TRUE(fit.terms.empty());
}
