/// Who enters and leaves observation when, for influences that are followed row by row.
#pragma once

#include "venscope/survival/time_grid.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// A row entering or leaving observation of its group.
struct Move {
  std::uint32_t time;  ///< index into the grid
  std::uint32_t row;
};

/// The rows of one group, by the time at which they leave and by the time at which they enter.
struct GroupMoves {
  std::vector<Move> leaving, entering;
};

/// By group, group[i] in 0 … k-1 (empty: one group). Cost O(n log n).
std::vector<GroupMoves> moves_by_group(const TimeGrid& grid, std::span<const std::int32_t> group,
                                       std::size_t k);

/// Codes 0, 1, … for the clusters; each row its own where there are none.
std::vector<std::uint32_t> cluster_codes(std::size_t n, std::span<const std::int32_t> cluster,
                                         std::size_t& count);

}  // namespace venscope::survival
