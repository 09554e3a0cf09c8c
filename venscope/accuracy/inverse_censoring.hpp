/// Inverse-probability-of-censoring weights, and what their estimation adds to a standard error.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::accuracy {

/// What is known of a row at a time t.
enum class Fate : std::uint8_t {
  event,        ///< the event (the cause of interest) at or before t
  other_event,  ///< another cause at or before t
  event_free,   ///< observed beyond t
  censored,     ///< censored at or before t: of no known fate, weight 0
};

/// The rows at one time t. `weight` is 1 / G(T-) after an event, 1 / G(t) beyond t, 0 if censored.
struct WeightedFates {
  double time = 0;
  std::vector<Fate> fate;
  std::vector<double> weight;
};

/// G(t) = prod_{s <= t} (1 - c_s / (Y_s - d_s)), the Kaplan-Meier estimate of being uncensored: Y_s
/// at risk just before s, d_s events and c_s censorings at s; at a tie the event comes first.
/// Sorted once for any number of times t and of markers. Times that differ by rounding only are
/// tied; event code 0 is censored, any other an event.
/// Right by: twins/accuracy/roc (weights), reference/accuracy/roc and reference/accuracy/brier (the
/// standard errors of riskRegression's Score), unit/accuracy/roc.
class InverseCensoring {
public:
  /// Problems: accuracy.no_rows, accuracy.delayed_entry (G is not defined there). O(n).
  static Result<InverseCensoring> of(const endpoint::Outcomes& outcomes);

  std::size_t size() const { return set_of_row_.size(); }
  /// Why nothing can be weighted at `time`: beyond the last time, or nobody observed beyond it. ""
  /// if nothing stands against it.
  std::string undefined_at(double time) const;
  double last_time() const { return sets_.back().time; }
  /// The rows in ascending time.
  const std::vector<std::uint32_t>& order() const { return order_; }
  /// The times as they count, ties made equal.
  double time(std::size_t row) const { return sets_[set_of_row_[row]].time; }
  std::int32_t event(std::size_t row) const { return event_[row]; }

  WeightedFates at(double time, std::int32_t cause = 1) const;

  /// How many rows end at or before `time`: the first of order(). O(log n), as G(time) is.
  std::size_t ended_by(double time) const;
  double uncensored_at(double time) const;
  /// The rows order()[begin, end) that end at one time.
  struct TiedSet {
    double time = 0;
    std::uint32_t begin = 0, end = 0;
    double weight_before = 1, uncensored_after = 1;  ///< 1 / G(time-), G(time)
    double jump = 0, compensator = 0;  ///< n / Y and n c / Y^2, for the influence of G
  };
  /// In ascending time.
  std::span<const TiedSet> tied_sets() const { return sets_; }

  /// For an estimate whose derivative by the logarithm of row i's weight is share[i]: adds to
  /// influence[k] the part of row k's influence that comes from estimating G,
  ///   sum_i share[i] M_k(tau_i),  M_k(u) = n ([k censored by u] / Y(T_k)
  ///                                           - sum_{s <= min(u, T_k)} c_s / Y_s^2)
  /// with tau_i just before T_i for an event and t beyond. Here c_s / Y_s, not c_s / (Y_s - d_s),
  /// is the hazard, as riskRegression has it: the same to first order. O(n).
  void add_influence(double time, std::span<const double> share, std::span<double> influence) const;
  /// By place in order(), of all rows: shares become influences, n times the share and that part.
  void make_influence(double time, std::span<double> share) const;

private:
  void find_sets(std::span<const double> times);
  std::size_t sets_by(double time) const;
  template <class ShareAt, class Add>
  void go_through_influence(double time, ShareAt share_at, Add add) const;

  std::vector<std::uint32_t> order_, set_of_row_;
  std::vector<std::int32_t> event_;
  std::vector<TiedSet> sets_;
};

}  // namespace venscope::accuracy
