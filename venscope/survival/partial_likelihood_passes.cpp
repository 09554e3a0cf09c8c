/// The two passes over the positions: risk sets as they grow, then the hazard lived through.
#include "venscope/survival/compensated_sum.hpp"
#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/risk_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

/// S0 and S1 over the risk set.
struct PartialLikelihood::Sums {
  explicit Sums(std::size_t p) : s1(RowKernels::padded(p)), s1_low(p) {}

  void clear() {
    s0 = {};
    std::fill(s1.begin(), s1.end(), 0.0);
    std::fill(s1_low.begin(), s1_low.end(), 0.0);
  }
  void move_to(double top) {
    const double factor = std::exp(shift - top);
    s0.high *= factor;
    for (double& value : s1) value *= factor;
    shift = top;
  }
  /// Compensated, for rows that will be taken away again.
  void add(double risk, const double* x) {
    s0.add(risk);
    add_compensated(risk, x, s1.data(), s1_low);
  }

  CompensatedSum s0;
  std::vector<double> s1, s1_low;
  double shift = 0;
};

void PartialLikelihood::pass(Likelihood& out) {
  Sums sums(design_.columns);
  for (const RiskOrder::Stratum& stratum : order_.strata)
    order_.delayed_entry() ? forward_delayed(stratum, sums, out) : forward(stratum, sums, out);
  if (design_.columns == 0) return;
  flush_means();
  for (const RiskOrder::Stratum& stratum : order_.strata)
    order_.delayed_entry() ? backward<true>(stratum) : backward<false>(stratum);
}

/// From the latest time to the earliest: the risk set grows, and every death time gives its terms.
/// Tied sets are taken some together.
void PartialLikelihood::forward(const RiskOrder::Stratum& stratum, Sums& sums, Likelihood& out) {
  sums.clear();
  sums.shift = first_shift(stratum);
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set;) {
    const std::uint32_t last = end_of_run(s, stratum.last_set, sums);
    take_run(s, last, sums, out);
    s = last;
  }
}

/// What eta is taken relative to at first.
double PartialLikelihood::first_shift(const RiskOrder::Stratum& stratum) {
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    predict_until(set.end);
    const double top = largest_eta(design_, eta_, set.begin, set.end);
    if (std::isfinite(top)) return top;
  }
  return 0;
}

/// Sets from `first` on that share a shift and have no more rows than are taken together, unless
/// the first alone has them.
std::uint32_t PartialLikelihood::end_of_run(std::uint32_t first, std::uint32_t last, Sums& sums) {
  const std::uint32_t begin = order_.sets[first].begin;
  std::uint32_t end = first + 1;
  while (end < last && order_.sets[end].end - begin <= RowKernels::rows_together) ++end;
  predict_until(order_.sets[end - 1].end);
  // The shift moves seldom, so that the sums keep the precision of additions alone.
  const auto top = [&](std::uint32_t from, std::uint32_t to) {
    return largest_eta(design_, eta_, order_.sets[from].begin, order_.sets[to - 1].end);
  };
  constexpr double most = 30;
  if (top(first, end) > sums.shift + most) {
    const double of_first = top(first, first + 1);
    if (of_first > sums.shift + most) sums.move_to(of_first);
    std::uint32_t s = first + 1;
    while (s < end && !(top(s, s + 1) > sums.shift + most)) ++s;
    end = s;
  }
  std::fill(shift_.begin() + first, shift_.begin() + end, sums.shift);
  return end;
}

void PartialLikelihood::take_run(std::uint32_t first, std::uint32_t last, Sums& sums,
                                 Likelihood& out) {
  const std::uint32_t begin = order_.sets[first].begin, end = order_.sets[last - 1].end;
  out.loglik += risk_kernels().risks(&eta_[begin], &design_.weight[begin], &dies_[begin],
                                     end - begin, sums.shift, &risk_[begin], &lived_[begin]);
  events_.count = 0;
  for (std::uint32_t s = first; s < last; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    for (std::uint32_t i = set.begin; i < set.end; ++i) sums.s0.high += risk_[i];
    add_event(s, sums.s0.high);
  }
  if (waiting_ + 2 * events_.count > most_waiting) flush_means();
  row_kernels().running(design_.row(begin), design_.columns, end - begin, &risk_[begin],
                        &ends_[begin], sums.s1.data(), means_.data() + waiting_ * design_.columns);
  take_events(out);
}

/// The same where rows leave the risk set at their entry; one shift serves the stratum.
void PartialLikelihood::forward_delayed(const RiskOrder::Stratum& stratum, Sums& sums,
                                        Likelihood& out) {
  const std::size_t p = design_.columns;
  sums.clear();
  predict_until(stratum.end);
  sums.shift = largest_eta(design_, eta_, stratum.begin, stratum.end);
  const std::size_t rows = stratum.end - stratum.begin;
  out.loglik += risk_kernels().risks(&eta_[stratum.begin], &design_.weight[stratum.begin],
                                     &dies_[stratum.begin], rows, sums.shift, &risk_[stratum.begin],
                                     &lived_[stratum.begin]);
  std::uint32_t leaving = stratum.begin;
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    for (; leaving < stratum.end; ++leaving) {
      const std::uint32_t i = order_.by_entry[leaving];
      if (order_.entry[i] < set.time) break;
      sums.add(-risk_[i], design_.row(i));
    }
    shift_[s] = sums.shift;
    for (std::uint32_t i = set.begin; i < set.end; ++i) sums.add(risk_[i], design_.row(i));
    events_.count = 0;
    add_event(s, sums.s0.value());
    if (events_.count == 0) continue;
    if (waiting_ + 2 > most_waiting) flush_means();
    double* mean = means_.data() + waiting_ * p;
    for (std::size_t j = 0; j < p; ++j) mean[j] = sums.s1[j] + sums.s1_low[j];
    take_events(out);
  }
}

/// Puts the set among the times that are worked out together, if somebody dies.
void PartialLikelihood::add_event(std::uint32_t set, double risk) {
  hazard_[set] = hazard_dead_[set] = 0;
  if (deaths_[set] == 0) return;
  const std::size_t k = events_.count++;
  events_.set[k] = set;
  events_.risk[k] = risk;
  events_.weight[k] = efron_ && deaths_[set] > 1 ? 0 : weight_dead_[set];
}

/// Hazards and logarithms of the times that wait; S1 of each is a waiting row already, and becomes
/// what is taken off the information.
void PartialLikelihood::take_events(Likelihood& out) {
  double* const means = means_.data() + waiting_ * design_.columns;
  out.loglik -= risk_kernels().single(events_.risk.data(), events_.weight.data(), events_.count,
                                      events_.hazard.data(), &mean_factor_[waiting_]);
  const std::size_t first = waiting_;
  waiting_ += events_.count;
  for (std::size_t k = 0; k < events_.count; ++k) {
    const std::uint32_t set = events_.set[k];
    hazard_[set] = events_.hazard[k];
    if (efron_ && deaths_[set] > 1)
      mean_factor_[first + k] = take_tied(k, means + k * design_.columns, out);
  }
  if (design_.columns == 0) waiting_ = 0;
}

/// sum_k w m_k m_k' = a S1 S1' - b (S1 D1' + D1 S1') + c D1 D1' as two rows with factors:
/// a (S1 - b/a D1)(S1 - b/a D1)' + (c - b²/a) D1 D1'. Returns the factor of the first, in `mean`.
double PartialLikelihood::take_tied(std::size_t k, double* mean, Likelihood& out) {
  const std::uint32_t s = events_.set[k];
  const RiskOrder::TiedSet& set = order_.sets[s];
  double risk_dead = 0;
  for (std::uint32_t i = set.begin; i < set.end; ++i) risk_dead += lived_[i];
  const TiedSums tied = tied_sums(events_.risk[k], risk_dead, weight_dead_[s], deaths_[s], true);
  hazard_[s] = tied.hazard;
  hazard_dead_[s] = tied.hazard_dead;
  out.loglik -= tied.log_denominator;
  const std::size_t p = design_.columns;
  double* dead = means_.data() + waiting_ * p;
  std::fill(dead, dead + p, 0.0);
  row_kernels().combine(design_.row(set.begin), p, set.end - set.begin, &lived_[set.begin], dead);
  const double ratio = tied.cross / tied.inverse_square;
  for (std::size_t j = 0; j < p; ++j) mean[j] -= ratio * dead[j];
  mean_factor_[waiting_++] = -std::max(0.0, tied.square - ratio * tied.cross);
  return -tied.inverse_square;
}

void PartialLikelihood::flush_means() {
  row_kernels().cross(means_.data(), design_.columns, waiting_, mean_factor_.data(), cross_.data());
  waiting_ = 0;
}

/// From the earliest time to the latest: the hazard that each row lived through, times its risk.
template <bool Delayed>
void PartialLikelihood::backward(const RiskOrder::Stratum& stratum) {
  CompensatedSum lived;
  std::uint32_t entering = stratum.end;
  double shift = shift_[stratum.last_set - 1];
  for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    if constexpr (Delayed) {
      for (; entering > stratum.begin; --entering) {
        const std::uint32_t i = order_.by_entry[entering - 1];
        if (order_.entry[i] >= set.time) break;
        lived_before_[i] = lived.high;
        lived_before_low_[i] = lived.low;
      }
      lived.add(hazard_[s]);
    } else {
      // exp(eta - shift) * lived must not depend on the shift.
      if (shift_[s] != shift) lived.high *= std::exp(shift_[s] - shift);
      shift = shift_[s];
      lived.high += hazard_[s];
    }
    const double spared = hazard_dead_[s];
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      double hazard = lived.value();
      if constexpr (Delayed)
        hazard = (lived.high - lived_before_[i]) + (lived.low - lived_before_low_[i]);
      if (spared != 0 && order_.event[i] != 0) hazard -= spared;
      lived_[i] = std::max(0.0, risk_[i] * hazard);
    }
  }
}

}  // namespace venscope::survival
