/// How many ranks below one are taken, while ranks are taken and given back.
#pragma once

#include "venscope/accuracy/fenwick.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace venscope::accuracy {

/// FenwickTree for weights of 1 and distinct ranks, each with at most one row: a bit per rank and a
/// tree of 64 ranks a node, a thirty-second of the memory, which stays in the processor's cache
/// where the tree itself does not.
/// Right by: twins/accuracy/concordance (all pairs).
class RankBits {
public:
  explicit RankBits(std::size_t size) : bits_(size / 64 + 1), before_(size / 64 + 1) {}

  /// A weight of 1 takes the rank, -1 gives it back.
  void add(std::size_t rank, std::int32_t weight) {
    bits_[rank / 64] ^= std::uint64_t{1} << (rank % 64);
    before_.add(rank / 64, weight);
  }
  /// Of a rank that is not taken.
  FenwickTree<std::int32_t>::Split split(std::size_t rank) const {
    const auto whole = before_.split(rank / 64);
    const std::uint64_t word = bits_[rank / 64];
    const std::uint64_t lower = word & ((std::uint64_t{1} << (rank % 64)) - 1);
    return {whole.below + std::popcount(lower), 0, whole.above + std::popcount(word ^ lower)};
  }

private:
  std::vector<std::uint64_t> bits_;
  FenwickTree<std::int32_t> before_;
};

}  // namespace venscope::accuracy
