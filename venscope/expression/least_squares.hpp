/// Householder's QR factors of a small design, and least squares by them.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::expression {

/// X P = Q R. A column whose norm, once the earlier ones are taken out of it, is below 1e-7 of what
/// it was is moved to the end and counts as a combination of the others, as R's lm has it.
class LeastSquares {
public:
  /// Cost O(n p^2).
  void factor(const Matrix& design);

  std::size_t rank() const { return rank_; }
  /// Column of the design that stands at each place; from rank() on those that are given up.
  const std::vector<std::size_t>& pivot() const { return pivot_; }

  /// y becomes Q'y: the first rank() of it carry the coefficients, the sum of the squares of the
  /// rest is that of the residuals.
  void effects(std::span<double> y) const;
  /// Coefficients of the design's columns from effects; NaN for those given up.
  void coefficients(std::span<const double> effects, std::span<double> beta) const;
  /// (X'X)^-1, rows and columns in the order of the design; NaN for those given up.
  Matrix inverse() const;
  /// The square roots of its diagonal.
  void unscaled(std::span<double> deviation) const;
  /// The first rank() columns of Q.
  Matrix orthonormal() const;

private:
  void reflect(std::size_t place);
  void move_to_end(std::size_t place, std::size_t last);

  Matrix factor_;             ///< R on and above the diagonal; below it the reflections
  std::vector<double> head_;  ///< the first element of each reflection
  std::vector<double> norm_, original_;
  std::vector<std::size_t> pivot_;
  std::size_t rank_ = 0;
};

}  // namespace venscope::expression
