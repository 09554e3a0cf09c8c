/// Spline bases: restricted cubic splines by Harrell's definition, natural cubic splines as R's
/// ns().
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::formula {

/// Where Harrell places `count` knots: at equally spaced quantiles (R's type 7) between the outer
/// ones, 0.10 and 0.90 for 3 knots, 0.05 and 0.95 for 4 to 6, 0.025 and 0.975 for 7 and more; with
/// fewer than 100 values the outer knots are the fifth smallest and largest. A value at either end
/// that makes up 5 % or more of the data is clumped: its neighbour becomes the outer knot, and the
/// others follow from the values between. NaN is left out.
/// Source: [Harrell2015], section 2.4.6; docs/methods/restricted-cubic-splines.md.
/// Right by: reference/formula/splines (Hmisc::rcspline.eval).
Result<std::vector<double>> harrell_knots(std::span<const double> x, std::size_t count);

/// Columns of the restricted cubic spline with k knots t_1 < … < t_k: x itself and, for
/// j = 1 … k - 2,
///   ((x - t_j)+^3 - (x - t_{k-1})+^3 (t_k - t_j) / (t_k - t_{k-1})
///                 + (x - t_k)+^3 (t_{k-1} - t_j) / (t_k - t_{k-1})) / (t_k - t_1)^2,
/// linear below t_1 and above t_k. n x (k - 1); a missing x makes its row NaN.
Matrix restricted_cubic_spline(std::span<const double> x, std::span<const double> knots);

/// R's ns(): cubic B-splines with the given inner knots and boundary knots at the range of x,
/// restricted to second derivative 0 at both ends; without intercept. n x (inner knots + 1).
/// Right by: reference/formula/model_matrix (R: splines::ns).
Matrix natural_spline(std::span<const double> x, std::span<const double> inner_knots);

}  // namespace venscope::formula
