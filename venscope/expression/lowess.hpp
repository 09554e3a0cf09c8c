/// Cleveland's lowess.
#pragma once

#include <span>
#include <vector>

namespace venscope::expression {

struct LowessOptions {
  double span = 2.0 / 3.0;     ///< share of the points that a local line is fitted to
  std::size_t iterations = 3;  ///< of reweighting by the size of the residuals
};

/// Smoothed y at each of the ascending `x`: a line fitted with tricube weights to the nearest
/// points, then again with bisquare weights of the residuals. Points within a hundredth of the
/// range of the last one fitted are interpolated, as R's lowess does by default. Cost O(iterations
/// n span n) at worst; with the interpolation some 100 fits. Source: [Cleveland1979]. Right by:
/// reference/expression/lowess (R: lowess), laws/expression/lowess.
std::vector<double> lowess(std::span<const double> x, std::span<const double> y,
                           const LowessOptions& options = {});

}  // namespace venscope::expression
