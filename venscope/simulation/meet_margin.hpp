/// Values for some patients that meet a margin, or are expected to.
#pragma once

#include "venscope/cohort/table.hpp"
#include "venscope/simulation/declaration.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace venscope::simulation {

using Rows = std::vector<std::size_t>;  ///< ascending

/// Whose random numbers are drawn, and how they become values.
struct MarginDraw {
  std::uint64_t seed = 1;
  std::string_view name;  ///< of the column
  Match match = Match::exact;
};

/// Fills the rows of `column`, whose levels hold those of the margin; a value drawn
/// as missing leaves its row alone. `shift` is the sum of log odds ratios of every row of the
/// table. What is done with them stands in draw.hpp.
void meet_margin(const Margin& margin, const Rows& rows, const std::vector<double>& shift,
                 const MarginDraw& draw, cohort::Column& column);

/// A column whose levels are all numbers, as in { 1 = 75, 2 = 84 }, becomes one of numbers.
void levels_as_numbers(cohort::Column& column);

}  // namespace venscope::simulation
