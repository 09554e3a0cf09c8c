/// Cumulative incidence under competing risks: the Aalen-Johansen estimator.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

struct CumulativeIncidenceOptions {
  ConfidenceScale scale = ConfidenceScale::log;
  double level = 0.95;
};

/// The cumulative incidence of one cause at one time. Limits are NaN where the scale has none: log
/// and log-log at 0, log-log also at 1, always without a scale.
struct IncidencePoint {
  double n_event;  ///< weighted events of the cause at the time
  double estimate;
  double std_error;
  double lower, upper;
};

/// What all causes have in common at one time.
struct IncidenceTime {
  double time;
  double n_risk, n_event, n_censor;  ///< weighted; at risk just before the time; of any cause
  double event_free;                 ///< Kaplan-Meier estimate for an event of any cause
};

struct CauseCurve {
  std::int32_t cause = 0;
  double events = 0;                   ///< weighted
  std::vector<IncidencePoint> points;  ///< one per element of CumulativeIncidence::times
};

/// The curves of one group: one row per distinct time of the group, event or not.
struct CumulativeIncidence {
  std::size_t n = 0;      ///< rows
  double n_weighted = 0;  ///< sum of weights
  CumulativeIncidenceOptions options;
  std::vector<IncidenceTime> times;
  std::vector<CauseCurve> causes;  ///< in the order asked for
};

/// F_k(t) = sum over the distinct times t_j <= t of S(t_j-) d_kj / n_j, d_kj the events of cause k
/// at t_j, n_j those at risk just before it (entry < t_j <= time), S the Kaplan-Meier curve of
/// being free of every event. Events come before censorings of the same time. sum_k F_k + S = 1.
///
/// The variance is that of the infinitesimal jackknife: the sum over rows (or clusters) of the
/// squared derivatives of F_k(t) by the row's weight, times the weight. Without weights, clusters
/// and delayed entry it is the multinomial delta method, and found without looking at single rows.
///
/// Outcomes::event is the cause, 0 = censored. group[i] in 0 … k-1 (empty: one group). `causes`:
/// those to estimate, the others compete; empty: all there are. `weights` is empty or one per row,
/// `cluster` empty or one code per row (the rows of a patient with several intervals). Problems:
/// survival.no_rows, survival.bad_weight, outcomes.interval_vanishes. Cost: O(n) per cause; with
/// weights, clusters or delayed entry O(n log n).
/// Source: [Aalen1978]; docs/methods/cumulative-incidence.md. Right by:
/// by_hand/survival/competing, twins/survival/competing,
/// laws/survival/competing, reference/survival/competing (R survival and cmprsk).
Result<std::vector<CumulativeIncidence>> cumulative_incidence(
    const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group, std::size_t k,
    std::span<const std::int32_t> causes = {}, std::span<const double> weights = {},
    std::span<const std::int32_t> cluster = {}, const CumulativeIncidenceOptions& options = {});

/// A curve read at one time: a step function, 0 before the first time.
struct IncidenceReading {
  double time, n_risk;
  IncidencePoint point;  ///< `n_event` up to the time
};

/// The curve of the cause at index `cause` of `fit.causes` read at the given times. After the last
/// time it is carried on with nobody at risk. Empty for an empty curve.
std::vector<IncidenceReading> at_times(const CumulativeIncidence& fit, std::size_t cause,
                                       std::span<const double> times);

}  // namespace venscope::survival
