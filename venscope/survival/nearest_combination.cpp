#include "venscope/survival/nearest_combination.hpp"

#include "venscope/survival/column_kernels.hpp"

#include <cmath>

namespace venscope::survival {

namespace {

double square_of(const double* vector, std::size_t rows) {
  double square = 0;
  column_kernels().products(&vector, 1, &vector, 1, rows, &square, 1);
  return square;
}

}  // namespace

std::vector<double> nearest_combination(std::vector<double> vectors, std::span<const double> target,
                                        double explained) {
  const ColumnKernels& kernels = column_kernels();
  const std::size_t rows = target.size(), most = vectors.size() / rows;
  const double* const to = target.data();
  std::vector<double> part(most);
  std::vector<const double*> basis;
  std::vector<double> has(most * most);  // of vector k that of basis c: at c * most + k
  for (std::size_t k = 0; k < most; ++k) {
    double* const own = vectors.data() + k * rows;
    const double before = square_of(own, rows);
    const double* const vector = own;
    for (int pass = 0; pass < 2; ++pass) {
      kernels.products(basis.data(), k, &vector, 1, rows, part.data(), most);
      for (std::size_t c = 0; c < k; ++c) {
        has[c * most + k] += part[c];
        part[c] = -part[c];
      }
      kernels.add(basis.data(), part.data(), k, rows, own);
    }
    const double square = square_of(own, rows);
    if (!(square > explained * before)) break;
    const double length = std::sqrt(square);
    has[k * most + k] = length;
    for (std::size_t i = 0; i < rows; ++i) own[i] /= length;
    basis.push_back(own);
  }
  std::vector<double> by(basis.size());
  kernels.products(basis.data(), basis.size(), &to, 1, rows, by.data(), most);
  for (std::size_t c = by.size(); c-- > 0;) {
    for (std::size_t k = c + 1; k < by.size(); ++k) by[c] -= has[c * most + k] * by[k];
    by[c] /= has[c * most + c];
  }
  return by;
}

}  // namespace venscope::survival
