/// A natural cubic spline fitted by least squares, with the width of its pointwise error.
#pragma once

#include <span>
#include <vector>

namespace venscope::report {

/// The smooth at `points` equally spaced x. Var(y[i]) = scale[i]^2 * variance of one observation.
struct SplineSmooth {
  std::vector<double> x, y, scale;
};

/// Least squares on the natural cubic splines of `df` parameters (the constant among them), with
/// boundary knots at the range of x and df - 2 inner knots at equally spaced quantiles of the grid
/// and x together: the space of R's ns(c(grid, x), df, intercept = TRUE), which plot.cox.zph fits.
/// Empty if x has df or fewer distinct values. Cost O(n df^2).
/// Right by: reference/report/spline_smooth (R splines::ns and lm).
SplineSmooth spline_smooth(std::span<const double> x, std::span<const double> y, int df = 4,
                           int points = 40);

}  // namespace venscope::report
