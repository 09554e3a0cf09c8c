/// Products of columns and their sums, by the widest instructions that the processor has.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace venscope::survival {

/// Columns of the same length, wherever they lie.
using ColumnPointers = std::span<const double* const>;

/// Of d = values - centre under weights: sum w d, sum w d^2, and sum d^2 where w > 0.
template <class Number>
struct ColumnMoments {
  Number first = 0, second = 0, length = 0;
};

/// What algebra on columns is made of. Every result is a sum in one order, whatever the processor,
/// the tiles in which it is worked out and what else is asked for in the same call: an inner
/// product goes in pieces of `rows_together` rows; in a piece row i belongs to lane i mod 8 (of
/// floats: mod 16), each lane is summed downwards, then the lanes two by two, and pieces are added
/// up in order. A combination is summed column by column. There are no fused multiply-adds.
/// Cost: close to what the processor can add and multiply; columns that are asked for together are
/// read once.
/// Right by: unit/survival/column_kernels (by hand, and kernels against each other bit by bit).
template <class Number>
struct ColumnKernelsOf {
  static constexpr std::size_t rows_together = 4096 / sizeof(Number);

  /// out[l * stride + k] = a_k' b_l
  void (*products)(const Number* const* a, std::size_t a_count, const Number* const* b,
                   std::size_t b_count, std::size_t rows, Number* out, std::size_t stride);
  /// y += sum_k factor_k a_k
  void (*add)(const Number* const* a, const Number* factor, std::size_t count, std::size_t rows,
              Number* y);
  /// (x, y) becomes (c x + s y, c y - s x)
  void (*rotate)(Number* x, Number* y, std::size_t rows, Number c, Number s);
  /// out_k = (x_k - centre_k) by_k, one below the other
  void (*standardise)(const double* const* x, const double* centre, const double* by,
                      std::size_t count, std::size_t rows, Number* out);
  ColumnMoments<Number> (*moments)(const Number* x, const Number* weight, std::size_t rows,
                                   Number centre);
};

using ColumnKernels = ColumnKernelsOf<double>;
/// For what need not be right to more than some digits, at twice the speed.
using SingleColumnKernels = ColumnKernelsOf<float>;

/// The kernels that this processor can run, the plainest first. They differ in the width of their
/// instructions and not in a single bit of their results.
std::span<const ColumnKernels> all_column_kernels();
inline const ColumnKernels& column_kernels() {
  static const ColumnKernels& widest = all_column_kernels().back();
  return widest;
}

std::span<const SingleColumnKernels> all_single_column_kernels();
inline const SingleColumnKernels& single_column_kernels() {
  static const SingleColumnKernels& widest = all_single_column_kernels().back();
  return widest;
}

}  // namespace venscope::survival
