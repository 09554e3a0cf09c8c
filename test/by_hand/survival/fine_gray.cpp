/// Fine and Gray's model on four patients.
#include "venscope/survival/fine_gray.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

// x = 1: relapse at 1, death at 2; x = 0: censored at 3, relapse at 4. With e = exp(beta):
//   S0(1) = 2 e + 2
//   S0(4) = 1 + e/2: the dead patient stays in with weight G(4-) / G(2-) = 1/2
//   U = 1 - e / (e + 1) - (e/2) / (1 + e/2) = 0  =>  2 + e = e^2 + e  =>  e = sqrt 2
// Means m(1) = e / (e + 1), m(4) = e / (2 + e); information m (1 - m) summed.
// Residuals, with a = 1 / S0(1), b = 1 / S0(4), and q(3) = e b/2 (1 - m(4)) for the censoring at 3
// among 2 at risk:
//   1: (1 - m(1)) (1 - e a)                     3: a m(1)                     + q/2 - q/4
//   2: -e a (1 - m(1)) - e b/2 (1 - m(4))       4: -m(4) + a m(1) + b m(4)    - q/4
TEST(FineGrayByHand, FourPatients) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 2, 0, 1}};
  Matrix design(4, 1);
  design.values = {1, 1, 0, 0};
  const auto fit = fine_gray({outcomes, design}, 1);
  ASSERT_TRUE(fit);
  const double e = std::sqrt(2.0), m1 = e / (e + 1), m4 = e / (2 + e);
  const double a = 1 / (2 * e + 2), b = 1 / (1 + e / 2), q = e * b / 2 * (1 - m4);
  EXPECT_NEAR(fit->model.terms[0].coef, std::log(e), 1e-12);
  EXPECT_NEAR(fit->model.loglik, std::log(e) - std::log(2 * e + 2) - std::log(1 + e / 2), 1e-14);
  EXPECT_NEAR(fit->model.loglik_null, -std::log(4) - std::log(1.5), 1e-14);
  const double information = m1 * (1 - m1) + m4 * (1 - m4);
  EXPECT_NEAR(fit->inverse_information(0, 0), 1 / information, 1e-12);
  const double residuals[] = {(1 - m1) * (1 - e * a), -e * a * (1 - m1) - e * b / 2 * (1 - m4),
                              a * m1 + q / 4, -m4 + a * m1 + b * m4 - q / 4};
  double squares = 0;
  for (const double residual : residuals) squares += residual * residual;
  EXPECT_NEAR(fit->model.covariance(0, 0), squares / (information * information), 1e-12);
  EXPECT_EQ(fit->model.events, 2);
  EXPECT_EQ(fit->competing, 1U);
  EXPECT_EQ(fit->censored, 1U);
}

TEST(FineGrayByHand, SaysWhatItCannotFit) {
  Matrix design(4, 1);
  design.values = {1, 1, 0, 0};
  const endpoint::Outcomes late{{0, 0, 1, 0}, {1, 2, 3, 4}, {1, 2, 0, 1}};
  const auto entry = fine_gray({late, design}, 1);
  ASSERT_FALSE(entry);
  EXPECT_EQ(entry.error()[0].code, "fine_gray.delayed_entry");
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 2, 0, 1}};
  const auto none = fine_gray({outcomes, design}, 3);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error()[0].code, "fine_gray.no_events");
  const std::vector<double> weights{1, 1, 1, 2};
  const auto weighted = fine_gray({.outcomes = outcomes, .design = design, .weights = weights}, 1);
  ASSERT_FALSE(weighted);
  EXPECT_EQ(weighted.error()[0].code, "fine_gray.weights");
}

// All relapses where x = 1: the estimate runs off, and the fit names it.
TEST(FineGrayByHand, SeparationIsNamed) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 2, 0, 1, 2, 1}};
  Matrix design(6, 2);
  design.values = {1, 0, 0, 1, 0, 1, 2, 0, 0, 2, 0, 2};
  const std::vector<std::string> names{"mutated", "copies"};
  const auto fit = fine_gray({outcomes, design}, 1, {}, names);
  ASSERT_TRUE(fit);
  EXPECT_EQ(fit->model.terms[0].trouble, CoxTrouble::no_events);
  EXPECT_TRUE(std::isfinite(fit->model.terms[0].coef));
  EXPECT_EQ(fit->model.terms[1].trouble, CoxTrouble::collinear);
  EXPECT_TRUE(std::isnan(fit->model.terms[1].coef));
  EXPECT_EQ(fit->model.warnings.size(), 2U);
}
