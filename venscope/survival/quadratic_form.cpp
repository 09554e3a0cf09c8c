#include "venscope/survival/quadratic_form.hpp"

namespace venscope::survival {

QuadraticForm quadratic_form(Matrix variance, std::vector<double> u) {
  constexpr double tolerance = 1e-12;
  QuadraticForm form;
  const std::size_t p = u.size();
  std::vector<double> diagonal(p);
  for (std::size_t j = 0; j < p; ++j) diagonal[j] = variance(j, j);
  // Eliminates column after column from the matrix and from u alike: what is left of u_j is its
  // part that the earlier ones do not explain, with variance = pivot.
  for (std::size_t j = 0; j < p; ++j) {
    const double pivot = variance(j, j);
    if (!(pivot > tolerance * diagonal[j])) continue;
    ++form.rank;
    form.value += u[j] * u[j] / pivot;
    for (std::size_t i = j + 1; i < p; ++i) {
      const double factor = variance(i, j) / pivot;
      for (std::size_t c = j + 1; c <= i; ++c) variance(i, c) -= factor * variance(c, j);
      u[i] -= factor * u[j];
    }
  }
  return form;
}

}  // namespace venscope::survival
