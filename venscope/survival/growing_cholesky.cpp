#include "venscope/survival/growing_cholesky.hpp"

#include "venscope/survival/column_kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

#include <Eigen/Cholesky>
#include <Eigen/Core>

namespace venscope::survival {

namespace {

/// Columns of the factor that are worked on together.
constexpr std::size_t block = 8;

/// The share of a square that must be left when the others have explained theirs.
template <class Number>
constexpr double least_left = std::is_same_v<Number, float> ? 1e-4 : 1e-12;

template <class Number>
const ColumnKernelsOf<Number>& kernels() {
  if constexpr (std::is_same_v<Number, float>)
    return single_column_kernels();
  else
    return column_kernels();
}

template <class Number>
using SquareMatrix = Eigen::Matrix<Number, Eigen::Dynamic, Eigen::Dynamic>;

Eigen::Index signed_size(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

}  // namespace

template <class Number>
void GrowingCholesky<Number>::make_room(std::size_t size) {
  if (size <= room_) return;
  const std::size_t room = std::max(size + 16, room_ + room_ / 8);
  LargeVector<Number> wider(room * room);
  for (std::size_t c = 0; c < size_; ++c)
    std::copy_n(factor_.data() + c * room_ + c, size_ - c, wider.data() + c * room + c);
  factor_.swap(wider);
  room_ = room;
}

template <class Number>
bool GrowingCholesky<Number>::add(std::span<const double> products, double square) {
  make_room(size_ + 1);
  std::vector<Number> row(size_);
  for (std::size_t c = 0; c < size_; ++c) row[c] = static_cast<Number>(products[c]);
  solve_down(row);
  const Number* const solved = row.data();
  Number explained = 0;
  kernels<Number>().products(&solved, 1, &solved, 1, size_, &explained, 1);
  const double left = square - explained;
  if (!(left > least_left<Number> * square)) return false;
  for (std::size_t c = 0; c < size_; ++c) at(size_, c) = row[c];
  at(size_, size_) = static_cast<Number>(std::sqrt(left));
  ++size_;
  return true;
}

template <class Number>
bool GrowingCholesky<Number>::add_all(const double* matrix, std::size_t stride,
                                      std::span<const std::size_t> chosen,
                                      std::span<const double> more) {
  const std::size_t size = chosen.size();
  make_room(size);
  Eigen::Map<SquareMatrix<Number>, 0, Eigen::OuterStride<>> part(
      factor_.data(), signed_size(size), signed_size(size),
      Eigen::OuterStride<>(signed_size(room_)));
  for (std::size_t c = 0; c < size; ++c) {
    const double* column = matrix + chosen[c] * stride;
    for (std::size_t r = c; r < size; ++r) at(r, c) = static_cast<Number>(column[chosen[r]]);
    at(c, c) += static_cast<Number>(more[c]);
  }
  const Eigen::Matrix<Number, Eigen::Dynamic, 1> squares = part.diagonal();
  Eigen::Ref<SquareMatrix<Number>, 0, Eigen::OuterStride<>> lower(part);
  const Eigen::LLT<Eigen::Ref<SquareMatrix<Number>, 0, Eigen::OuterStride<>>> made(lower);
  if (made.info() != Eigen::Success) return false;
  for (Eigen::Index c = 0; c < part.cols(); ++c)
    if (!(part(c, c) * part(c, c) > least_left<Number> * squares[c])) return false;
  size_ = size;
  return true;
}

template <class Number>
void GrowingCholesky<Number>::drop(std::size_t place) {
  const std::size_t left = size_ - 1;
  // Without the row, the columns from `place` on reach one beyond the diagonal …
  for (std::size_t c = 0; c < size_; ++c)
    for (std::size_t r = std::max(place, c > 0 ? c - 1 : 0); r < left; ++r) at(r, c) = at(r + 1, c);
  // … which rotations of neighbouring columns undo.
  for (std::size_t k = place; k < left; ++k) {
    const Number x = at(k, k), y = at(k, k + 1), length = std::hypot(x, y);
    const Number cosine = x / length, sine = y / length;
    kernels<Number>().rotate(&at(k, k), &at(k, k + 1), left - k, cosine, sine);
  }
  size_ = left;
}

/// x becomes L^-1 x.
template <class Number>
void GrowingCholesky<Number>::solve_down(std::span<Number> x) const {
  std::array<const Number*, block> below{};
  std::array<Number, block> factor{};
  // Zeros above stay zeros.
  std::size_t first = 0;
  while (first < size_ && x[first] == 0) ++first;
  for (std::size_t from = first / block * block; from < size_; from += block) {
    const std::size_t to = std::min(from + block, size_);
    for (std::size_t c = from; c < to; ++c) {
      x[c] /= at(c, c);
      for (std::size_t r = c + 1; r < to; ++r) x[r] -= at(r, c) * x[c];
      below[c - from] = factor_.data() + c * room_ + to;
      factor[c - from] = -x[c];
    }
    kernels<Number>().add(below.data(), factor.data(), to - from, size_ - to, x.data() + to);
  }
}

/// x becomes L'^-1 x.
template <class Number>
void GrowingCholesky<Number>::solve_up(std::span<Number> x) const {
  std::array<const Number*, block> below{};
  std::array<Number, block> product{};
  for (std::size_t to = size_; to > 0;) {
    const std::size_t from = (to - 1) / block * block;
    for (std::size_t c = from; c < to; ++c) below[c - from] = factor_.data() + c * room_ + to;
    const Number* const solved = x.data() + to;
    kernels<Number>().products(below.data(), to - from, &solved, 1, size_ - to, product.data(),
                               block);
    for (std::size_t c = to; c-- > from;) {
      Number left = x[c] - product[c - from];
      for (std::size_t r = c + 1; r < to; ++r) left -= at(r, c) * x[r];
      x[c] = left / at(c, c);
    }
    to = from;
  }
}

template <class Number>
void GrowingCholesky<Number>::solve(std::span<double> x) const {
  if constexpr (std::is_same_v<Number, double>) {
    solve_down(x);
    solve_up(x);
  } else {
    std::vector<Number> rough(x.size());
    for (std::size_t k = 0; k < x.size(); ++k) rough[k] = static_cast<Number>(x[k]);
    solve_down(rough);
    solve_up(rough);
    for (std::size_t k = 0; k < x.size(); ++k) x[k] = rough[k];
  }
}

template <class Number>
void GrowingCholesky<Number>::release() {
  size_ = room_ = 0;
  LargeVector<Number>().swap(factor_);
}

template class GrowingCholesky<double>;
template class GrowingCholesky<float>;

}  // namespace venscope::survival
