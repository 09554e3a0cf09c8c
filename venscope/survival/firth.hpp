/// Firth's penalised partial likelihood: finite estimates also where the likelihood has no maximum.
#pragma once

#include "venscope/survival/newton.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/sorted_design.hpp"

#include <span>
#include <vector>

namespace venscope::survival {

///   l*(beta) = l(beta) + 1/2 log det I(beta)
///   U*_j     = U_j + 1/2 tr(I^-1 dI/dbeta_j)
///            = U_j + 1/2 sum_t sum_k w_t E_tk[(x - m_k)' I^-1 (x - m_k) (x_j - m_kj)]
///
/// E_tk over the risk set with probabilities proportional to w_i exp(eta_i), the deaths' counted
/// 1 - k/d fold for Efron's ties. Columns whose information is singular at beta = 0 take no part.
/// Cost O((n + deaths) p^2) per evaluation.
/// Source: [Firth1993], [Heinze2001].
/// Right by: by_hand/survival/firth_two, twins/survival/cox_slow (numeric derivative of l*, ends of
/// the profile interval),
/// reference/survival/firth (its maximum by search in R).
class FirthLikelihood {
public:
  FirthLikelihood(const RiskOrder& order, const SortedDesign& design, bool efron);

  /// `out.loglik` is l*, `out.score` is U*, `out.information` is I (lower triangle).
  void evaluate(std::span<const double> beta, Likelihood& out);

  /// The information at 0; columns that are singular there are left out.
  const Cholesky& at_zero() const { return at_zero_; }

  /// By how much a step changes any row's eta at most.
  double farthest(std::span<const double> step) const;

private:
  struct Moments;
  template <class Close>
  void walk(std::span<const double> beta, std::span<const double> quadratic, Close close);
  void add_penalty(std::span<const double> beta, const Cholesky& information, Likelihood& out);

  const RiskOrder& order_;
  const SortedDesign& design_;
  bool efron_;
  Cholesky at_zero_;
  PartialLikelihood plain_;
};

/// Maximises l* by steps I^-1 U*, each at most 1 in every coordinate or in every row's eta, and
/// halved while l* falls, until no coordinate moves by more than 1e-10 of its size; after 30 steps
/// 1e-6 standard errors will do, because the score of near copies has no more digits. After
/// 15 of them the steps use the curvature of l* itself. `fixed` (if not none) keeps the
/// coordinate of that index at its starting value: the profile of the likelihood.
NewtonOutcome maximise_firth(FirthLikelihood& likelihood, std::vector<double> start,
                             int max_iterations, std::size_t fixed = static_cast<std::size_t>(-1));

/// Both ends of {b : max l* with beta_j = b >= l*_max - quantile / 2}, for column j (on the scale
/// of the sorted design): the profile penalised likelihood interval. An end that is not reached
/// within 50 standard errors is infinite.
struct ProfileInterval {
  double low = 0, high = 0;
};
ProfileInterval profile_interval(FirthLikelihood& likelihood, const NewtonOutcome& fit,
                                 std::size_t column, double quantile);

/// 2 (l*_max - max l* with beta_j = 0) of column j: chi-squared with 1 df where beta_j = 0.
double profile_test(FirthLikelihood& likelihood, const NewtonOutcome& fit, std::size_t column);

}  // namespace venscope::survival
