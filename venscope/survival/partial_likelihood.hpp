/// Cox's log partial likelihood with its first and second derivatives, for Breslow's and Efron's
/// treatment of ties.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/survival/risk_order.hpp"
#include "venscope/survival/row_kernels.hpp"
#include "venscope/survival/sorted_design.hpp"
#include "venscope/survival/tied_sums.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// The log-likelihood at a beta, its gradient, and the information (minus its second derivative;
/// only the lower triangle is filled).
struct Likelihood {
  double loglik = 0;
  std::vector<double> score;
  Matrix information;
};

/// Evaluates the partial likelihood on one data set at any number of betas.
///
///   l(beta)  = sum_i w_i d_i eta_i - sum_t sum_k w_t log(S0(t) - f_k D0(t))
///   U(beta)  = sum_i w_i d_i x_i   - sum_t sum_k w_t m_k(t),  m_k = (S1 - f_k D1) / (S0 - f_k D0)
///   I(beta)  = sum_i r_i h_i x_i x_i' - sum_t sum_k w_t m_k m_k'
///
/// with r_i = w_i exp(eta_i), S0 = sum r_i and S1 = sum r_i x_i over the risk set, D0 and D1 the
/// same over the dying, and h_i the baseline hazard that row i lived through. The second moments
/// are never summed per risk set: one weighted cross product of the whole design gives them all.
/// Nor is the score: it is sum_i (w_i d_i - r_i h_i) x_i.
/// Rows of weight 0 count for nothing, also not among the ties.
/// Overflow: eta is taken relative to the largest one met so far in the stratum; with delayed entry
/// relative to the stratum's largest, and the sums that rows leave are compensated.
/// Cost O(n p^2) per evaluation, two passes over the design.
/// Right by: by_hand/survival/cox_six, twins/survival/cox_rows, twins/survival/cox_slow,
/// reference/survival/cox.
class PartialLikelihood {
public:
  /// `threads` are used where the design is large enough; the bytes do not depend on them.
  PartialLikelihood(const RiskOrder& order, const SortedDesign& design, bool efron,
                    unsigned threads = 1);

  void evaluate(std::span<const double> beta, Likelihood& out);

private:
  struct Sums;
  /// Times with deaths that are worked out together, and what they are.
  struct EventTimes {
    std::size_t count = 0;
    std::array<std::uint32_t, RowKernels::rows_together> set;
    std::array<double, RowKernels::rows_together> risk;    ///< S0
    std::array<double, RowKernels::rows_together> weight;  ///< of the deaths; 0 if they are tied
    std::array<double, RowKernels::rows_together> hazard;
  };
  void count_deaths();
  void predict_until(std::size_t end);
  // partial_likelihood_passes.cpp
  void pass(Likelihood& out);
  double first_shift(const RiskOrder::Stratum& stratum);
  void forward(const RiskOrder::Stratum& stratum, Sums& sums, Likelihood& out);
  void forward_delayed(const RiskOrder::Stratum& stratum, Sums& sums, Likelihood& out);
  std::uint32_t end_of_run(std::uint32_t first, std::uint32_t last, Sums& sums);
  void take_run(std::uint32_t first, std::uint32_t last, Sums& sums, Likelihood& out);
  void add_event(std::uint32_t set, double risk);
  void take_events(Likelihood& out);
  double take_tied(std::size_t k, double* mean, Likelihood& out);
  void flush_means();
  template <bool Delayed>
  void backward(const RiskOrder::Stratum& stratum);
  void cross_rows(Likelihood& out);

  /// Positions that are predicted and crossed together, and what they add up to.
  struct Part {
    std::size_t begin, end;
    std::vector<double> score, cross;
  };
  void predict(std::size_t begin, std::size_t end);
  void cross_part(Part& part) const;

  const RiskOrder& order_;
  const SortedDesign& design_;
  bool efron_;
  unsigned threads_;
  std::vector<Part> parts_;
  // What does not change with beta. By position: the weight of those who die, and whether it is the
  // last of a set with deaths; by set: its deaths of positive weight, and their weight.
  std::vector<double> dies_;
  std::vector<std::uint8_t> ends_;
  std::vector<std::uint32_t> deaths_;
  std::vector<double> weight_dead_;

  std::vector<double> beta_;  // padded, for the kernels
  bool at_zero_ = false;
  std::size_t predicted_ = 0;
  std::vector<double> eta_, risk_;                       // by position
  std::vector<double> lived_;                            // the same; at first the risk of the dying
  std::vector<double> shift_, hazard_, hazard_dead_;     // by tied set
  std::vector<double> lived_before_, lived_before_low_;  // by position, delayed entry only
  EventTimes events_;
  /// Rows that wait for their cross product, with the factors that they have in it.
  static constexpr std::size_t most_waiting = 2 * RowKernels::rows_together;
  std::vector<double> means_;
  std::array<double, most_waiting> mean_factor_;
  std::size_t waiting_ = 0;
  std::vector<double> cross_;  // the information as the kernels add it up
};

}  // namespace venscope::survival
