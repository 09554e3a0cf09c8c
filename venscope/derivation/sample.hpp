/// A cohort sorted once, and samples of it: subsets, bootstrap resamples, the cohort itself.
#pragma once

#include "venscope/derivation/candidates.hpp"
#include "venscope/survival/risk_order.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::derivation {

/// How often each row of a cohort is in a sample.
using Copies = std::vector<std::uint32_t>;

/// Every row once.
Copies everyone(std::size_t n);

/// The cohort from the latest time to the earliest, shared by all of its samples.
struct SortedCohort {
  survival::RiskOrder order;
  std::vector<double> x;  ///< n x m, position by position
  std::size_t columns = 0;
  std::vector<bool> indicator;         ///< by column
  std::vector<std::uint32_t> pattern;  ///< by position: equal where all of x is equal
  std::size_t patterns = 0;
};
Result<SortedCohort> sorted_cohort(const DerivationData& data);

/// The rows that are in a sample at least once, from the latest time to the earliest. A row with c
/// copies counts as c patients with the same time and the same values: as if it stood there c
/// times, also among Efron's ties.
struct Sample {
  struct TiedSet {
    std::uint32_t begin = 0, end = 0;  ///< rows that share `time`
    double time = 0;
    std::uint32_t deaths = 0;
  };
  std::size_t rows = 0, columns = 0;
  double patients = 0, events = 0;
  std::vector<double> copies;       ///< by row
  std::vector<double> deaths;       ///< by row: copies where it ended with the event, else 0
  std::vector<double> x;            ///< column by column
  std::vector<std::uint32_t> from;  ///< by row: the row of the cohort
  std::vector<TiedSet> sets;        ///< the latest first
  /// Rows with the same x are one pattern, and have one score: with a few indicators there are far
  /// fewer patterns than rows.
  std::vector<std::uint32_t> pattern;   ///< by row
  std::vector<std::uint32_t> first_of;  ///< by pattern: its first row

  const double* column(std::size_t j) const { return x.data() + j * rows; }
};
Sample take(const SortedCohort& cohort, const Copies& copies);

}  // namespace venscope::derivation
