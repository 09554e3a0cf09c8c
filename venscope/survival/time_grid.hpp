/// The distinct times of a cohort, sorted once and shared by curves and tests.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// Distinct exit times t_0 < t_1 < …, after tying (endpoint/tied_times.hpp), and where each row
/// stands among them. Keeps a reference to the outcomes it was made from.
struct TimeGrid {
  const endpoint::Outcomes* outcomes = nullptr;
  std::vector<double> times;
  /// Row order[i] ends at time j for start[j] <= i < start[j + 1]. Empty when `index_of_day` is
  /// not.
  std::vector<std::uint32_t> order, start;
  /// Whole-number times in a short range need no sort: t_{index_of_day[day - first_day]} = day.
  std::vector<std::uint32_t> index_of_day;
  double first_day = 0;
  /// With delayed entry, row i is at risk from t_{first_at_risk[i]} on.
  std::vector<std::uint32_t> first_at_risk;
  std::size_t merged = 0, merged_as_tiny = 0;  ///< as endpoint::TieChains

  bool by_day() const { return !index_of_day.empty(); }
  std::uint32_t index_of(std::size_t row) const {
    return index_of_day[static_cast<std::size_t>(outcomes->time[row] - first_day)];
  }
};

/// Sorts and ties. Problem outcomes.interval_vanishes as endpoint::with_tied_times.
/// Cost O(n): a table over the days where times are whole numbers, else a radix sort.
/// Right by: laws/survival/curves (table and sort tell the same), and all that stands on it.
Result<TimeGrid> time_grid(const endpoint::Outcomes& outcomes);

/// Weighted counts of one group at one distinct time.
struct EventCount {
  std::uint32_t time;  ///< index into TimeGrid::times
  std::uint32_t group;
  double n_risk;  ///< at risk just before the time
  double events, censored;
};

/// Rows of one group that come under observation between t_{time-1} and t_time.
struct EntryCount {
  std::uint32_t time;
  std::uint32_t group;
  std::uint32_t rows;  ///< with a positive weight
  double weight;
};

/// Every (time, group) at which a row of the group ends, in ascending time.
struct EventCounts {
  std::vector<EventCount> ends;
  std::vector<EntryCount> entries;  ///< ascending time; empty without delayed entry
  std::vector<std::uint32_t>
      rows;  ///< with positive weight, per element of `ends`; only with entries
  std::size_t groups = 0;
};

/// Counts by group, group[i] in 0 … k-1 (empty: one group). Weights empty or one per row.
EventCounts count_events(const TimeGrid& grid, std::span<const std::int32_t> group, std::size_t k,
                         std::span<const double> weights);

/// The rows at risk of every group, walked from the last time to the first: the order in which sums
/// of weights stay free of the rounding that subtraction would leave behind.
class RiskWalk {
public:
  explicit RiskWalk(const EventCounts& counts);
  /// Steps to the previous time at which a row ends; false when there is none.
  bool step();
  std::uint32_t time() const { return time_; }
  std::span<const double> risk() const { return risk_; }  ///< per group
  std::size_t first() const { return begin_; }            ///< ends at this time …
  std::size_t last() const { return end_; }               ///< … are [first, last)
  std::span<const EventCount> ends() const {
    return std::span(counts_->ends).subspan(begin_, end_ - begin_);
  }

private:
  void leave(std::uint32_t time);

  const EventCounts* counts_;
  std::vector<double> risk_;
  std::vector<std::uint32_t> rows_;
  std::size_t begin_, end_, entry_;
  std::uint32_t time_ = 0;
};

}  // namespace venscope::survival
