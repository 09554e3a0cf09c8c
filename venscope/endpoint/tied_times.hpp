/// Which times count as equal: rounding must not tear a tie apart.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::endpoint {

/// R's tolerance, sqrt(2^-52).
inline constexpr double tied_tolerance = 1.4901161193847656e-08;

/// What tying did.
struct Tied {
  Outcomes outcomes;
  std::size_t merged = 0;  ///< distinct times that were moved onto their predecessor
  /// Of these, how many are equal by the absolute part of the tolerance alone: the times are so
  /// small (below 1e-6 or so) that the unit should be changed.
  std::size_t merged_as_tiny = 0;
};

/// The outcomes with times that differ by rounding made equal, by the rule of R's survfit, survdiff
/// and coxph (aeqSurv, `timefix = TRUE`). Let y_1 < y_2 < … be the distinct values of all entry and
/// exit times. y_j is tied to its predecessor if y_j - y_{j-1} <= tolerance * max(1, mean |y|);
/// a chain of tied times takes the value of its first. Every later step compares times exactly.
/// Do this once on all rows, before they are split into groups.
/// Problem outcomes.interval_vanishes: an interval (entry, time] shrinks to nothing.
/// Cost: O(n) where times are whole numbers in a short range (then nothing can be tied), else one
/// sort. Source: [Therneau, survival vignette "Roundoff error and tied times"].
/// Right by: unit/tied_times, reference/km (near_ties, scale_1e-9, scale_1e9).
Result<Tied> with_tied_times(const Outcomes& outcomes, double tolerance = tied_tolerance);

/// The rows of the outcomes in ascending order of time, ties in row order. Cost O(n): radix sort.
std::vector<std::uint32_t> order_of_times(std::span<const double> times);

/// True if every time is a whole number in 0 … `limit`.
bool whole_numbers(std::span<const double> times, double limit);

}  // namespace venscope::endpoint
