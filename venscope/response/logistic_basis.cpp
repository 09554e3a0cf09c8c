#include "venscope/response/logistic_basis.hpp"

#include <cmath>

namespace venscope::response {
namespace {

constexpr double smallest_share = 1e-10;

double inner(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Solves R x = b in place over the first `size` columns.
void solve_upper(const Matrix& r, std::size_t size, std::span<double> b) {
  for (std::size_t k = size; k-- > 0;) {
    b[k] /= r(k, k);
    for (std::size_t m = 0; m < k; ++m) b[m] -= r(m, k) * b[k];
  }
}

struct Projection {
  std::vector<double> onto;  ///< coefficients on the basis so far
  double length = 0, distance = 0;
};

/// Takes out of `v` what lies along the first `rank` columns of q.
Projection project(const Matrix& q, std::size_t rank, std::span<double> v) {
  Projection result{std::vector<double>(rank, 0.0), std::sqrt(inner(v, v)), 0};
  for (int pass = 0; pass < 2; ++pass)
    for (std::size_t m = 0; m < rank; ++m) {
      const auto column = q.column(m);
      const double along = inner(column, v);
      result.onto[m] += along;
      for (std::size_t i = 0; i < v.size(); ++i) v[i] -= along * column[i];
    }
  result.distance = std::sqrt(inner(v, v));
  return result;
}

}  // namespace

LogisticBasis orthonormal_basis(const Matrix& design, std::span<const std::size_t> rows,
                                std::span<const std::size_t> columns) {
  LogisticBasis basis;
  Matrix q(rows.size(), columns.size()), r(columns.size(), columns.size());
  for (const std::size_t column : columns) {
    const std::size_t rank = basis.rank();
    const auto v = q.column(rank);
    for (std::size_t i = 0; i < rows.size(); ++i)
      v[i] = column == 0 ? 1.0 : design(rows[i], column - 1);
    Projection projection = project(q, rank, v);
    if (!(projection.distance > smallest_share * projection.length)) {
      solve_upper(r, rank, projection.onto);
      basis.given.push_back(column);
      basis.as_combination.push_back(std::move(projection.onto));
      continue;
    }
    for (double& value : v) value /= projection.distance;
    for (std::size_t m = 0; m < rank; ++m) r(m, rank) = projection.onto[m];
    r(rank, rank) = projection.distance;
    basis.kept.push_back(column);
  }
  const std::size_t rank = basis.rank();
  q.values.resize(q.rows * rank);
  q.columns = rank;
  basis.q = std::move(q);
  basis.r = Matrix(rank, rank);
  for (std::size_t j = 0; j < rank; ++j)
    for (std::size_t i = 0; i <= j; ++i) basis.r(i, j) = r(i, j);
  return basis;
}

std::vector<double> LogisticBasis::coefficients(std::span<const double> gamma) const {
  std::vector<double> beta(gamma.begin(), gamma.end());
  solve_upper(r, rank(), beta);
  return beta;
}

Matrix LogisticBasis::covariance(const Matrix& of_gamma) const {
  const std::size_t p = rank();
  Matrix half = of_gamma;  // R^-1 C, then its transpose once more
  for (int side = 0; side < 2; ++side) {
    for (std::size_t j = 0; j < p; ++j) solve_upper(r, p, half.column(j));
    for (std::size_t j = 0; j < p; ++j)
      for (std::size_t i = 0; i < j; ++i) std::swap(half(i, j), half(j, i));
  }
  for (std::size_t j = 0; j < p; ++j)
    for (std::size_t i = 0; i < j; ++i) half(i, j) = half(j, i) = 0.5 * (half(i, j) + half(j, i));
  return half;
}

double LogisticBasis::log_determinant() const {
  double sum = 0;
  for (std::size_t j = 0; j < rank(); ++j) sum += std::log(r(j, j));
  return sum;
}

}  // namespace venscope::response
