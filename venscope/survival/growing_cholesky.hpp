/// The Cholesky factor of a matrix whose rows and columns come and go.
#pragma once

#include "venscope/base/large_pages.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace venscope::survival {

/// L L' of some rows and the same columns of a symmetric matrix, in the order in which they were
/// put in, in doubles or, where a solution need not be right to more than some digits, in floats:
/// half of the memory, and of the time, which is that of reading it. Cost: O(size^2) to add, to
/// drop and to solve, O(size^3) for all at once.
/// Right by: twins/survival/growing_cholesky.
template <class Number>
class GrowingCholesky {
public:
  std::size_t size() const { return size_; }
  void clear() { size_ = 0; }
  /// As clear(), and gives the memory back.
  void release();

  /// Adds a row and column at the end: its products with those that are there, and with itself.
  /// False, and nothing is added, where all but 1e-12 (floats: 1e-4) of it is explained by the
  /// others.
  bool add(std::span<const Number> products, double square);
  /// Adds many at once to an empty factor: expect() so many, write() their products below the
  /// diagonal, each from a row on down a column, and factorise() with the diagonal. False, and it
  /// stays empty, where one of them is explained by the others.
  void expect(std::size_t size) { make_room(size); }
  void write(std::size_t row, std::size_t column, std::span<const Number> products) {
    std::copy(products.begin(), products.end(), place(row, column));
  }
  bool factorise(std::span<const double> diagonal);
  /// The products of a row with all, its own diagonal too. Cost: O(size^2).
  std::vector<Number> row(std::size_t of) const;
  /// Back to before factorise(): an empty factor with the products written. Cost: that of it.
  void multiply_out();
  /// Takes out this row and column; those after it move up.
  void drop(std::size_t out);
  /// x becomes (L L')^-1 x.
  void solve(std::span<double> x) const;

private:
  /// Columns that lie together. The lower triangle is kept in blocks of so many columns, each from
  /// a row above its diagonal down, so that it takes half a square. The last block is the first of
  /// `blocks_`: for more room a larger one is put at their end and what they hold moves on by one,
  /// so that none is ever given back for a larger one.
  static constexpr std::size_t together = 32;

  std::size_t stride(std::size_t b) const { return (blocks_.size() - b) * together + 1; }
  Number* place(std::size_t row, std::size_t column) {
    const std::size_t b = column / together;
    return blocks_[blocks_.size() - 1 - b].data() + column % together * stride(b) +
           (row + 1 - b * together);
  }
  const Number* place(std::size_t row, std::size_t column) const {
    return const_cast<GrowingCholesky*>(this)->place(row, column);
  }
  void make_room(std::size_t size);
  bool factorise_block(std::size_t b, std::size_t size);
  void solve_down(std::span<Number> x) const;
  void solve_up(std::span<Number> x) const;

  std::size_t size_ = 0;
  std::vector<LargeVector<Number>> blocks_;
};

extern template class GrowingCholesky<double>;
extern template class GrowingCholesky<float>;

}  // namespace venscope::survival
