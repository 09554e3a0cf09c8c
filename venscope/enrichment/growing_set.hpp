/// A gene set that grows gene by gene, and its enrichment score at every size.
#pragma once

#include "venscope/enrichment/running_sum.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::enrichment {

/// Highest top and lowest bottom of a running sum.
struct SumEnds {
  double highest = -1, lowest = 1;
};

/// What is done to every member of a set, by the widest instructions that the processor has. All
/// widths give the same bits.
struct GrowingKernels {
  /// values[begin, end) move up by one place and grow by `more`.
  void (*shift_up)(double* values, std::size_t begin, std::size_t end, double more);
  /// Of tops sum[i] step - misses[i] miss and bottoms sum[i - 1] step - misses[i] miss.
  SumEnds (*ends)(const double* sum, const double* misses, std::size_t size, double step,
                  double miss);
};
/// Those that this processor can run, the plainest first.
std::span<const GrowingKernels> all_growing_kernels();

/// Of the members in ascending order, the weight up to each and the genes before it that are none:
/// a gene that joins moves those behind it up and adds to them.
/// Right by: twins/enrichment/growing_set (running_sum() at every size, all kernels).
class GrowingSet {
public:
  /// `most` members of `genes` genes.
  GrowingSet(std::size_t genes, std::size_t most,
             const GrowingKernels& kernels = all_growing_kernels().back());

  /// A gene that is no member, with its weight. O(log size) and size / 2 numbers moved.
  void insert(std::uint32_t gene, double weight);

  /// As running_sum(), up to rounding; at least one member. O(size).
  double score(ScoreTail tail) const;

private:
  SumEnds ends() const;

  const GrowingKernels& kernels_;
  double genes_;
  std::size_t size_ = 0;
  std::vector<double> sum_;     ///< after a 0, by member
  std::vector<double> misses_;  ///< by member
};

}  // namespace venscope::enrichment
