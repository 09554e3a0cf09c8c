/// log 0!, log 1!, … log n!, each to the last digit.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace venscope::response {

/// A table rather than lgamma: faster, and lgamma writes a global that threads would share.
class LogFactorial {
public:
  explicit LogFactorial(std::int64_t largest) : value_(static_cast<std::size_t>(largest) + 1) {
    double sum = 0.0, lost = 0.0;  // compensated, or the error would grow with the number of terms
    for (std::size_t k = 2; k < value_.size(); ++k) {
      const double term = std::log(static_cast<double>(k)) - lost;
      const double next = sum + term;
      lost = (next - sum) - term;
      value_[k] = sum = next;
    }
  }
  double operator()(std::int64_t k) const { return value_[static_cast<std::size_t>(k)]; }

private:
  std::vector<double> value_;
};

}  // namespace venscope::response
