#include "venscope/base/cholesky.hpp"

#include <algorithm>
#include <cmath>

namespace venscope {

Cholesky factorise(const Matrix& a, double tolerance) {
  Cholesky result;
  factorise(a, tolerance, result);
  return result;
}

void factorise(const Matrix& a, double tolerance, Cholesky& result) {
  const std::size_t p = a.rows;
  result.factor = a;
  result.singular.assign(p, false);
  result.rank = 0;
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
}

void Cholesky::solve(std::span<double> b) const {
  solve_from(0, b);
}

void Cholesky::solve_from(std::size_t first, std::span<double> b) const {
  const std::size_t p = factor.rows;
  const bool all = rank == p;
  for (std::size_t j = first; j < p; ++j) {
    if (!all && singular[j]) b[j] = 0;
    const double value = b[j];
    const double* column = factor.values.data() + j * p;
    for (std::size_t i = j + 1; i < p; ++i) b[i] -= column[i] * value;
  }
  for (std::size_t j = first; j < p; ++j) b[j] = !all && singular[j] ? 0 : b[j] / factor(j, j);
  for (std::size_t j = p; j-- > 0;) {
    if (!all && singular[j]) continue;
    double value = b[j];
    const double* column = factor.values.data() + j * p;
    for (std::size_t i = j + 1; i < p; ++i)
      if (all || !singular[i]) value -= column[i] * b[i];
    b[j] = value;
  }
}

Matrix Cholesky::inverse() const {
  const std::size_t p = factor.rows;
  Matrix result(p, p);
  for (std::size_t j = 0; j < p; ++j) {
    if (singular[j]) continue;
    result(j, j) = 1;
    solve_from(j, result.column(j));  // nothing above j yet
  }
  // The two triangles agree up to rounding; the caller may rely on exact symmetry.
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = j + 1; i < p; ++i)
      result(i, j) = result(j, i) = 0.5 * (result(i, j) + result(j, i));
  return result;
}

}  // namespace venscope
