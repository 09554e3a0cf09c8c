// What is wrong with a fit is found and named; the answer stays finite.
#include "venscope/survival/cox.hpp"
#include "venscope/survival/cox_screen.hpp"

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

TEST(CoxTrouble, FirthNamesWhatAColumnIsACombinationOf) {
  const CoxFit fit = troubled({"age", "twice", "mutated"}).fit(with_firth()).value();
  EXPECT_EQ(fit.terms[1].trouble, CoxTrouble::collinear);
  EXPECT_TRUE(mentions(fit, "twice: is a linear combination of age"));
  EXPECT_TRUE(std::isfinite(fit.terms[2].coef));
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

namespace {

/// 40 patients; `copy` is `marker` but for one patient, who is censored or dies.
Set near_copies(bool censored, double difference) {
  Set set{{}, Matrix(40, 3), {"marker", "copy", "noise"}};
  for (std::size_t i = 0; i < 40; ++i) {
    set.outcomes.time.push_back(static_cast<double>((i * 7) % 41 + 1));
    set.outcomes.event.push_back(i % 3 != 0);
    set.design(i, 0) = set.design(i, 1) = static_cast<double>((i * 11) % 17);
    set.design(i, 2) = static_cast<double>((i * 13) % 19);
  }
  // Row 33 is censored at time 27, row 5 dies at time 36: others die while they are at risk.
  set.design(censored ? 33 : 5, 1) += difference;
  return set;
}

}  // namespace

TEST(CoxTrouble, ColumnsThatRunOffTogetherAreNamed) {
  // Whoever dies while the censored patient is at risk has the larger marker - copy: with more of
  // it the likelihood rises for ever. R gives up the copy, and the marker with an error of 0.04.
  for (const double difference : {3.0, 0.01}) {
    const CoxFit fit = near_copies(true, difference).fit().value();
    EXPECT_EQ(fit.terms[0].trouble, CoxTrouble::separation);
    EXPECT_EQ(fit.terms[1].trouble, CoxTrouble::separation);
    EXPECT_EQ(fit.terms[2].trouble, CoxTrouble::none);
    EXPECT_EQ(fit.trouble, CoxTrouble::separation);
    EXPECT_TRUE(mentions(fit, "marker and copy: together they run off"));
    EXPECT_TRUE(mentions(fit, "of marker goes to infinity and the hazard ratio of copy goes to 0"));
    EXPECT_TRUE(mentions(fit, "Firth"));
    EXPECT_GT(fit.terms[0].std_error, 10 * std::abs(fit.terms[0].coef));
    EXPECT_GT(fit.terms[1].p, 0.5);
  }
}

TEST(CoxTrouble, FirthIsFiniteWhereColumnsRunOffTogether) {
  for (const double difference : {3.0, 0.01}) {
    const CoxFit fit = near_copies(true, difference).fit(with_firth()).value();
    EXPECT_TRUE(fit.converged) << difference;
    EXPECT_TRUE(fit.warnings.empty()) << difference;
    EXPECT_EQ(fit.trouble, CoxTrouble::none);
    // What the two are apart in one patient has the same effect on any scale.
    EXPECT_NEAR(fit.terms[1].coef * difference, -1.0, 1.0);
  }
  const double wide = near_copies(true, 3).fit(with_firth()).value().terms[1].coef * 3;
  const double near = near_copies(true, 0.01).fit(with_firth()).value().terms[1].coef * 0.01;
  EXPECT_NEAR(near, wide, 1e-5);
}

TEST(CoxTrouble, NearCopiesWithAMaximumAreNoSeparation) {
  const CoxFit fit = near_copies(false, 0.01).fit().value();
  EXPECT_EQ(fit.trouble, CoxTrouble::none);
  EXPECT_TRUE(fit.warnings.empty());
  EXPECT_GT(fit.terms[0].std_error, 50);
}

TEST(CoxTrouble, AVarianceInflatedTenThousandFoldIsNoSeparation) {
  Set set = near_copies(false, 0);
  for (std::size_t i = 0; i < 40; ++i) set.design(i, 1) += 0.02 * static_cast<double>((i * 17) % 7);
  const CoxFit fit = set.fit().value();
  Set alone = set;
  alone.design = Matrix(40, 1);
  std::copy_n(set.design.values.begin(), 40, alone.design.values.begin());
  EXPECT_GT(fit.terms[0].std_error, 100 * alone.fit().value().terms[0].std_error);
  EXPECT_EQ(fit.trouble, CoxTrouble::none);
  EXPECT_TRUE(fit.warnings.empty());
}

TEST(CoxTrouble, TheScreenSaysWhatTheModelSays) {
  const Set set = near_copies(true, 3);
  Matrix marker(40, 1), others(40, 2);
  std::copy_n(set.design.values.begin(), 40, marker.values.begin());
  std::copy_n(set.design.values.begin() + 40, 80, others.values.begin());
  const auto screen = cox_screen({set.outcomes, marker}, others).value();
  EXPECT_EQ(screen[0].reason, NoEstimate::separation);
  EXPECT_EQ(screen[1].reason, NoEstimate::none);
}

TEST(CoxTrouble, AColumnBesideOneThatRunsOffKeepsItsEstimate) {
  // As it has where the censored patient of the near copy is not there while anybody dies.
  const CoxFit fit = near_copies(true, 3).fit().value();
  Set without{{}, Matrix(40, 2), {"marker", "noise"}};
  without.outcomes = near_copies(true, 3).outcomes;
  without.outcomes.time[33] = 0.5;
  for (std::size_t i = 0; i < 40; ++i) {
    without.design(i, 0) = static_cast<double>((i * 11) % 17);
    without.design(i, 1) = static_cast<double>((i * 13) % 19);
  }
  EXPECT_NEAR(fit.terms[2].coef, without.fit().value().terms[1].coef, 1e-6);
}

TEST(CoxTrouble, ARobustVarianceOfNothingIsNoEstimate) {
  // Two who die at once: neither says anything of x, whatever beta is.
  const Set set{{{}, {1, 1}, {1, 1}}, Matrix(2, 1), {"x"}};
  Set two = set;
  two.design(1, 0) = 1;
  CoxOptions options;
  options.robust = true;
  const CoxFit fit = two.fit(options).value();
  EXPECT_EQ(fit.terms[0].coef, 0);
  EXPECT_NEAR(fit.terms[0].std_error, std::sqrt(2), 1e-12);
  ASSERT_TRUE(fit.terms[0].robust_se);
  for (const double nothing : {*fit.terms[0].robust_se, fit.terms[0].z, fit.terms[0].p,
                               fit.terms[0].conf_low, fit.terms[0].conf_high})
    EXPECT_TRUE(std::isnan(nothing));
  EXPECT_TRUE(mentions(fit, "x: its robust variance is 0"));
  two.weights = {0.5, 0.5};
  const Matrix none(2, 0);
  const auto screen = cox_screen({two.outcomes, none, {}, two.weights}, two.design).value();
  EXPECT_EQ(screen[0].reason, NoEstimate::no_variance);
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
