/// Who ends when, by group, where every row counts once and is watched from the start.
#pragma once

#include "venscope/survival/day_counts.hpp"
#include "venscope/survival/sorted_fates.hpp"
#include "venscope/survival/time_grid.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// The counts of count_events() without a record for each of them, made once for curves and tests:
/// a table of days, groups and fates, or the rows in the order of time, ten bytes each. Numbers at
/// risk are whole: they follow by counting down from the size of each group, or up from 0 at the
/// last time, without rounding either way.
/// Right by: twins/survival/whole_counts (count_events, element by element).
class WholeCounts {
public:
  /// Nothing with delayed entry or too many groups. group[i] in 0 … k-1, empty: one group.
  /// `threads` change nothing but the time. Cost O(n) (sorted_fates.hpp).
  static std::optional<WholeCounts> make(const endpoint::Outcomes& outcomes,
                                         std::span<const std::int32_t> group, std::size_t k,
                                         unsigned threads = 1);

  std::size_t groups() const { return rows_.size(); }
  std::span<const std::uint32_t> rows() const { return rows_; }      ///< of each group
  std::span<const std::uint32_t> events() const { return events_; }  ///< of each group
  /// No group ends at more times.
  std::size_t most_times() const { return days_ ? days_->days() : sorted_->times().size(); }

  /// The rows in the order of time, unless there is a table of days.
  const SortedFates* sorted() const { return sorted_ ? &*sorted_ : nullptr; }

  /// see(time, group, events, censored) in ascending order of time. What ends at one time may come
  /// in parts, and so may what ends at one time in one group.
  template <class See>
  void ascending(See see) const {
    if (days_) {
      for (std::uint32_t day = 0; day < days_->days(); ++day) see_day(day, see);
      return;
    }
    const std::span<const double> times = sorted_->times();
    const std::span<const Fate> fates = sorted_->fates();
    for (std::size_t i = 0; i < times.size(); ++i) see_row(times[i], fates[i], see);
  }
  /// The same from the last time to the first, and done() after all parts of a time.
  template <class See, class Done>
  void descending(See see, Done done) const {
    if (days_) {
      for (auto day = static_cast<std::uint32_t>(days_->days()); day-- > 0; done())
        see_day(day, see);
      return;
    }
    const std::span<const double> times = sorted_->times();
    const std::span<const Fate> fates = sorted_->fates();
    for (std::size_t i = times.size(); i-- > 0;) {
      see_row(times[i], fates[i], see);
      if (i == 0 || times[i - 1] != times[i]) done();
    }
  }

private:
  template <class See>
  void see_day(std::uint32_t day, See& see) const {
    const std::span<const std::uint32_t> cells = days_->cells(day);
    for (std::uint32_t g = 0; g < groups(); ++g) {
      const std::uint32_t censored = cells[std::size_t{2} * g],
                          events = cells[std::size_t{2} * g + 1];
      if (censored + events > 0) see(static_cast<double>(day), g, events, censored);
    }
  }
  template <class See>
  static void see_row(double time, Fate fate, See& see) {
    const std::uint32_t died = fate & 1U;
    see(time, static_cast<std::uint32_t>(fate >> 1), died, died ^ 1U);
  }

  std::vector<std::uint32_t> rows_, events_;
  std::optional<DayCounts> days_;      ///< either this
  std::optional<SortedFates> sorted_;  ///< or that
};

/// The times of a cohort and who of which group ends at each: counted once for curves and tests,
/// which use as many threads. Refers to the outcomes and groups that it was made of.
struct GroupedTimes {
  const endpoint::Outcomes& outcomes;
  std::span<const std::int32_t> group;  ///< empty: one group
  std::size_t groups;
  unsigned threads;                   ///< change nothing but the time
  std::optional<WholeCounts> counts;  ///< where every row counts once, from the start

  /// `counted`: false if nothing is wanted that counts serve for (weights, robust errors, strata).
  GroupedTimes(const endpoint::Outcomes& of, std::span<const std::int32_t> codes, std::size_t k,
               bool counted = true, unsigned most_threads = 1)
      : outcomes(of), group(codes), groups(k), threads(most_threads) {
    if (counted) counts = WholeCounts::make(of, codes, k, threads);
  }
};

}  // namespace venscope::survival
