/// The root of an increasing function, to the last digits.
#pragma once

#include <cmath>
#include <limits>

namespace venscope {

/// A function's value and its derivative at one point.
struct ValueAndSlope {
  double value = 0, slope = 0;
};

/// x with f(x) = 0 for an increasing f that changes sign somewhere on the line: Newton's method
/// kept inside a bracket, which grows by doubling from `start` and is halved wherever Newton would
/// leave it. `f` takes a double and returns ValueAndSlope. Precise to the rounding of x, or of 1
/// where x is smaller: the roots sought here are logarithms.
template <class Function>
double increasing_root(Function&& f, double start) {
  constexpr double inf = std::numeric_limits<double>::infinity();
  constexpr double rounding = std::numeric_limits<double>::epsilon() / 2.0;
  double low = -inf, high = inf, x = start, step = 1.0;
  for (int iteration = 0; iteration < 300; ++iteration) {
    const ValueAndSlope at = f(x);
    if (at.value == 0.0) return x;
    (at.value < 0.0 ? low : high) = x;
    double next = x - at.value / at.slope;
    if (std::isinf(low) || std::isinf(high)) {
      // Not yet bracketed: a flat function would throw Newton far away.
      const double direction = at.value < 0.0 ? 1.0 : -1.0;
      if (!(std::fabs(next - x) <= step)) next = x + direction * step;
      step *= 2.0;
    } else if (!(next > low && next < high)) {
      next = low + (high - low) / 2.0;
      if (next <= low || next >= high) return x;
    }
    if (std::fabs(next - x) <= rounding * std::fmax(1.0, std::fabs(x))) return next;
    x = next;
  }
  return x;
}

/// Where `f` changes its sign between `inside`, where it is `above` > 0, and `outside`, where it is
/// `below` <= 0 or -infinity: regula falsi after Illinois, halving where it is of no use. Precise
/// to 1e-12 of 1 or of the ends, whichever is more.
template <class Function>
double bracketed_root(Function&& f, double inside, double above, double outside, double below) {
  int side = 0;
  for (int k = 0; k < 200; ++k) {
    const double width = outside - inside;
    if (below == 0.0) return outside;
    if (std::fabs(width) <= 1e-12 * std::fmax(1.0, std::fabs(inside))) break;
    const bool halve = !std::isfinite(below) || !std::isfinite(above) || k % 3 == 2;
    const double middle = inside + width * (halve ? 0.5 : above / (above - below));
    const double value = f(middle);
    if (value > 0.0) {
      inside = middle;
      above = value;
      if (side > 0) below /= 2.0;
      side = 1;
    } else {
      outside = middle;
      below = value;
      if (side < 0) above /= 2.0;
      side = -1;
    }
  }
  return inside + (outside - inside) / 2.0;
}

}  // namespace venscope
