/// Sums of logarithms.
#pragma once

#include <cmath>

namespace venscope::derivation {

/// One logarithm for many factors: of their product, before it leaves the range of a double.
class LogOfProduct {
public:
  void add(double factor) {
    product_ *= factor;
    if (product_ > 1e-200 && product_ < 1e200) return;
    sum_ += std::log(product_);
    product_ = 1;
  }
  double value() const { return sum_ + std::log(product_); }

private:
  double sum_ = 0, product_ = 1;
};

}  // namespace venscope::derivation
