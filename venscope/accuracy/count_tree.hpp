/// How many are below, at and above a rank, while more are counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

namespace venscope::accuracy {

/// Of eight neighbours those after the k-th: all bits of theirs are set.
inline constexpr auto masks_after = [] {
  std::array<std::array<std::int32_t, 8>, 8> after{};
  for (std::size_t rank = 0; rank < 8; ++rank)
    for (std::size_t k = rank + 1; k < 8; ++k) after[rank][k] = -1;
  return after;
}();

/// Whole numbers by rank 0 … size - 1, in a tree of eight children a node: adding and asking go
/// through all its levels whatever the rank, so that the processor has nothing to guess. For few
/// ranks and many questions quicker than FenwickTree, which is smaller.
/// Right by: unit/accuracy/count_tree (FenwickTree).
class CountTree {
public:
  struct Split {
    double below = 0, equal = 0, above = 0;
  };

  explicit CountTree(std::size_t size) : at_(size) {
    std::size_t all = 0;
    for (std::size_t nodes = size; first_.empty() || nodes > 1; nodes = (nodes + 7) / 8) {
      first_.push_back(all);
      all += (nodes + 7) / 8 * 8;
    }
    before_.resize(all);
  }

  /// The sum of all stays below 2^31.
  void add(std::size_t rank, std::int32_t count) {
    total_ += count;
    at_[rank] += count;
    for (const std::size_t first : first_) {
      std::int32_t* const siblings = before_.data() + first + rank / 8 * 8;
      const auto& after = masks_after[rank % 8];
      for (std::size_t k = 0; k < 8; k += 4) {
        // Four at once, written and read as such.
        using Four = std::int32_t __attribute__((vector_size(16)));
        Four sums, mask;
        std::memcpy(&sums, siblings + k, sizeof sums);
        std::memcpy(&mask, after.data() + k, sizeof mask);
        sums += mask & count;
        std::memcpy(siblings + k, &sums, sizeof sums);
      }
      rank /= 8;
    }
  }

  Split split(std::size_t rank) const {
    const std::int32_t equal = at_[rank];
    std::int32_t below = 0;
    for (const std::size_t first : first_) {
      below += before_[first + rank];
      rank /= 8;
    }
    return {static_cast<double>(below), static_cast<double>(equal),
            static_cast<double>(total_ - below - equal)};
  }

private:
  std::vector<std::int32_t> at_;
  std::vector<std::size_t> first_;  ///< by level, the ranks themselves first
  /// By node, level after level, each a whole number of eights: what its earlier siblings hold. So
  /// a number is read as wide as it was written or narrower, which the processor does at once.
  std::vector<std::int32_t> before_;
  std::int32_t total_ = 0;
};

}  // namespace venscope::accuracy
