/// The sum of squares of a shape and how it moves with the shape, of one curve or of eight curves
/// side by side.
#pragma once

#include <array>
#include <cstddef>
#include <span>

namespace venscope::dose {

inline constexpr std::size_t shape_lanes = 8;

/// One shape of each of several curves with both plateaus free. Of L curves side by side, dose j of
/// curve l is at [j * L + l]; what there is one of per curve, at [l]. A curve with fewer doses than
/// others has doses of weight 0 at its end, of any finite log dose.
struct ShapeQuestion {
  std::size_t doses = 0;
  const double* log_dose = nullptr;  ///< may be -infinity
  const double* weight = nullptr;
  const double* mean = nullptr;   ///< less the weighted mean of all doses
  const double* total = nullptr;  ///< of the weights
  const double *log_steepness = nullptr, *log_ic50 = nullptr, *sign = nullptr;
  double* room = nullptr;  ///< for 2 * doses * L numbers
};

/// The least squares over the plateaus, lower = -span middle and upper = lower + span about the
/// mean, and the derivatives of half of them by (ln steepness, log IC50). Where no curve of the
/// shape and its sign is better than a constant, span and derivatives are 0.
struct ShapeAnswer {
  using Numbers = std::array<double, shape_lanes>;
  Numbers steepness, squares, middle, span;
  std::array<Numbers, 2> gradient;
  std::array<Numbers, 3> curvature;  ///< (steepness, steepness), (steepness, IC50), (IC50, IC50)
};

/// Exponents beyond 700 are taken for 700. Cost: an exponential and a division per dose.
using ShapeKernel = void (*)(const ShapeQuestion& question, ShapeAnswer& answer);

/// Of one curve; the answer is in the first place of each.
void look_at_shape(const ShapeQuestion& question, ShapeAnswer& answer);

/// Of shape_lanes curves: those that this processor can run, the plainest first. They differ in the
/// width of their instructions and not in a single bit of their results, nor from look_at_shape().
/// Right by: unit/dose/shape_kernels (plateaus by fit_plateaus, differences; kernels against each
/// other bit by bit), twins/dose/shape.
std::span<const ShapeKernel> all_shape_kernels();
inline ShapeKernel shape_kernel() {
  static const ShapeKernel widest = all_shape_kernels().back();
  return widest;
}

}  // namespace venscope::dose
