/// Times in whole days: a table instead of a sort.
#pragma once

#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace venscope::survival {

/// How many rows of each group end on each day, and how.
class DayCounts {
public:
  /// Nothing where a time is no whole number from 0 on, or where the table would be much longer
  /// than the data. group[i] in 0 … k-1; empty: one group. Entries are not looked at. `threads`
  /// change nothing but the time. Cost: one pass over the data.
  /// Right by: twins/survival/whole_counts, laws/survival/curves (table and sort tell the same).
  static std::optional<DayCounts> make(const endpoint::Outcomes& outcomes,
                                       std::span<const std::int32_t> group, std::size_t k,
                                       unsigned threads = 1);

  std::size_t days() const { return table_.size() / (2 * groups_); }
  /// Of a day: censored and events of group 0, of group 1, …
  std::span<const std::uint32_t> cells(std::size_t day) const {
    return {table_.data() + day * 2 * groups_, 2 * groups_};
  }
  /// The same of all days together.
  std::vector<std::uint32_t> totals() const;

private:
  std::size_t groups_ = 0;
  std::vector<std::uint32_t> table_;
};

}  // namespace venscope::survival
