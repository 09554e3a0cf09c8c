/// The likelihood of censored normal values, and its maximum.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::response {

struct TobitMaximum {
  std::vector<double> beta;
  double sigma = 1;
  Matrix covariance;  ///< of beta and ln sigma
  double loglik = 0;
  int iterations = 0;
  bool converged = false;
  bool no_spread = false;              ///< sigma goes to 0
  std::vector<std::size_t> collinear;  ///< columns of the design that others make up
};

/// Values in [low, high] on the columns of `design`, which has its intercept.
TobitMaximum maximise_tobit(const Matrix& design, std::span<const double> low,
                            std::span<const double> high, std::span<const double> weights);

}  // namespace venscope::response
