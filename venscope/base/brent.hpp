/// Brent's methods for a root and for a minimum, step for step as published: where an estimate of R
/// depends on the tolerance it was found with, the same steps give the same digits.
#pragma once

#include <cmath>
#include <limits>

namespace venscope {

/// x between a and b, where f changes its sign: inverse quadratic interpolation, secants, and
/// halving where they are of no use, until the bracket is shorter than `tolerance` (R's uniroot).
/// `at_a` and `at_b` are f there. Source: [Brent1973], chapter 4.
template <class Function>
double brent_root(Function&& f, double a, double b, double at_a, double at_b, double tolerance) {
  if (at_a == 0.0) return a;
  double c = a, at_c = at_a;  // the other end of the bracket; a is the point before b
  for (int iteration = 0; iteration < 1000; ++iteration) {
    const double last_step = b - a;
    if (std::fabs(at_c) < std::fabs(at_b)) {
      a = b, b = c, c = a;
      at_a = at_b, at_b = at_c, at_c = at_a;
    }
    const double least =
        2.0 * std::numeric_limits<double>::epsilon() * std::fabs(b) + tolerance / 2.0;
    double step = (c - b) / 2.0;
    if (std::fabs(step) <= least || at_b == 0.0) return b;
    if (std::fabs(last_step) >= least && std::fabs(at_a) > std::fabs(at_b)) {
      const double width = c - b, s = at_b / at_a;
      double p = 0.0, q = 0.0;
      if (a == c) {
        p = width * s;
        q = 1.0 - s;
      } else {
        const double u = at_a / at_c, v = at_b / at_c;
        p = s * (width * u * (u - v) - (b - a) * (v - 1.0));
        q = (u - 1.0) * (v - 1.0) * (s - 1.0);
      }
      if (p > 0.0)
        q = -q;
      else
        p = -p;
      if (p < 0.75 * width * q - std::fabs(least * q) / 2.0 && p < std::fabs(last_step * q / 2.0))
        step = p / q;
    }
    if (std::fabs(step) < least) step = step > 0.0 ? least : -least;
    a = b, at_a = at_b;
    b += step;
    at_b = f(b);
    if ((at_b > 0.0) == (at_c > 0.0) && at_b != 0.0) c = a, at_c = at_a;
  }
  return b;
}

}  // namespace venscope
