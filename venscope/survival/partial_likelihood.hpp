/// Cox's log partial likelihood with its first and second derivatives, for Breslow's and Efron's
/// treatment of ties.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/survival/compensated_sum.hpp"
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
  /// S0 and S1 over the risk set.
  struct Sums {
    CompensatedSum s0;
    std::vector<double> s1, s1_low;
    double shift = 0;

    void clear();
    void move_to(double top);
    /// Compensated, for rows that will be taken away again.
    void add(double risk, const double* x);
  };
  /// Some tied sets of a stratum, or one alone, that are taken together.
  struct Run {
    std::uint32_t first_set, last_set;
    std::uint32_t first_event, last_event;
  };
  /// Deaths that Efron's method takes one after the other.
  struct TiedEvent {
    std::uint32_t event, set;
    std::uint32_t deaths;
    double weight;  ///< of all of them
  };
  void count_deaths();
  void count_deaths(std::uint32_t set);
  void find_runs(const RiskOrder::Stratum& stratum, std::uint32_t first_event);
  void predict_until(std::size_t end);
  // partial_likelihood_passes.cpp
  void pass(Likelihood& out);
  double first_shift(const RiskOrder::Stratum& stratum);
  void forward(std::size_t stratum, Sums& sums, Likelihood& out);
  void forward_delayed(std::size_t stratum, Sums& sums, Likelihood& out);
  void take_run(const Run& run, Sums& sums, Likelihood& out);
  void take_sets(const Run& run, Sums& sums, Likelihood& out);
  void take_events(std::uint32_t first, std::uint32_t last, Likelihood& out);
  void sum_tied(std::size_t first, std::size_t last, Likelihood& out);
  double take_tied(std::size_t tied, double* mean);
  /// From this tied event on; in the order of tied_values_.
  struct TiedValues {
    double *risk, *dead, *deaths, *each, *hazard, *hazard_dead, *inverse_square, *cross, *square;
  };
  TiedValues tied_values(std::size_t first);
  void flush_means();
  void sum_hazards(std::size_t stratum);
  void backward(std::size_t stratum);
  void backward_delayed(std::size_t stratum);
  void spare_dying();
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
  // What does not change with beta. An event is a tied set with deaths of positive weight; they are
  // numbered as their sets, and after those of each stratum one number is nobody's, so that what
  // comes after the last event has a place.
  std::vector<double> dies_;               ///< by position: the weight of those who die
  std::vector<std::uint8_t> ends_;         ///< by position: is the last of an event
  std::vector<std::uint32_t> next_event_;  ///< by position: the first not later than it
  std::vector<std::uint32_t> event_set_;   ///< by event
  std::vector<double> event_weight_;       ///< of its deaths; 0 if they are tied and Efron's
  std::vector<TiedEvent> tied_;
  std::vector<Run> runs_;                 ///< where nobody enters late
  std::vector<std::size_t> first_run_;    ///< by stratum, and one more
  std::vector<std::uint32_t> end_event_;  ///< by stratum: nobody's number

  Sums sums_;
  std::vector<double> beta_;  // padded, for the kernels
  bool at_zero_ = false;
  std::size_t predicted_ = 0;
  std::vector<double> eta_, risk_;                       // by position
  std::vector<double> lived_;                            // the same; at first the risk of the dying
  std::vector<double> shift_;                            // by tied set
  bool moved_ = false;                                   // not the same in all sets of a stratum
  std::vector<double> at_risk_, hazard_, lived_until_;   // by event
  std::vector<double> tied_values_;                      // what FewTied points to
  std::vector<double> lived_before_, lived_before_low_;  // by position, delayed entry only
  std::size_t tied_taken_ = 0;
  /// Rows that wait for their cross product, with the factors that they have in it.
  static constexpr std::size_t most_waiting = 4 * RowKernels::rows_together;
  std::size_t run_rows_;  ///< rows of a run, at most; all may die, two by two
  std::vector<double> means_;
  std::array<double, most_waiting> mean_factor_;
  std::size_t waiting_ = 0;
  std::vector<double> cross_;  // the information as the kernels add it up
};

}  // namespace venscope::survival
