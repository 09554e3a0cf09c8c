/// Sums over the rows of a design that lies row by row, by the widest instructions that the
/// processor has.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace venscope::survival {

/// What a partial likelihood is made of. `x` is rows x p, row after row. Rows are read in whole
/// registers of `lanes` numbers: what follows the last row must be readable for lanes - 1 numbers
/// more, and finite. Vectors of length p have room for padded(p) numbers; what is beyond p in a
/// result means nothing.
/// Every result is a sum in one order, whatever the processor: over rows downwards, in pieces of
/// `rows_together` rows in `cross`; over columns in lanes, column j in lane j mod 8, then the lanes
/// by halves. There are no fused multiply-adds.
/// Cost: close to what the processor can add and multiply, as long as rows_together rows stay in a
/// near cache.
/// Right by: unit/survival/row_kernels (by hand, and kernels against each other bit by bit).
struct RowKernels {
  static constexpr std::size_t lanes = 8, rows_together = 128;
  static constexpr std::size_t padded(std::size_t p) { return (p + lanes - 1) / lanes * lanes; }

  /// out_i = x_i' beta; beta is 0 beyond p
  void (*predict)(const double* x, std::size_t p, std::size_t rows, const double* beta,
                  double* out);
  /// sum += sum_i factor_i x_i
  void (*combine)(const double* x, std::size_t p, std::size_t rows, const double* factor,
                  double* sum);
  /// The same, and after every row i with ends_i the sum so far goes to the next p numbers of
  /// `out`, which may be written for lanes - 1 numbers beyond the last.
  void (*running)(const double* x, std::size_t p, std::size_t rows, const double* factor,
                  const std::uint8_t* ends, double* sum, double* out);
  /// cross += sum_i factor_i x_i x_i' below the diagonal and on it; element (k, l) is at
  /// l * padded(p) + k, and there is room for padded(p) columns
  void (*cross)(const double* x, std::size_t p, std::size_t rows, const double* factor,
                double* cross);
  /// sum += sum_i (factor_i x_i)^2, element by element
  void (*squares)(const double* x, std::size_t p, std::size_t rows, const double* factor,
                  double* sum);
  /// out_i = f_0 x_i + f_1 c_0 + f_2 c_1 + f_3 c_2, f the four factors of row i, c three vectors of
  /// length p one after the other. Nothing is written beyond the last row.
  void (*blend)(const double* x, std::size_t p, std::size_t rows, const double* factors,
                const double* common, double* out);
};

/// The kernels that this processor can run, the plainest first. They differ in the width of their
/// instructions and not in a single bit of their results.
std::span<const RowKernels> all_row_kernels();
inline const RowKernels& row_kernels() {
  static const RowKernels& widest = all_row_kernels().back();
  return widest;
}

}  // namespace venscope::survival
