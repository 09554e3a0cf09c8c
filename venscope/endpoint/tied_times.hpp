/// Which times count as equal: rounding must not tear a tie apart.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace venscope::endpoint {

/// R's tolerance, sqrt(2^-52).
inline constexpr double tied_tolerance = 1.4901161193847656e-08;

/// The rule itself. Let y_1 < y_2 < … be the distinct values of all entry and exit times. y_j is
/// tied to its predecessor if y_j - y_{j-1} <= tolerance or (y_j - y_{j-1}) / mean |y| <=
/// tolerance; a chain of tied times takes the value of its first. It is the rule of R's survfit,
/// survdiff and coxph (aeqSurv, `timefix = TRUE`).
struct TieChains {
  std::vector<double> representative;  ///< of each distinct value; empty where nothing was tied
  std::size_t merged = 0;              ///< distinct values that were moved onto their predecessor
  /// Of these, how many are equal by the absolute part of the tolerance alone: the times are so
  /// small (below 1e-6 or so) that the unit should be changed.
  std::size_t merged_as_tiny = 0;
};

/// The rule for two neighbours, given the mean of all distinct |y|.
struct TieRule {
  double tolerance, mean;
  double surely_apart;  ///< beyond the rounding of the quotient below, which is then not needed

  explicit TieRule(double mean_size, double tolerated = tied_tolerance)
      : tolerance(tolerated),
        mean(mean_size),
        surely_apart(std::max(tolerated, 1.001 * tolerated * mean_size)) {}
  bool relatively(double step) const { return step / mean <= tolerance; }
  bool tied(double step) const {
    return step <= surely_apart && (step <= tolerance || relatively(step));
  }
};

/// Applies the rule to distinct values in ascending order.
TieChains tie_chains(std::span<const double> distinct, double tolerance = tied_tolerance);

/// What tying did to outcomes.
struct Tied {
  Outcomes outcomes;
  std::size_t merged = 0;
  std::size_t merged_as_tiny = 0;
};

/// The outcomes with tied times made equal, so that every later step may compare times exactly. Do
/// this once on all rows, before they are split into groups.
/// Problem outcomes.interval_vanishes: an interval (entry, time] shrinks to nothing.
/// Cost: O(n) where times are whole numbers (then nothing can be tied), else O(n log n).
/// Source: [Therneau, survival, vignette "Roundoff error and tied times"];
/// docs/methods/tied-times.md. Right by: unit/endpoint/tied_times, reference/survival (near_ties,
/// scale_1e-9, scale_1e9).
Result<Tied> with_tied_times(const Outcomes& outcomes, double tolerance = tied_tolerance);

/// The problem that an interval vanishes when its ends count as tied.
tl::unexpected<Problems> interval_vanishes();

/// The rows in ascending order of time, equal times in row order. Cost O(n): radix sort.
std::vector<std::uint32_t> order_of_times(std::span<const double> times);

/// The least and the largest of times that are all whole numbers in 0 … `limit`; nothing where one
/// is not, and limit … 0 where there is none.
struct TimeRange {
  double low, high;
};
std::optional<TimeRange> whole_range(std::span<const double> times, double limit);
inline bool whole_numbers(std::span<const double> times, double limit) {
  return whole_range(times, limit).has_value();
}

/// Whole numbers up to here cannot be tied by the tolerance: that needs a mean above 6.7e7.
inline constexpr double whole_time_limit = 5e7;

}  // namespace venscope::endpoint
