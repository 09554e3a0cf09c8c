/// Sums of weights below, at and above a rank, while weights are added and taken away.
#pragma once

#include <cstddef>
#include <vector>

namespace venscope::accuracy {

/// A binary indexed tree over ranks 0 … size-1. Adding and asking cost O(log size). `Number` is
/// double, or a signed integer where all weights are 1: the tree is then half as large.
template <class Number>
class FenwickTree {
public:
  struct Split {
    double below = 0, equal = 0, above = 0;
  };

  /// `distinct`: nobody asks for a rank that has a weight, so that `equal` is 0.
  explicit FenwickTree(std::size_t size, bool distinct = false)
      : node_(size + 1, Number{0}), at_(distinct ? 0 : size, Number{0}) {}

  void add(std::size_t rank, Number weight) {
    if (!at_.empty()) at_[rank] += weight;
    total_ += weight;
    for (std::size_t k = rank + 1; k < node_.size(); k += k & (~k + 1)) node_[k] += weight;
  }
  Split split(std::size_t rank) const {
    Number below = 0;
    for (std::size_t k = rank; k > 0; k &= k - 1) below += node_[k];
    const Number equal = at_.empty() ? Number{0} : at_[rank];
    return {static_cast<double>(below), static_cast<double>(equal),
            static_cast<double>(total_ - below - equal)};
  }

private:
  std::vector<Number> node_, at_;
  Number total_ = 0;
};

using Fenwick = FenwickTree<double>;

}  // namespace venscope::accuracy
