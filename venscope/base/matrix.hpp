/// A dense matrix of doubles, column by column: what crosses the borders between rooms.
#pragma once

#include "venscope/base/large_pages.hpp"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace venscope {

/// Column-major: element (i, j) is values[i + j * rows]. A column is contiguous, because rows are
/// patients and the work runs down them; a large one lies on large pages. Algebra is done by
/// mapping it into Eigen in a .cpp file.
struct Matrix {
  std::size_t rows = 0;
  std::size_t columns = 0;
  std::vector<double> values;

  Matrix() = default;
  Matrix(std::size_t row_count, std::size_t column_count, double fill = 0.0)
      : rows(row_count), columns(column_count), values(on_large_pages<double>(rows * columns)) {
    if (fill != 0) std::fill(values.begin(), values.end(), fill);
  }

  double& operator()(std::size_t row, std::size_t column) { return values[row + column * rows]; }
  double operator()(std::size_t row, std::size_t column) const {
    return values[row + column * rows];
  }
  std::span<double> column(std::size_t index) { return {values.data() + index * rows, rows}; }
  std::span<const double> column(std::size_t index) const {
    return {values.data() + index * rows, rows};
  }
};

}  // namespace venscope
