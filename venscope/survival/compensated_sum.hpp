/// A running sum that keeps what rounding would lose.
#pragma once

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

}  // namespace venscope::survival
