/// The information of the columns in play, in floats.
#pragma once

#include "venscope/base/large_pages.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::survival {

/// A symmetric matrix that grows at its end: of column k the rows up to k, in blocks of columns
/// that are not moved when more come, so that it takes half a square of floats and nothing besides.
/// Within a block on the diagonal both halves are there.
/// Right by: unit/survival/rough_information.
class RoughInformation {
public:
  static constexpr std::size_t together = 128;  ///< columns of a block

  /// Room for that many columns; what is there stays.
  void make_room(std::size_t columns) {
    for (std::size_t b = blocks_.size(); b * together < columns; ++b)
      blocks_.emplace_back(together * stride(b * together));
  }
  void release() { std::vector<LargeVector<float>>().swap(blocks_); }

  /// The rows of column k; those of the next column of its block lie stride(k) further.
  float* column(std::size_t k) { return blocks_[k / together].data() + k % together * stride(k); }
  const float* column(std::size_t k) const {
    return blocks_[k / together].data() + k % together * stride(k);
  }
  static std::size_t stride(std::size_t k) { return (k / together + 1) * together; }
  double at(std::size_t k, std::size_t l) const { return k < l ? column(l)[k] : column(k)[l]; }

  /// When the rows of [from, to), columns of one block, are there: those of the columns before them
  /// in the block below the diagonal, which are the same.
  void mirror(std::size_t from, std::size_t to);

  /// out_k = sum over the columns l of at(k, l) by_l, of the k that are wanted.
  /// Cost: each float that matters is read once.
  void multiply(std::span<const double> by, std::span<const char> wanted,
                std::span<double> out) const;

private:
  std::vector<LargeVector<float>> blocks_;
};

}  // namespace venscope::survival
