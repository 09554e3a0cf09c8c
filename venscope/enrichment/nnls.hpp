/// Least squares with coefficients that are not negative.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::enrichment {

struct NonNegativeFit {
  std::vector<double> coefficient;
  double residual_sum = 0;  ///< of squares
  bool converged = true;
};

/// min |A x - b|^2 over x >= 0, for many b: A (rows >= columns) is reduced to its triangular factor
/// once, and each fit is then as small as the number of columns.
/// Lawson and Hanson's active sets: the column with the largest gradient enters, and coefficients
/// that would turn negative leave. Of collinear columns one stays at 0; which one is then not
/// determined. At most 3 columns steps a fit, as theirs.
/// Source: [Lawson1974].  Right by: reference/enrichment/nnls (R nnls), laws/enrichment/nnls
/// (Karush, Kuhn and Tucker's conditions), twins/enrichment/nnls (every set of columns).
class NonNegativeLeastSquares {
public:
  explicit NonNegativeLeastSquares(const Matrix& design);

  NonNegativeFit fit(std::span<const double> response) const;

private:
  std::size_t rows_, columns_;
  Matrix orthogonal_;  ///< rows x columns, orthonormal columns Q
  Matrix triangular_;  ///< R of A = Q R
};

}  // namespace venscope::enrichment
