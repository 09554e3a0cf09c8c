/// An orthonormal basis of a logistic design: what makes the iteration blind to scale and origin.
#pragma once

#include "venscope/base/matrix.hpp"

#include <span>
#include <vector>

namespace venscope::response {

/// X = Q R over the columns kept: Q has orthonormal columns, R is upper
/// triangular with a positive diagonal. A column whose distance from the earlier ones is below
/// 1e-10 of its length is given up; so the order decides which of a collinear set stays: the first.
struct LogisticBasis {
  Matrix q;                        ///< rows x rank
  Matrix r;                        ///< rank x rank
  std::vector<std::size_t> kept;   ///< columns of X behind those of Q, in the order of the basis
  std::vector<std::size_t> given;  ///< columns of X given up
  /// Per column given up: its coefficients on the columns kept.
  std::vector<std::vector<double>> as_combination;

  std::size_t rank() const { return kept.size(); }
  /// beta = R^-1 gamma, in the order of `kept`.
  std::vector<double> coefficients(std::span<const double> gamma) const;
  /// R^-1 C R^-T: the covariance of the coefficients from that of gamma.
  Matrix covariance(const Matrix& of_gamma) const;
  double log_determinant() const;  ///< of R
};

/// Of these columns of X in this order: 0 is the intercept, j the design's column j - 1. `rows` are
/// those in the fit.
/// Gram and Schmidt's method, twice. O(rows columns^2).
LogisticBasis orthonormal_basis(const Matrix& design, std::span<const std::size_t> rows,
                                std::span<const std::size_t> columns);

}  // namespace venscope::response
