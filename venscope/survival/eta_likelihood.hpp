/// Cox's log partial likelihood as a function of the linear predictors alone: value, gradient, and
/// the information as a linear map. What fits of many columns are made of.
#pragma once

#include "venscope/survival/compensated_sum.hpp"
#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/risk_order.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// With r_i = w_i exp(eta_i), and for every event time t the sums of TiedSums:
///
///   l         = sum_i w_i d_i eta_i - sum_t sum_k w_t log D_k
///   dl/deta_i = w_i d_i - r_i lived_i
///   (H v)_i   = r_i [ lived_i v_i - sum over the event times i is at risk (a S1_t - b D1_t)
///                     + (if i dies at t) (b S1_t - c D1_t) ],   H = -d2l / deta deta'
///
/// where lived_i is the baseline hazard i lived through (Efron's dying spared their share), S1 and
/// D1 sum r_j v_j over the risk set and the dying, and a, b, c are inverse_square, cross and square
/// (b = c = 0 for Breslow). So a column's score is x'(dl/deta) and the information of two columns
/// x'Hz, each in O(n), without a matrix of the risk sets.
/// All vectors are by position of the order. Rows of weight 0 are as if they were not there.
/// Cost: O(n) per call; memory O(n); nothing is allocated after the first use.
/// Right by: twins/survival/coxnet (against PartialLikelihood), and all that is built on it.
class EtaLikelihood {
public:
  /// Beyond this the smallest exp(eta) of a stratum is nothing next to the largest.
  static constexpr double widest = 500;

  EtaLikelihood(const RiskOrder& order, bool efron);

  void set_weights(std::span<const double> weight);

  /// The likelihood and its gradient at `eta`. False, and nothing is defined, where the predictors
  /// of one stratum lie so far apart (e^500) that sums over risk sets lose the smaller ones.
  bool evaluate(std::span<const double> eta);
  double loglik() const { return loglik_; }
  /// How far apart the predictors of a stratum were, at most, at the eta last asked for.
  double spread() const { return spread_; }
  std::span<const double> gradient() const { return gradient_; }
  /// `product` = H v at the eta last evaluated.
  void times_information(std::span<const double> v, std::span<double> product);

  /// The log-likelihood at `eta` alone, for half the price; what `evaluate` found is lost.
  std::optional<double> loglik_at(std::span<const double> eta);
  /// The largest value that l can have: each tied set of deaths is its own risk set. With W the
  /// weight of d deaths, - sum of W log W (Breslow) or - sum_k (W/d) log(W (1 - k/d)) (Efron).
  double saturated() const;

private:
  /// An event time, and the positions that join the risk set since the event before it in the order
  /// (which is later in time): [begin, end), of which [tied, end) have this very time.
  struct EventTime {
    double time = 0;
    std::uint32_t begin = 0, tied = 0, end = 0;
    std::size_t deaths = 0;
    double weight_dead = 0;
    TiedSums sums;
    CompensatedSum lived;  ///< hazard of this and all earlier event times of the stratum
  };
  struct Stratum {
    std::uint32_t begin = 0, end = 0;               ///< positions
    std::uint32_t first_event = 0, last_event = 0;  ///< into events_
    double shift = 0;
  };

  void find_events();
  void find_entries();
  bool exponentials(std::span<const double> eta);
  template <bool Delayed>
  void forward(const Stratum& stratum, std::span<const double> eta);
  void backward(const Stratum& stratum);
  template <bool Delayed>
  void multiply(const Stratum& stratum, std::span<const double> v, std::span<double> product);
  bool dies(std::uint32_t i) const { return order_.event[i] != 0 && weight_[i] > 0; }

  const RiskOrder& order_;
  bool efron_;
  std::vector<double> weight_, risk_, gradient_;  // by position
  std::vector<double> diagonal_;                  // by position: risk times hazard lived through
  std::vector<EventTime> events_;
  std::vector<Stratum> strata_;
  // Delayed entry: by position, the first event (in the order) that is not after the entry.
  std::vector<std::uint32_t> left_at_;
  std::vector<double> joint_, own_;  // by event: the sums of times_information
  double loglik_ = 0, spread_ = 0;
};

}  // namespace venscope::survival
