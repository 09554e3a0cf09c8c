/// The logistic likelihood on an orthonormal basis, plain or with Firth's penalty, and its maximum.
#pragma once

#include "venscope/base/cholesky.hpp"
#include "venscope/response/logistic_basis.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace venscope::response {

/// The rows of a fit in the basis of its columns.
struct LogisticProblem {
  LogisticBasis basis;
  std::vector<double> outcome, weight, offset;  ///< per row of the basis
  bool firth = false;
};

/// What is found at a gamma.
struct LogisticPoint {
  std::vector<double> gamma;
  std::vector<double> eta;       ///< per row
  std::vector<double> residual;  ///< per row: w (y - pi)
  double plain = 0;              ///< l
  double loglik = 0;             ///< l, or l* = l + 1/2 log det X'WX
  /// Of loglik: Q'(w (y - pi)), and with Firth's penalty Q'(w (y - pi) + h (1/2 - pi)), h the
  /// leverages of W^1/2 Q.
  std::vector<double> score;
  Matrix information;  ///< Q'WQ, W = w pi (1 - pi)
};

LogisticPoint evaluate(const LogisticProblem& problem, std::vector<double> gamma);

/// Q'(sum over rows of one weight each) Q.
Matrix weighted_cross_product(const Matrix& q, std::span<const double> weight);

struct LogisticSearch {
  LogisticPoint at;
  std::vector<double> step;  ///< the next one
  int iterations = 0;
  bool converged = false;
  /// Direction of separation in gamma: empty unless there is one.
  std::vector<double> separating;
};

/// Maximises loglik from `start` over the coordinates below `free`; the others keep their value.
/// Newton's method (Firth: with X'WX for the curvature, and by its differences where that is slow),
/// steps halved while loglik falls, until no eta would move by more than 1e-9 of its size. Without
/// penalty it ends as soon as separation is proved.
LogisticSearch maximise(const LogisticProblem& problem, std::vector<double> start, std::size_t free,
                        int max_iterations);

}  // namespace venscope::response
