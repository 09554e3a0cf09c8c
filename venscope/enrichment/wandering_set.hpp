/// A random gene set that exchanges single genes without its running sum sinking below a level.
#pragma once

#include "venscope/base/random.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace venscope::enrichment {

/// What all sets of one size in one ranking share.
struct SetUniverse {
  /// Weights become multiples of 2^-38 of the largest, as whole numbers: every sum of fewer than
  /// 2^15 of them is exact, however it came about. 0 < size < weights.size() < 2^32.
  SetUniverse(std::span<const double> weights, std::size_t size);

  std::size_t genes, size;
  std::vector<double> weights;
  double miss;  ///< 1 / (genes - size)
};

/// The ends of a running sum.
struct SumRange {
  double highest = -1, lowest = 1;
  std::uint32_t peak = 0;               ///< the first member at which it is highest
  double peak_sum = 0, peak_count = 0;  ///< weight and number of the members up to that one
};

/// As running_sum(), of ascending members. O(size).
SumRange range_of(const SetUniverse& universe, std::span<const std::uint32_t> members);

/// What the highest point has to exceed. One that equals it passes with probability 1 - tie.
struct SumLevel {
  double height = -1, tie = 0;
};

/// The members in no order, a bit per gene, the weight of stretches of genes, and one place of the
/// ranking at which the running sum is known: the peak, when it was last looked for. What the sum
/// is anywhere bounds its highest point from below; so most exchanges are seen to pass in O(1).
/// Only where that place has sunk below the level, stretches that could hold a higher one are
/// searched, O(sqrt(size)).
/// Right by: twins/enrichment/splitting (the whole sum measured after every exchange).
class WanderingSet {
public:
  /// Every set of the size equally likely: genes are drawn, and drawn again where they are in.
  WanderingSet(const SetUniverse& universe, RandomStream& stream);

  /// Proposes `trials` exchanges of a random member for a random gene, which are made where the
  /// gene is no member and the set then passes the level; how many were made. A trial takes 64
  /// random bits, the upper 32 for the member, the lower for the gene; it is void where either
  /// would not be exactly uniform. Of every 64 trials the bits are drawn first; a uniform number
  /// follows for each set that equals the level.
  std::size_t wander(std::size_t trials, const SumLevel& level, RandomStream& stream);

  /// Of the members as they are; its peak is the place where the sum is known from then on.
  SumRange measure();

private:
  /// Weight and number of the members among genes 2^shift_ k ... 2^shift_ (k + 1) - 1.
  struct Stretch {
    double weight = 0, members = 0;
  };
  enum class Against { below, equal, above };

  bool holds(std::uint32_t gene) const { return words_[gene / 64] >> (gene % 64) & 1; }
  void put(std::uint32_t gene);
  void take(std::uint32_t gene);
  bool exchange(std::size_t out, std::uint32_t fresh, const SumLevel& level, RandomStream& stream);
  Against search(double level);
  Against search(std::size_t stretch, double sum, double count, double level);

  const SetUniverse* universe_;
  unsigned shift_;
  std::vector<std::uint32_t> members_;
  std::vector<std::uint64_t> words_;  ///< the bits
  std::vector<Stretch> stretches_;
  double total_ = 0;                        ///< weight of all members
  std::uint32_t place_ = 0;                 ///< a gene, member or not
  double place_sum_ = 0, place_count_ = 0;  ///< weight and number of the members up to it
};

}  // namespace venscope::enrichment
