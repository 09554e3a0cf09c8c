/// The regressions from which missing values are drawn, each with a draw of its coefficients.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/random.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::imputation {

/// Coefficients and the factor of their covariance: beta + factor z, z standard normal.
struct Coefficients {
  std::vector<double> estimate;
  Matrix factor;  ///< lower triangle, factor factor' = covariance

  std::vector<double> draw(RandomStream& random) const;
  std::vector<double> draw(RandomStream& random, double scale) const;
};

/// y = x beta + error.
struct LinearFit {
  Coefficients beta;  ///< covariance without the error's variance: (x'x)^-1
  double residual_sum = 0;
  double df = 0;  ///< rows less columns, at least 1
};

/// Least squares. The columns of x are linearly independent.
/// Right by: reference/imputation/regression (R's lm).
LinearFit fit_linear(const Matrix& x, std::span<const double> y);

/// log P(y = l) / P(y = 0) = x beta_l, l = 1 … levels - 1; two levels are logistic regression.
/// The estimate holds beta_1, then beta_2 …
struct CategoryFit {
  std::size_t levels = 2, columns = 0;
  Coefficients beta;
  bool converged = false;

  /// P(y = l | row), given coefficients.
  std::vector<double> probabilities(std::span<const double> beta_values,
                                    std::span<const double> row) const;
};

/// Maximum likelihood with case weights, by Newton's method with halving.
/// Right by: reference/imputation/regression (R's glm, nnet::multinom).
CategoryFit fit_category(const Matrix& x, std::span<const std::int32_t> y,
                         std::span<const double> weights, std::size_t levels);

/// Rows that keep a category's regression finite when its levels are separated [White2010]: for
/// each predictor and each level two rows with the predictor half a standard deviation below and
/// above its mean (within its range) and all others at their means, together as heavy as there are
/// predictors and an intercept. x has an intercept in column 0; `basis` are the rows that means and
/// ranges are of.
struct Augmented {
  Matrix x;
  std::vector<std::int32_t> y;
  std::vector<double> weights;
};
/// Right by: reference/imputation/regression (mice's augmented data).
Augmented augment(const Matrix& x, std::span<const std::int32_t> y, const Matrix& basis,
                  std::size_t levels);

/// The columns of x that are no combination of earlier ones.
std::vector<std::size_t> independent_columns(const Matrix& x);

}  // namespace venscope::imputation
