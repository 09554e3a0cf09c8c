/// u' V^- u for a variance matrix V that may be singular.
#pragma once

#include "venscope/base/matrix.hpp"

#include <cstddef>
#include <vector>

namespace venscope::survival {

struct QuadraticForm {
  double value = 0;
  std::size_t rank = 0;
};

/// By Cholesky's decomposition V = L D L'; a row whose pivot falls below 1e-12 of its diagonal
/// depends on earlier ones and is left out, which is a generalised inverse. V symmetric,
/// non-negative definite.
QuadraticForm quadratic_form(Matrix variance, std::vector<double> u);

}  // namespace venscope::survival
