/// The Cholesky factor of a matrix whose rows and columns come and go.
#pragma once

#include "venscope/base/large_pages.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::survival {

/// L L' of some rows and the same columns of a symmetric matrix, in the order in which they were
/// put in, in doubles or, where a solution need not be right to more than some digits, in floats:
/// half of the memory, and of the time, which is that of reading it. Cost: O(size^2) to add, to
/// drop and to solve.
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
  bool add(std::span<const double> products, double square);
  /// Adds those of `matrix` (column by column, `stride` apart) all at once to an empty factor, with
  /// `more` added to the diagonal. False, and it stays empty, where one of them is explained by the
  /// others.
  bool add_all(const double* matrix, std::size_t stride, std::span<const std::size_t> chosen,
               std::span<const double> more);
  /// Takes out the row and column at this place; those after it move up.
  void drop(std::size_t place);
  /// x becomes (L L')^-1 x.
  void solve(std::span<double> x) const;

private:
  Number& at(std::size_t row, std::size_t column) { return factor_[column * room_ + row]; }
  Number at(std::size_t row, std::size_t column) const { return factor_[column * room_ + row]; }
  void make_room(std::size_t size);
  void solve_down(std::span<Number> x) const;
  void solve_up(std::span<Number> x) const;

  std::size_t size_ = 0, room_ = 0;
  LargeVector<Number> factor_;  ///< lower triangle, column by column, `room_` apart
};

extern template class GrowingCholesky<double>;
extern template class GrowingCholesky<float>;

}  // namespace venscope::survival
