/// The combination of a few vectors that comes nearest to another.
#pragma once

#include "venscope/survival/column_kernels.hpp"

#include <cstddef>
#include <vector>

namespace venscope::survival {

/// c so that sum_i (target_i - sum_k c_k vector_ki)^2 is least. The vectors are taken in order
/// until one is explained by those before it (but for `explained`, in squares): it and those after
/// it have no part, so that there may be fewer coefficients than vectors. Gram and Schmidt, twice.
/// Cost: O(rows count^2). Right by: unit/survival/column_kernels.
std::vector<double> nearest_combination(ColumnPointers vectors, const double* target,
                                        std::size_t rows, double explained = 1e-11);

}  // namespace venscope::survival
