/// Counting competing events by cause, group and time.
#pragma once

#include "venscope/survival/time_grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// Every (time, group) at which a row of the group ends, with the events of each cause.
struct CauseCounts {
  EventCounts all;  ///< `events` of any cause
  std::vector<std::int32_t> causes;
  std::vector<std::vector<double>> events;  ///< [cause][index into all.ends]
};

/// Counts the events of `causes` (codes of Outcomes::event above 0; other codes above 0 count in
/// `all` only). As count_events. Cost: O(n) per cause.
CauseCounts count_causes(const TimeGrid& grid, std::span<const std::int32_t> group, std::size_t k,
                         std::span<const double> weights, std::span<const std::int32_t> causes);

/// The causes that some row has, ascending.
std::vector<std::int32_t> causes_of(const endpoint::Outcomes& outcomes);

}  // namespace venscope::survival
