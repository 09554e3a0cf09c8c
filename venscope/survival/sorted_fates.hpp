/// Times in ascending order, each with the fate that ends there.
#pragma once

#include "venscope/base/large_pages.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::survival {

/// 2 * group + event of a row: what curves and tests need to know beside its time.
using Fate = std::uint16_t;

/// Every row's time and fate in ascending order of time, tied times made equal
/// (endpoint/tied_times.hpp). Ten bytes a row.
class SortedFates {
public:
  static constexpr std::size_t most_groups = std::size_t{1} << 15;

  /// group[i] in 0 … k-1, k <= most_groups; empty: one group. Entries are not looked at. `threads`
  /// change nothing but the time. Cost O(n) where times spread or are tied, and O(n log n) whatever
  /// they do: rows go into some thousand buckets of equal width, each bucket is sorted where the
  /// nearest caches hold it, and no row is looked up by its number.
  /// Right by: unit/survival/sorted_fates, twins/survival/whole_counts.
  SortedFates(const endpoint::Outcomes& outcomes, std::span<const std::int32_t> group,
              unsigned threads = 1);

  std::span<const double> times() const { return times_; }
  std::span<const Fate> fates() const { return fates_; }
  /// Where shares of the rows begin that are worth a thread each, and the end: a time is in one.
  std::vector<std::size_t> shares(unsigned threads) const;

private:
  void tie();

  LargeVector<double> times_;
  LargeVector<Fate> fates_;
};

}  // namespace venscope::survival
