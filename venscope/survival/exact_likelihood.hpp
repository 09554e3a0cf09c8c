/// The discrete (conditional logistic) partial likelihood of tied deaths.
#pragma once

#include "venscope/survival/partial_likelihood.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// With d deaths among a risk set R at a time, the term is
///
///   exp(sum of eta over the deaths) / e_d,   e_d = sum over all d-subsets A of R of prod_A
///   exp(eta)
///
/// Gradient and information are the mean and the variance of sum_A x when the subset A is drawn
/// with probability proportional to its product. They follow from a recursion over the rows of R:
/// with rho_k = e_k / e_{k-1}, m_k and V_k the ratio, mean and variance for subsets of size k, a
/// new row of relative hazard r takes part in the subset with probability q = r / (rho_k + r), and
///
///   m_k' = (1-q) m_k + q (m_{k-1} + x),   V_k' = (1-q) V_k + q V_{k-1} + q (1-q) D D',
///   D = m_{k-1} + x - m_k,                rho_k' = rho_{k-1} (rho_k + r) / (rho_{k-1} + r)
///
/// Every term is positive, and no e_k is ever formed: nothing cancels or overflows with any number
/// of ties. Cost O(n d p^2), d the largest number of ties; with delayed entry that for every time.
/// Source: [Gail1981] (the recursion for e_k).
/// Right by: twins/survival/cox_slow (all subsets), reference/survival/cox.
class ExactLikelihood {
public:
  ExactLikelihood(const RiskOrder& order, const SortedDesign& design);

  /// Multiplications that one evaluation takes.
  double cost() const;

  void evaluate(std::span<const double> beta, Likelihood& out);

private:
  struct Subsets;
  void add_term(const RiskOrder::TiedSet& set, const Subsets& subsets, std::size_t deaths,
                double shift, Likelihood& out) const;

  const RiskOrder& order_;
  const SortedDesign& design_;
  std::vector<std::size_t> deaths_;   // by tied set
  std::vector<std::size_t> to_come_;  // by tied set: most deaths at this or an earlier time
  std::vector<double> eta_;           // by position
};

}  // namespace venscope::survival
