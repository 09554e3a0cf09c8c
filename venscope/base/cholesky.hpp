/// The square-root-free Cholesky factor of an information matrix that may be singular.
#pragma once

#include "venscope/base/matrix.hpp"

#include <span>
#include <vector>

namespace venscope {

/// A = L D L' with unit lower L and diagonal D, column by column in the order given. A pivot below
/// `tolerance` times the largest diagonal element of A means that its column is a combination of
/// earlier ones: its D is set to 0 and it takes no further part. So the order of the columns
/// decides which of a collinear set is given up: the last.
struct Cholesky {
  Matrix factor;               ///< L below the diagonal, D on it
  std::vector<bool> singular;  ///< the columns given up
  std::size_t rank = 0;

  /// x with A x = b, and x = 0 in the columns given up.
  void solve(std::span<double> b) const;
  /// The inverse over the columns kept; zero rows and columns elsewhere.
  Matrix inverse() const;

private:
  /// Where b is 0 before `first`.
  void solve_from(std::size_t first, std::span<double> b) const;
};

/// R's toler.chol.
inline constexpr double cholesky_tolerance = 1.818989403545857e-12;

/// Factors the symmetric p x p matrix whose lower triangle is `a`. Cost O(p^3).
/// Right by: unit/base/cholesky, reference/survival/cox (collinear columns).
Cholesky factorise(const Matrix& a, double tolerance = cholesky_tolerance);
/// The same into what was used before.
void factorise(const Matrix& a, double tolerance, Cholesky& into);

}  // namespace venscope
