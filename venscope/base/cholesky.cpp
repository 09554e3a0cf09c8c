#include "venscope/base/cholesky.hpp"

#include <algorithm>
#include <cmath>

namespace venscope {

Cholesky factorise(const Matrix& a, double tolerance) {
  const std::size_t p = a.rows;
  Cholesky result{a, std::vector<bool>(p, false), 0};
  Matrix& f = result.factor;
  double largest = 0;
  for (std::size_t j = 0; j < p; ++j) largest = std::max(largest, a(j, j));
  const double floor = largest > 0 ? largest * tolerance : tolerance;
  for (std::size_t j = 0; j < p; ++j) {
    const double pivot = f(j, j);
    if (!(std::isfinite(pivot) && pivot >= floor)) {
      result.singular[j] = true;
      f(j, j) = 0;
      for (std::size_t i = j + 1; i < p; ++i) f(i, j) = 0;
      continue;
    }
    ++result.rank;
    for (std::size_t k = j + 1; k < p; ++k) {
      const double ratio = f(k, j) / pivot;
      for (std::size_t i = k; i < p; ++i) f(i, k) -= ratio * f(i, j);
    }
    for (std::size_t i = j + 1; i < p; ++i) f(i, j) /= pivot;
  }
  return result;
}

void Cholesky::solve(std::span<double> b) const {
  const std::size_t p = factor.rows;
  for (std::size_t j = 0; j < p; ++j) {
    if (singular[j]) b[j] = 0;
    for (std::size_t i = j + 1; i < p; ++i) b[i] -= factor(i, j) * b[j];
  }
  for (std::size_t j = 0; j < p; ++j) b[j] = singular[j] ? 0 : b[j] / factor(j, j);
  for (std::size_t j = p; j-- > 0;)
    for (std::size_t i = j + 1; i < p; ++i)
      if (!singular[i] && !singular[j]) b[j] -= factor(i, j) * b[i];
}

Matrix Cholesky::inverse() const {
  const std::size_t p = factor.rows;
  Matrix result(p, p);
  for (std::size_t j = 0; j < p; ++j) {
    if (singular[j]) continue;
    result(j, j) = 1;
    solve(result.column(j));
  }
  // The two triangles agree up to rounding; the caller may rely on exact symmetry.
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = j + 1; i < p; ++i)
      result(i, j) = result(j, i) = 0.5 * (result(i, j) + result(j, i));
  return result;
}

}  // namespace venscope
