/// The factor of a model's information, as exact as it has to be.
#pragma once

#include "venscope/survival/growing_cholesky.hpp"

#include <cstddef>
#include <span>

namespace venscope::survival {

/// In floats until somebody calls make_exact(), in doubles from then on; it is then empty. Steps of
/// a model are followed by the exact gradient where they lead, so that what floats leave undone the
/// next step does. Where they cannot tell whether a column is explained by others doubles have to.
class ModelFactor {
public:
  bool rough() const { return rough_; }
  void make_exact() {
    rough_ = false;
    floats_.release();
    doubles_.clear();
  }
  void clear() {
    floats_.clear();
    doubles_.clear();
  }
  bool add(std::span<const double> products, double square) {
    return rough_ ? floats_.add(products, square) : doubles_.add(products, square);
  }
  template <class Entry>
  bool add_all(std::size_t size, const Entry& entry) {
    return rough_ ? floats_.add_all(size, entry) : doubles_.add_all(size, entry);
  }
  void drop(std::size_t place) { rough_ ? floats_.drop(place) : doubles_.drop(place); }
  void solve(std::span<double> x) const { rough_ ? floats_.solve(x) : doubles_.solve(x); }

private:
  bool rough_ = true;
  GrowingCholesky<float> floats_;
  GrowingCholesky<double> doubles_;
};

}  // namespace venscope::survival
