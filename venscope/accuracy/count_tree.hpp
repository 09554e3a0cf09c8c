/// How many are below, at and above a rank, while more are counted.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace venscope::accuracy {

/// Of eight neighbours those before the k-th: all bits of theirs are set.
inline constexpr auto masks_before = [] {
  std::array<std::array<std::int32_t, 8>, 8> before{};
  for (std::size_t rank = 0; rank < 8; ++rank)
    for (std::size_t k = 0; k < rank; ++k) before[rank][k] = -1;
  return before;
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

  explicit CountTree(std::size_t size) {
    for (std::size_t nodes = size; first_.empty() || nodes > 1; nodes = (nodes + 7) / 8) {
      first_.push_back(all_);
      all_ += (nodes + 7) / 8 * 8;
    }
    count_.resize(all_);
  }

  /// The sum of all stays below 2^31.
  void add(std::size_t rank, std::int32_t count) {
    total_ += count;
    for (const std::size_t first : first_) {
      count_[first + rank] += count;
      rank /= 8;
    }
  }

  Split split(std::size_t rank) const {
    std::int32_t below = 0;
    const std::int32_t equal = count_[rank];
    for (const std::size_t first : first_) {
      const std::int32_t* const children = count_.data() + first + rank / 8 * 8;
      const auto& before = masks_before[rank % 8];
      for (std::size_t k = 0; k < 8; ++k) below += children[k] & before[k];
      rank /= 8;
    }
    return {static_cast<double>(below), static_cast<double>(equal),
            static_cast<double>(total_ - below - equal)};
  }

private:
  std::vector<std::size_t> first_;   ///< by level, the ranks themselves first
  std::vector<std::int32_t> count_;  ///< level after level, each a whole number of eights
  std::size_t all_ = 0;
  std::int32_t total_ = 0;
};

}  // namespace venscope::accuracy
