/// The two passes over the positions: risk sets as they grow, then the hazard lived through.
#include "venscope/survival/partial_likelihood.hpp"
#include "venscope/survival/risk_kernels.hpp"

#include <algorithm>
#include <cmath>

namespace venscope::survival {

void PartialLikelihood::Sums::clear() {
  s0 = {};
  std::fill(s1.begin(), s1.end(), 0.0);
  std::fill(s1_low.begin(), s1_low.end(), 0.0);
}

void PartialLikelihood::Sums::move_to(double top) {
  const double factor = std::exp(shift - top);
  s0.high *= factor;
  for (double& value : s1) value *= factor;
  shift = top;
}

void PartialLikelihood::Sums::add(double risk, const double* x) {
  s0.add(risk);
  add_compensated(risk, x, s1.data(), s1_low);
}

void PartialLikelihood::pass(Likelihood& out) {
  const std::size_t strata = order_.strata.size();
  const bool delayed = order_.delayed_entry();
  tied_taken_ = 0;
  moved_ = false;
  for (std::size_t g = 0; g < strata; ++g)
    delayed ? forward_delayed(g, sums_, out) : forward(g, sums_, out);
  if (design_.columns == 0) return;
  flush_means();
  for (std::size_t g = strata; g-- > 0;) delayed ? backward_delayed(g) : backward(g);
  if (!delayed) spare_dying();
}

/// From the latest time to the earliest: the risk set grows, and every death time gives its terms.
void PartialLikelihood::forward(std::size_t g, Sums& sums, Likelihood& out) {
  sums.clear();
  sums.shift = first_shift(order_.strata[g]);
  for (std::size_t r = first_run_[g]; r < first_run_[g + 1]; ++r) take_sets(runs_[r], sums, out);
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

/// A run as a whole, or set by set where the shift has to move in it. It moves seldom, so that the
/// sums keep the precision of additions alone.
void PartialLikelihood::take_sets(const Run& run, Sums& sums, Likelihood& out) {
  constexpr double most = 30;
  const auto top = [&](std::uint32_t from, std::uint32_t to) {
    return largest_eta(design_, eta_, order_.sets[from].begin, order_.sets[to - 1].end);
  };
  predict_until(order_.sets[run.last_set - 1].end);
  if (!(top(run.first_set, run.last_set) > sums.shift + most)) return take_run(run, sums, out);
  std::uint32_t event = run.first_event;
  for (std::uint32_t s = run.first_set; s < run.last_set; ++s) {
    const double of_set = top(s, s + 1);
    if (of_set > sums.shift + most) {
      sums.move_to(of_set);
      moved_ = true;
    }
    const std::uint32_t first = event;
    event += ends_[order_.sets[s].end - 1];
    take_run({s, s + 1, first, event}, sums, out);
  }
}

void PartialLikelihood::take_run(const Run& run, Sums& sums, Likelihood& out) {
  const std::uint32_t begin = order_.sets[run.first_set].begin,
                      end = order_.sets[run.last_set - 1].end;
  std::fill(shift_.begin() + run.first_set, shift_.begin() + run.last_set, sums.shift);
  out.loglik += risk_kernels().risks(&eta_[begin], &design_.weight[begin], &dies_[begin],
                                     end - begin, sums.shift, &risk_[begin], &lived_[begin]);
  double s0 = sums.s0.high;
  for (std::uint32_t i = begin, event = run.first_event; i < end; ++i) {
    s0 += risk_[i];
    at_risk_[event] = s0;  // until the rows of its set are all in
    event += ends_[i];
  }
  sums.s0.high = s0;
  if (waiting_ + std::size_t{2} * (run.last_event - run.first_event) > 2 * run_rows_) flush_means();
  row_kernels().running(design_.row(begin), design_.columns, end - begin, &risk_[begin],
                        &ends_[begin], sums.s1.data(), means_.data() + waiting_ * design_.columns);
  take_events(run.first_event, run.last_event, out);
}

/// The same where rows leave the risk set at their entry; one shift serves the stratum.
void PartialLikelihood::forward_delayed(std::size_t g, Sums& sums, Likelihood& out) {
  const RiskOrder::Stratum& stratum = order_.strata[g];
  const std::size_t p = design_.columns;
  sums.clear();
  predict_until(stratum.end);
  sums.shift = largest_eta(design_, eta_, stratum.begin, stratum.end);
  const std::size_t rows = stratum.end - stratum.begin;
  out.loglik += risk_kernels().risks(&eta_[stratum.begin], &design_.weight[stratum.begin],
                                     &dies_[stratum.begin], rows, sums.shift, &risk_[stratum.begin],
                                     &lived_[stratum.begin]);
  std::uint32_t leaving = stratum.begin, event = runs_[first_run_[g]].first_event;
  for (std::uint32_t s = stratum.first_set; s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    for (; leaving < stratum.end; ++leaving) {
      const std::uint32_t i = order_.by_entry[leaving];
      if (order_.entry[i] < set.time) break;
      sums.add(-risk_[i], design_.row(i));
    }
    for (std::uint32_t i = set.begin; i < set.end; ++i) sums.add(risk_[i], design_.row(i));
    if (event_set_[event] != s || event == end_event_[g]) continue;
    at_risk_[event] = sums.s0.value();
    if (waiting_ + 2 > 2 * run_rows_) flush_means();
    double* mean = means_.data() + waiting_ * p;
    for (std::size_t j = 0; j < p; ++j) mean[j] = sums.s1[j] + sums.s1_low[j];
    take_events(event, event + 1, out);
    ++event;
  }
}

/// Hazards and logarithms of these events; S1 of each is a waiting row already, and becomes what is
/// taken off the information.
void PartialLikelihood::take_events(std::uint32_t first, std::uint32_t last, Likelihood& out) {
  const std::size_t row = waiting_, p = design_.columns;
  out.loglik -= risk_kernels().single(&at_risk_[first], &event_weight_[first], last - first,
                                      &hazard_[first], &mean_factor_[row]);
  waiting_ += last - first;
  const std::size_t from = tied_taken_;
  while (tied_taken_ < tied_.size() && tied_[tied_taken_].event < last) ++tied_taken_;
  sum_tied(from, tied_taken_, out);
  for (std::size_t k = from; k < tied_taken_; ++k) {
    const std::size_t mean = row + tied_[k].event - first;
    mean_factor_[mean] = take_tied(k, means_.data() + mean * p);
  }
  if (p == 0) waiting_ = 0;
}

/// Of the tied events [first, last).
void PartialLikelihood::sum_tied(std::size_t first, std::size_t last, Likelihood& out) {
  if (first == last) return;
  const TiedValues v = tied_values(first);
  for (std::size_t k = 0; k < last - first; ++k) {
    const TiedEvent& tied = tied_[first + k];
    const RiskOrder::TiedSet& set = order_.sets[tied.set];
    v.risk[k] = at_risk_[tied.event];
    v.dead[k] = 0;
    for (std::uint32_t i = set.begin; i < set.end; ++i) v.dead[k] += lived_[i];
  }
  out.loglik -= risk_kernels().few_tied({v.risk, v.dead, v.deaths, v.each, v.hazard, v.hazard_dead,
                                         v.inverse_square, v.cross, v.square},
                                        last - first);
  for (std::size_t k = 0; k < last - first; ++k) {
    const TiedEvent& tied = tied_[first + k];
    if (tied.deaths >= many_deaths) {
      const TiedSums sums = tied_sums(v.risk[k], v.dead[k], tied.weight, tied.deaths, true);
      v.hazard[k] = sums.hazard;
      v.hazard_dead[k] = sums.hazard_dead;
      v.inverse_square[k] = sums.inverse_square;
      v.cross[k] = sums.cross;
      v.square[k] = sums.square;
      out.loglik -= sums.log_denominator;
    }
    hazard_[tied.event] = v.hazard[k];
  }
}

/// sum_k w m_k m_k' = a S1 S1' - b (S1 D1' + D1 S1') + c D1 D1' as two rows with factors:
/// a (S1 - b/a D1)(S1 - b/a D1)' + (c - b²/a) D1 D1'. Returns the factor of the first, in `mean`.
double PartialLikelihood::take_tied(std::size_t tied, double* mean) {
  const RiskOrder::TiedSet& set = order_.sets[tied_[tied].set];
  const TiedValues v = tied_values(tied);
  const std::size_t p = design_.columns;
  double* dead = means_.data() + waiting_ * p;
  std::fill(dead, dead + p, 0.0);
  row_kernels().combine(design_.row(set.begin), p, set.end - set.begin, &lived_[set.begin], dead);
  const double ratio = *v.cross / *v.inverse_square;
  for (std::size_t j = 0; j < p; ++j) mean[j] -= ratio * dead[j];
  mean_factor_[waiting_++] = -std::max(0.0, *v.square - ratio * *v.cross);
  return -*v.inverse_square;
}

void PartialLikelihood::flush_means() {
  row_kernels().cross(means_.data(), design_.columns, waiting_, mean_factor_.data(), cross_.data());
  waiting_ = 0;
}

/// The hazard that was lived through by those who live until an event, from the earliest one to the
/// latest.
void PartialLikelihood::sum_hazards(std::size_t g) {
  const std::uint32_t first = next_event_[order_.strata[g].begin];
  double lived = lived_until_[end_event_[g]] = 0, shift = shift_[event_set_[end_event_[g]]];
  for (std::uint32_t event = end_event_[g]; event-- > first;) {
    // exp(eta - shift) * lived must not depend on the shift.
    const double now = moved_ ? shift_[event_set_[event]] : shift;
    if (now != shift) lived *= std::exp(now - shift);
    shift = now;
    lived_until_[event] = lived += hazard_[event];
  }
}

/// The hazard that each row lived through, times its risk.
void PartialLikelihood::backward(std::size_t g) {
  const RiskOrder::Stratum& stratum = order_.strata[g];
  sum_hazards(g);
  for (std::uint32_t i = stratum.begin; i < stratum.end; ++i)
    lived_[i] = std::max(0.0, risk_[i] * lived_until_[next_event_[i]]);
  for (std::uint32_t s = stratum.first_set; moved_ && s < stratum.last_set; ++s) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    const double change = shift_[s] - shift_[event_set_[next_event_[set.begin]]];
    if (change == 0) continue;
    for (std::uint32_t i = set.begin; i < set.end; ++i) lived_[i] *= std::exp(change);
  }
}

/// Those who die with others live through a part of their own time.
void PartialLikelihood::spare_dying() {
  for (std::size_t k = 0; k < tied_.size(); ++k) {
    const RiskOrder::TiedSet& set = order_.sets[tied_[k].set];
    const double hazard = lived_until_[tied_[k].event] - *tied_values(k).hazard_dead;
    for (std::uint32_t i = set.begin; i < set.end; ++i)
      if (order_.event[i] != 0) lived_[i] = std::max(0.0, risk_[i] * hazard);
  }
}

/// The same where rows enter late: what was lived before is taken off.
void PartialLikelihood::backward_delayed(std::size_t g) {
  const RiskOrder::Stratum& stratum = order_.strata[g];
  CompensatedSum lived;
  std::uint32_t entering = stratum.end, event = end_event_[g];
  const std::uint32_t first = next_event_[stratum.begin];
  for (std::uint32_t s = stratum.last_set; s-- > stratum.first_set;) {
    const RiskOrder::TiedSet& set = order_.sets[s];
    for (; entering > stratum.begin; --entering) {
      const std::uint32_t i = order_.by_entry[entering - 1];
      if (order_.entry[i] >= set.time) break;
      lived_before_[i] = lived.high;
      lived_before_low_[i] = lived.low;
    }
    double spared = 0;
    if (event > first && event_set_[event - 1] == s) {
      lived.add(hazard_[--event]);
      if (tied_taken_ > 0 && tied_[tied_taken_ - 1].event == event)
        spared = *tied_values(--tied_taken_).hazard_dead;
    }
    for (std::uint32_t i = set.begin; i < set.end; ++i) {
      double hazard = (lived.high - lived_before_[i]) + (lived.low - lived_before_low_[i]);
      if (spared != 0 && order_.event[i] != 0) hazard -= spared;
      lived_[i] = std::max(0.0, risk_[i] * hazard);
    }
  }
}

}  // namespace venscope::survival
