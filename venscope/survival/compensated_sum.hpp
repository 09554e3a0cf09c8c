/// A running sum that keeps what rounding would lose.
#pragma once

#include <cstddef>
#include <span>

namespace venscope::survival {

/// Knuth's two-sum: high + low is the sum to about twice the working precision, also when large
/// terms are added and taken away again, as risk sets with delayed entry do.
struct CompensatedSum {
  double high = 0, low = 0;

  void add(double term) {
    const double sum = high + term;
    const double shadow = sum - high;
    low += (high - (sum - shadow)) + (term - shadow);
    high = sum;
  }
  double value() const { return high + low; }
};

/// Element by element: high + low becomes high + low + factor x. `low` says how many there are.
inline void add_compensated(double factor, const double* x, double* high, std::span<double> low) {
  for (std::size_t j = 0; j < low.size(); ++j) {
    CompensatedSum sum{high[j], low[j]};
    sum.add(factor * x[j]);
    high[j] = sum.high;
    low[j] = sum.low;
  }
}

}  // namespace venscope::survival
