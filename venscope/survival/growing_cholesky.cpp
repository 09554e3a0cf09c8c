#include "venscope/survival/growing_cholesky.hpp"

#include <algorithm>
#include <cmath>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace venscope::survival {

namespace {

using Factor = Eigen::Map<const Eigen::MatrixXd, 0, Eigen::OuterStride<>>;
using FactorVector = Eigen::Map<Eigen::VectorXd>;

/// The share of a square that must be left when the others have explained theirs.
constexpr double least_left = 1e-12;

Eigen::Index signed_size(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

}  // namespace

void GrowingCholesky::make_room(std::size_t size) {
  if (size <= room_) return;
  const std::size_t room = std::max(size + 16, 2 * room_);
  std::vector<double> wider(room * room);
  for (std::size_t c = 0; c < size_; ++c)
    std::copy_n(factor_.data() + c * room_, size_, wider.data() + c * room);
  factor_.swap(wider);
  room_ = room;
}

bool GrowingCholesky::add(std::span<const double> products, double square) {
  make_room(size_ + 1);
  std::vector<double> row(products.begin(), products.end());
  const Factor factor(factor_.data(), signed_size(size_), signed_size(size_),
                      Eigen::OuterStride<>(signed_size(room_)));
  FactorVector solved(row.data(), signed_size(size_));
  if (size_ > 0) factor.triangularView<Eigen::Lower>().solveInPlace(solved);
  const double left = square - solved.squaredNorm();
  if (!(left > least_left * square)) return false;
  for (std::size_t c = 0; c < size_; ++c) at(size_, c) = row[c];
  at(size_, size_) = std::sqrt(left);
  ++size_;
  return true;
}

bool GrowingCholesky::add_all(const double* matrix, std::size_t stride,
                              std::span<const std::size_t> chosen, std::span<const double> more) {
  const std::size_t size = chosen.size();
  Eigen::MatrixXd part(signed_size(size), signed_size(size));
  for (std::size_t c = 0; c < size; ++c) {
    const double* column = matrix + chosen[c] * stride;
    for (std::size_t r = c; r < size; ++r) part(signed_size(r), signed_size(c)) = column[chosen[r]];
    part(signed_size(c), signed_size(c)) += more[c];
  }
  const Eigen::VectorXd squares = part.diagonal();
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> made(part);
  if (made.info() != Eigen::Success) return false;
  for (Eigen::Index c = 0; c < part.cols(); ++c)
    if (!(part(c, c) * part(c, c) > least_left * squares[c])) return false;
  make_room(size);
  for (std::size_t c = 0; c < size; ++c)
    std::copy_n(part.col(signed_size(c)).data() + c, size - c, factor_.data() + c * room_ + c);
  size_ = size;
  return true;
}

void GrowingCholesky::drop(std::size_t place) {
  const std::size_t left = size_ - 1;
  // Without the row, the columns from `place` on reach one beyond the diagonal …
  for (std::size_t c = 0; c < size_; ++c)
    for (std::size_t r = std::max(place, c > 0 ? c - 1 : 0); r < left; ++r) at(r, c) = at(r + 1, c);
  // … which rotations of neighbouring columns undo.
  for (std::size_t k = place; k < left; ++k) {
    const double x = at(k, k), y = at(k, k + 1), length = std::hypot(x, y);
    const double cosine = x / length, sine = y / length;
    double* first = &at(0, k);
    double* second = &at(0, k + 1);
    for (std::size_t r = k; r < left; ++r) {
      const double u = first[r], v = second[r];
      first[r] = cosine * u + sine * v;
      second[r] = cosine * v - sine * u;
    }
  }
  size_ = left;
}

void GrowingCholesky::solve(std::span<double> x) const {
  if (size_ == 0) return;
  const Factor factor(factor_.data(), signed_size(size_), signed_size(size_),
                      Eigen::OuterStride<>(signed_size(room_)));
  FactorVector vector(x.data(), signed_size(size_));
  factor.triangularView<Eigen::Lower>().solveInPlace(vector);
  factor.triangularView<Eigen::Lower>().transpose().solveInPlace(vector);
}

}  // namespace venscope::survival
