/// The baseline survival of a score, and what a patient's interval is made of.
#pragma once

#include "venscope/derivation/deriver.hpp"
#include "venscope/survival/cox.hpp"

#include <vector>

namespace venscope::derivation {

/// The coefficients behind the points of a rule, and the steps of the survival of score 0.
struct BaselineSteps {
  /// Of the columns of the rule, in the Cox model of all that were selected.
  std::vector<survival::CoxTerm> terms;
  Matrix covariance;                             ///< of their coefficients
  std::vector<double> time;                      ///< of events, ascending
  std::vector<double> survival;                  ///< exp(-H0(t))
  std::vector<double> hazard_variance;           ///< a(t) = sum over the deaths up to t of 1 / D^2
  std::vector<std::vector<double>> mean_hazard;  ///< M(t) = sum of m / D, by column and time
  double horizon = 0;  ///< the last event time with `least_at_risk` at risk
};

/// H0 and its parts with the points as coefficients, as survival/baseline.hpp has them:
///   Var H(t | x) = exp(2 score) (a(t) + q' V q),  q = x H0(t) - M(t),  V = covariance.
/// D is the sum of exp(score) over the risk set less Efron's share, m the mean of the columns in
/// it. Steps end at the horizon. Fails where the fit does, and where nobody is followed that far.
/// Right by: reference/derivation/card (R: survfit(coxph, newdata)), unit/derivation/card (against
/// survival::predicted_survival).
Result<BaselineSteps> baseline_steps(const DerivationData& data, const Derived& derived,
                                     survival::Ties ties, std::size_t least_at_risk = 10);

}  // namespace venscope::derivation
