/// Who ends when, by group, where every row counts once and is watched from the start.
#pragma once

#include "venscope/survival/time_grid.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// The counts of count_events() without a record for each of them, made once for curves and tests:
/// two bytes for each row in the order of time, or a table of days, groups and fates. Numbers at
/// risk are whole: they follow by counting down from the size of each group, or up from 0 at the
/// last time, without rounding either way.
/// Right by: twins/survival/whole_counts (count_events, element by element).
class WholeCounts {
public:
  /// Nothing with delayed entry or too many groups. `grid` is to outlive the counts; group[i] in
  /// 0 … k-1, empty: one group. Cost O(n).
  static std::optional<WholeCounts> make(const TimeGrid& grid, std::span<const std::int32_t> group,
                                         std::size_t k);

  std::size_t groups() const { return rows_.size(); }
  std::size_t times() const { return grid_->times.size(); }
  std::span<const std::uint32_t> rows() const { return rows_; }  ///< of each group

  /// Reads the counts time by time, in any direction.
  class Reader {
  public:
    explicit Reader(const WholeCounts& counts)
        : counts_(counts), ends_(counts.groups()), place_(counts.groups()) {}

    /// What ends at a time, one element a group; `n_risk` is left to the caller. Until the next
    /// call.
    std::span<EventCount> at(std::uint32_t time) {
      if (counts_.fates_.empty()) return of_table(time);
      const std::uint32_t begin = counts_.grid_->start[time], end = counts_.grid_->start[time + 1];
      if (end - begin > 1) return tallied(time, begin, end);
      const std::uint32_t fate = counts_.fates_[begin];
      const double died = fate & 1U;
      ends_[0] = {time, fate >> 1, 0, died, 1 - died};
      return {ends_.data(), 1};
    }

  private:
    std::span<EventCount> of_table(std::uint32_t time);
    std::span<EventCount> tallied(std::uint32_t time, std::uint32_t begin, std::uint32_t end);

    const WholeCounts& counts_;
    std::vector<EventCount> ends_;
    std::vector<std::uint32_t> place_;  ///< of a group among `ends_`, if that says so too
  };

private:
  void count_days(std::span<const std::int32_t> group);
  void sort_fates(std::span<const std::int32_t> group);

  const TimeGrid* grid_ = nullptr;
  std::vector<std::uint32_t> rows_;
  std::vector<std::uint16_t> fates_;  ///< in the order of time: 2 * group + event
  std::vector<std::uint32_t> table_;  ///< [(day * groups + group) * 2 + event]
};

/// The times of a cohort and who of which group ends at each: made once for curves and tests.
/// Refers to the outcomes and groups that it was made of.
struct GroupedTimes {
  TimeGrid grid;
  std::span<const std::int32_t> group;  ///< empty: one group
  std::size_t groups = 0;
  std::optional<WholeCounts> counts;  ///< where every row counts once, from the start

  GroupedTimes(TimeGrid&& times, std::span<const std::int32_t> codes, std::size_t k)
      : grid(std::move(times)),
        group(codes),
        groups(k),
        counts(WholeCounts::make(grid, codes, k)) {}
  GroupedTimes(GroupedTimes&&) = delete;  // the counts refer to the grid beside them
};

}  // namespace venscope::survival
