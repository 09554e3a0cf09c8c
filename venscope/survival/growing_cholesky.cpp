#include "venscope/survival/growing_cholesky.hpp"

#include "venscope/survival/column_kernels.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>
#include <utility>

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

template <class Number>
using Block = Eigen::Map<SquareMatrix<Number>, 0, Eigen::OuterStride<>>;
template <class Number>
using Corner = Eigen::Ref<SquareMatrix<Number>, 0, Eigen::OuterStride<>>;

Eigen::Index signed_size(std::size_t value) {
  return static_cast<Eigen::Index>(value);
}

template <class Number>
Block<Number> block_at(Number* first, std::size_t rows, std::size_t columns, std::size_t stride) {
  return {first, signed_size(rows), signed_size(columns),
          Eigen::OuterStride<>(signed_size(stride))};
}

}  // namespace

template <class Number>
void GrowingCholesky<Number>::make_room(std::size_t size) {
  const std::size_t before = blocks_.size();
  if (size <= before * together) return;
  while (blocks_.size() * together < size)
    blocks_.emplace_back(together * ((blocks_.size() + 1) * together + 1));
  for (std::size_t b = 0; b * together < size_; ++b) {
    const std::size_t rows = (before - b) * together + 1;
    const Number* const from = blocks_[before - 1 - b].data();
    Number* const to = blocks_[blocks_.size() - 1 - b].data();
    for (std::size_t c = 0; c < together; ++c)
      std::copy_n(from + c * rows, rows, to + c * stride(b));
  }
}

template <class Number>
bool GrowingCholesky<Number>::add(std::span<const Number> products, double square) {
  make_room(size_ + 1);
  std::vector<Number> row(products.begin(), products.end());
  solve_down(row);
  const Number* const solved = row.data();
  Number explained = 0;
  kernels<Number>().products(&solved, 1, &solved, 1, size_, &explained, 1);
  const double left = square - explained;
  if (!(left > least_left<Number> * square)) return false;
  for (std::size_t c = 0; c < size_; ++c) *place(size_, c) = row[c];
  *place(size_, size_) = static_cast<Number>(std::sqrt(left));
  ++size_;
  return true;
}

/// The columns of a block, from its diagonal down, when those to their left are done.
template <class Number>
bool GrowingCholesky<Number>::factorise_block(std::size_t b, std::size_t size) {
  const std::size_t from = b * together, to = std::min(from + together, size);
  const auto part = [&](std::size_t row, std::size_t left, std::size_t end) {
    const std::size_t column = left * together;
    return block_at(place(row, column), end - row, std::min(together, size - column), stride(left));
  };
  Block<Number> column = part(from, b, size);
  for (std::size_t left = 0; left < b; ++left)
    column.noalias() -= part(from, left, size) * part(from, left, to).transpose();
  Corner<Number> corner(column.topRows(signed_size(to - from)));
  const Eigen::LLT<Corner<Number>> made(corner);
  if (made.info() != Eigen::Success) return false;
  if (to == size) return true;
  auto below = column.bottomRows(signed_size(size - to));
  corner.template triangularView<Eigen::Lower>()
      .transpose()
      .template solveInPlace<Eigen::OnTheRight>(below);
  return true;
}

template <class Number>
bool GrowingCholesky<Number>::factorise(std::span<const double> diagonal) {
  const std::size_t size = diagonal.size();
  for (std::size_t c = 0; c < size; ++c) *place(c, c) = static_cast<Number>(diagonal[c]);
  for (std::size_t b = 0; b * together < size; ++b)
    if (!factorise_block(b, size)) return false;
  for (std::size_t c = 0; c < size; ++c)
    if (!(*place(c, c) * *place(c, c) > least_left<Number> * static_cast<Number>(diagonal[c])))
      return false;
  size_ = size;
  return true;
}

/// The other way round: the last block first, for it is made of what is to its left.
template <class Number>
void GrowingCholesky<Number>::multiply_out() {
  const std::size_t size = std::exchange(size_, 0);
  const auto part = [&](std::size_t row, std::size_t left, std::size_t end) {
    const std::size_t column = left * together;
    return block_at(place(row, column), end - row, std::min(together, size - column), stride(left));
  };
  for (std::size_t b = (size + together - 1) / together; b-- > 0;) {
    const std::size_t from = b * together, to = std::min(from + together, size);
    Block<Number> column = part(from, b, size);
    const SquareMatrix<Number> corner =
        column.topRows(signed_size(to - from)).template triangularView<Eigen::Lower>();
    column = (column * corner.transpose()).eval();
    column.topRows(signed_size(to - from)).noalias() = corner * corner.transpose();
    for (std::size_t left = 0; left < b; ++left)
      column.noalias() += part(from, left, size) * part(from, left, to).transpose();
  }
}

template <class Number>
std::vector<Number> GrowingCholesky<Number>::row(std::size_t of) const {
  std::vector<Number> products(size_);
  std::array<const Number*, block> below{};
  std::array<Number, block> factor{};
  for (std::size_t from = 0; from <= of; from += block) {
    const std::size_t to = std::min(from + block, of + 1);
    for (std::size_t c = from; c < to; ++c) {
      factor[c - from] = *place(of, c);
      for (std::size_t r = c; r < to; ++r) products[r] += *place(r, c) * factor[c - from];
      below[c - from] = place(to, c);
    }
    kernels<Number>().add(below.data(), factor.data(), to - from, size_ - to, products.data() + to);
  }
  return products;
}

template <class Number>
void GrowingCholesky<Number>::drop(std::size_t out) {
  const std::size_t left = size_ - 1;
  // Without the row, the columns from `out` on reach one beyond the diagonal …
  for (std::size_t c = 0; c < size_; ++c)
    for (std::size_t r = std::max(out, c > 0 ? c - 1 : 0); r < left; ++r)
      *place(r, c) = *place(r + 1, c);
  // … which rotations of neighbouring columns undo.
  for (std::size_t k = out; k < left; ++k) {
    const Number x = *place(k, k), y = *place(k, k + 1), length = std::hypot(x, y);
    const Number cosine = x / length, sine = y / length;
    kernels<Number>().rotate(place(k, k), place(k, k + 1), left - k, cosine, sine);
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
      x[c] /= *place(c, c);
      for (std::size_t r = c + 1; r < to; ++r) x[r] -= *place(r, c) * x[c];
      below[c - from] = place(to, c);
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
    for (std::size_t c = from; c < to; ++c) below[c - from] = place(to, c);
    const Number* const solved = x.data() + to;
    kernels<Number>().products(below.data(), to - from, &solved, 1, size_ - to, product.data(),
                               block);
    for (std::size_t c = to; c-- > from;) {
      Number left = x[c] - product[c - from];
      for (std::size_t r = c + 1; r < to; ++r) left -= *place(r, c) * x[r];
      x[c] = left / *place(c, c);
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
  size_ = 0;
  std::vector<LargeVector<Number>>().swap(blocks_);
}

template class GrowingCholesky<double>;
template class GrowingCholesky<float>;

}  // namespace venscope::survival
