/// Sums of weights below, at and above a rank, while weights are added and taken away.
#pragma once

#include <cstddef>
#include <vector>

namespace venscope::accuracy {

/// A binary indexed tree over ranks 0 … size-1. Adding and asking cost O(log size).
class Fenwick {
public:
  struct Split {
    double below = 0, equal = 0, above = 0;
  };

  explicit Fenwick(std::size_t size) : node_(size + 1, 0.0), at_(size, 0.0) {}

  void add(std::size_t rank, double weight) {
    at_[rank] += weight;
    total_ += weight;
    for (std::size_t k = rank + 1; k < node_.size(); k += k & (~k + 1)) node_[k] += weight;
  }
  Split split(std::size_t rank) const {
    double below = 0;
    for (std::size_t k = rank; k > 0; k &= k - 1) below += node_[k];
    return {below, at_[rank], total_ - below - at_[rank]};
  }

private:
  std::vector<double> node_, at_;
  double total_ = 0;
};

}  // namespace venscope::accuracy
