/// Limits that the parts of the penalised solver share.
#pragma once

#include <cstddef>
#include <vector>

namespace venscope::survival {

/// From this many columns in play on, the information found at an earlier penalty serves: a step
/// then costs n m + m^2 instead of n m^2.
inline constexpr std::size_t fewest_to_keep = 16;

/// Columns whose products are asked for in one call.
inline constexpr std::size_t columns_together = 64;

/// Rows whose sums are worked out in one call where there are several threads.
inline constexpr std::size_t rows_together = 512;

/// Numbers to be read that are worth being shared by threads.
inline constexpr std::size_t worth_a_thread = std::size_t{1} << 16;

/// Up to this many columns in play the information of all pairs is formed; beyond, each coordinate
/// step goes over the rows.
inline constexpr std::size_t most_pairwise = 3000;

/// resize() of what grows a little all the time: without the room for twice as much.
template <class T>
void resize_closely(std::vector<T>& values, std::size_t size) {
  constexpr std::size_t more = 64;
  if (size > values.capacity()) values.reserve(size + more);
  values.resize(size);
}

}  // namespace venscope::survival
