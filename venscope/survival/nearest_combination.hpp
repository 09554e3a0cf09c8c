/// The combination of a few vectors that comes nearest to another.
#pragma once

#include <span>
#include <vector>

namespace venscope::survival {

/// c so that sum_i (target_i - sum_k c_k vector_ki)^2 is least. The vectors lie one below the
/// other, each with as many rows as the target, and are worked on in place. They are taken in order
/// until one is explained by those before it (but for `explained`, in squares): it and those after
/// it have no part, so that there may be fewer coefficients than vectors. Gram and Schmidt, twice.
/// Cost: O(rows count^2). Right by: unit/survival/column_kernels.
std::vector<double> nearest_combination(std::vector<double> vectors, std::span<const double> target,
                                        double explained = 1e-11);

}  // namespace venscope::survival
