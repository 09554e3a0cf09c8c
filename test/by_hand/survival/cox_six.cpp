// Six patients small enough for a pencil (the first example of Therneau's validation vignette).
// With r = exp(beta), x = 1 for the first three:
//
//   time   1  1  6  6  8  9        risk set at 1: 3 r + 3, at 6: r + 3 (two deaths, D0 = r + 1),
//   event  1  0  1  1  0  1        at 9: 1
//   x      1  1  1  0  0  0
#include "venscope/survival/baseline.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/cox_residuals.hpp"
#include "venscope/survival/partial_likelihood.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

struct Six {
  endpoint::Outcomes outcomes{{}, {1, 1, 6, 6, 8, 9}, {1, 0, 1, 1, 0, 1}};
  Matrix design{6, 1};
  Six() { design(0, 0) = design(1, 0) = design(2, 0) = 1; }
  CoxData data() const { return {outcomes, design}; }
  CoxFit fit(Ties ties) const {
    CoxOptions options;
    options.ties = ties;
    return cox(data(), options).value();
  }
};

Likelihood at(const Six& six, double beta, bool efron) {
  const RiskOrder order = risk_order(six.outcomes).value();
  const SortedDesign design = sorted_design(order, six.design, {}, {});
  Likelihood result;
  PartialLikelihood(order, design, efron).evaluate(std::vector<double>{beta}, result);
  return result;
}

constexpr double rounding = 1e-13;

}  // namespace

TEST(CoxSix, BreslowIsAFunctionOfBeta) {
  const Six six;
  for (const double beta : {-2.0, 0.0, 0.7, 3.0}) {
    const double r = std::exp(beta);
    const Likelihood found = at(six, beta, false);
    EXPECT_NEAR(found.loglik, 2 * beta - std::log(3 * r + 3) - 2 * std::log(r + 3), rounding);
    EXPECT_NEAR(found.score[0], 2 - r / (r + 1) - 2 * r / (r + 3), rounding);
    EXPECT_NEAR(found.information(0, 0), r / ((r + 1) * (r + 1)) + 6 * r / ((r + 3) * (r + 3)),
                rounding);
  }
}

TEST(CoxSix, EfronIsAFunctionOfBeta) {
  const Six six;
  for (const double beta : {-2.0, 0.0, 0.7, 3.0}) {
    const double r = std::exp(beta);
    const Likelihood found = at(six, beta, true);
    EXPECT_NEAR(found.loglik,
                2 * beta - std::log(3 * r + 3) - std::log(r + 3) - std::log((r + 5) / 2), rounding);
    EXPECT_NEAR(found.score[0], 2 - r / (r + 1) - r / (r + 3) - r / (r + 5), rounding);
    EXPECT_NEAR(found.information(0, 0),
                r / ((r + 1) * (r + 1)) + 3 * r / ((r + 3) * (r + 3)) + 5 * r / ((r + 5) * (r + 5)),
                rounding);
  }
}

TEST(CoxSix, BreslowSolvesAQuadratic) {
  // U = 0  <=>  r^2 - 3 r - 6 = 0. Newton stops within 1e-9 of the log-likelihood.
  EXPECT_NEAR(Six().fit(Ties::breslow).terms[0].coef, std::log((3 + std::sqrt(33.0)) / 2), 1e-7);
}

TEST(CoxSix, EfronSolvesACubic) {
  // U = 0  <=>  r^3 - 23 r - 30 = 0, by Vieta's cosine.
  const double m = std::sqrt(23.0 / 3);
  const double r = 2 * m * std::cos(std::acos(15 / (m * m * m)) / 3);
  EXPECT_NEAR(Six().fit(Ties::efron).terms[0].coef, std::log(r), 1e-7);
}

TEST(CoxSix, ResidualsOfBreslow) {
  const Six six;
  const CoxFit fit = six.fit(Ties::breslow);
  const double r = std::exp(fit.terms[0].coef);
  const double h1 = 1 / (3 * r + 3), h6 = 2 / (r + 3), h9 = 1;
  const auto m = martingale_residuals(six.data(), fit).value();
  const std::vector<double> by_hand = {1 - r * h1,    0 - r * h1,    1 - r * (h1 + h6),
                                       1 - (h1 + h6), 0 - (h1 + h6), 1 - (h1 + h6 + h9)};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(m[i], by_hand[i], rounding) << i;
  const double mean1 = r / (r + 1), mean6 = r / (r + 3);
  const auto schoenfeld = schoenfeld_residuals(six.data(), fit).value();
  ASSERT_EQ(schoenfeld.row, (std::vector<std::size_t>{0, 2, 3, 5}));
  EXPECT_NEAR(schoenfeld.values(0, 0), 1 - mean1, rounding);
  EXPECT_NEAR(schoenfeld.values(1, 0), 1 - mean6, rounding);
  EXPECT_NEAR(schoenfeld.values(2, 0), 0 - mean6, rounding);
  EXPECT_NEAR(schoenfeld.values(3, 0), 0, rounding);
  const auto score = score_residuals(six.data(), fit).value();
  EXPECT_NEAR(score(0, 0), (1 - mean1) * (1 - r * h1), rounding);
  EXPECT_NEAR(score(1, 0), -(1 - mean1) * r * h1, rounding);
  EXPECT_NEAR(score(4, 0), mean1 * h1 + mean6 * h6, rounding);
}

TEST(CoxSix, ResidualsOfEfron) {
  const Six six;
  const CoxFit fit = six.fit(Ties::efron);
  const double r = std::exp(fit.terms[0].coef);
  // The second step at time 6 has half of the dying: (r + 5) / 2.
  const double h1 = 1 / (3 * r + 3), first = 1 / (r + 3), second = 2 / (r + 5), h9 = 1;
  const double alive = h1 + first + second, dying = h1 + first + second / 2;
  const auto m = martingale_residuals(six.data(), fit).value();
  const std::vector<double> by_hand = {1 - r * h1, 0 - r * h1, 1 - r * dying,
                                       1 - dying,  0 - alive,  1 - (alive + h9)};
  for (std::size_t i = 0; i < 6; ++i) EXPECT_NEAR(m[i], by_hand[i], rounding) << i;
  const double mean6 = (r / (r + 3) + r / (r + 5)) / 2;
  const auto schoenfeld = schoenfeld_residuals(six.data(), fit).value();
  EXPECT_NEAR(schoenfeld.values(1, 0), 1 - mean6, rounding);
  EXPECT_NEAR(schoenfeld.values(2, 0), 0 - mean6, rounding);
}

TEST(CoxSix, BaselineHazard) {
  const Six six;
  const CoxFit fit = six.fit(Ties::efron);
  const double r = std::exp(fit.terms[0].coef);
  const auto curves = baseline_hazard(six.data(), fit, Baseline::at_zero).value();
  ASSERT_EQ(curves.size(), 1U);
  const auto& points = curves[0].points;
  ASSERT_EQ(points.size(), 4U);
  EXPECT_NEAR(points[0].cumulative_hazard, 1 / (3 * r + 3), rounding);
  EXPECT_NEAR(points[1].cumulative_hazard, 1 / (3 * r + 3) + 1 / (r + 3) + 2 / (r + 5), rounding);
  EXPECT_EQ(points[1].n_risk, 4);
  EXPECT_EQ(points[1].n_event, 2);
  EXPECT_EQ(points[2].n_censor, 1);
  EXPECT_NEAR(points[3].cumulative_hazard, points[2].cumulative_hazard + 1, rounding);
}

TEST(CoxSix, ExactTiesHaveNoMaximumHere) {
  // At 6, two of {r, 1, 1, 1} die: e_2 = 3 r + 3. l = 2 beta - 2 log(3 r + 3) rises for ever.
  const Six six;
  const CoxFit fit = six.fit(Ties::exact);
  EXPECT_NEAR(fit.loglik_null, -2 * std::log(6.0), rounding);
  EXPECT_EQ(fit.terms[0].trouble, CoxTrouble::separation);
  EXPECT_TRUE(std::isfinite(fit.terms[0].coef));
  ASSERT_FALSE(fit.warnings.empty());
}
