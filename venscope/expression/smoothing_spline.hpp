/// A cubic smoothing spline with a given number of degrees of freedom.
#pragma once

#include <span>
#include <vector>

namespace venscope::expression {

/// The values at `x` of the cubic spline g, with a knot at each of the increasing `x` (4 or more),
/// that minimises sum (y_i - g(x_i))^2 + lambda int g''^2, where the trace of the smoother, its
/// degrees of freedom, is `df`. To the digits of R's smooth.spline(x, y, df = df), which
///  - looks for lambda = r 256^(3 s - 1) by Brent's minimum of (df - trace)^2 over s in
///  [-1.5, 1.5],
///    to 1e-4 only, and keeps the last spline it looked at; r is a ratio of traces;
///  - integrates g''^2 with 0.333 in the place of a third.
/// Cost O(n^3) per step; meant for some twenty points.
/// Right by: reference/expression/storey (R: smooth.spline), laws/expression/storey.
std::vector<double> smoothing_spline(std::span<const double> x, std::span<const double> y,
                                     double df);

}  // namespace venscope::expression
