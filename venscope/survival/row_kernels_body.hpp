// Included by row_kernels.cpp once per width of instructions (venscope/base/kernel_widths.hpp): so
// no once-guard and no namespace here.

namespace {

#include "venscope/base/kernel_parts_body.hpp"

/// A tile is as many columns by as many others as the registers hold sums of.
constexpr std::size_t tile_parts = part_size == 8 ? 3 : 2, tile_columns = part_size == 8 ? 8 : 4;

void predict(const double* x, std::size_t p, std::size_t rows, const double* beta, double* out) {
  for (std::size_t i = 0; i < rows; ++i, x += p) {
    Part sum[parts] = {};
    for (std::size_t j = 0; j < p; j += lanes)
#pragma GCC unroll 4
      for (std::size_t part = 0; part < parts; ++part)
        sum[part] += load(x + j + part * part_size) * load(beta + j + part * part_size);
    out[i] = sum_of_lanes(sum);
  }
}

/// `Count` parts of the sum, kept in registers over all rows.
template <std::size_t Count>
void combine_parts(const double* x, std::size_t p, std::size_t rows, const double* factor,
                   double* sum) {
  Part total[Count];
#pragma GCC unroll 8
  for (std::size_t c = 0; c < Count; ++c) total[c] = load(sum + c * part_size);
  for (std::size_t i = 0; i < rows; ++i, x += p) {
    const Part by = factor[i] - Part{};
#pragma GCC unroll 8
    for (std::size_t c = 0; c < Count; ++c) total[c] += by * load(x + c * part_size);
  }
#pragma GCC unroll 8
  for (std::size_t c = 0; c < Count; ++c) store(sum + c * part_size, total[c]);
}

void combine(const double* x, std::size_t p, std::size_t rows, const double* factor, double* sum) {
  std::size_t j = 0;
  for (; j + 4 * part_size < p; j += 4 * part_size)
    combine_parts<4>(x + j, p, rows, factor, sum + j);
  switch ((p - j + part_size - 1) / part_size) {
    case 4:
      return combine_parts<4>(x + j, p, rows, factor, sum + j);
    case 3:
      return combine_parts<3>(x + j, p, rows, factor, sum + j);
    case 2:
      return combine_parts<2>(x + j, p, rows, factor, sum + j);
    case 1:
      return combine_parts<1>(x + j, p, rows, factor, sum + j);
    default:
      return;
  }
}

/// Parts of columns from `left` on by `Columns` scaled ones.
template <std::size_t Parts, std::size_t Columns>
inline void cross_tile(const double* left, std::size_t p, std::size_t rows, const double* scaled,
                       double* sums, std::size_t stride) {
  Part sum[Columns][Parts];
#pragma GCC unroll 8
  for (std::size_t l = 0; l < Columns; ++l)
#pragma GCC unroll 4
    for (std::size_t c = 0; c < Parts; ++c) sum[l][c] = Part{};
  for (std::size_t i = 0; i < rows; ++i, left += p, scaled += Columns) {
    Part x[Parts];
#pragma GCC unroll 4
    for (std::size_t c = 0; c < Parts; ++c) x[c] = load(left + c * part_size);
#pragma GCC unroll 8
    for (std::size_t l = 0; l < Columns; ++l) {
      const Part by = scaled[l] - Part{};
#pragma GCC unroll 4
      for (std::size_t c = 0; c < Parts; ++c) sum[l][c] += x[c] * by;
    }
  }
#pragma GCC unroll 8
  for (std::size_t l = 0; l < Columns; ++l)
#pragma GCC unroll 4
    for (std::size_t c = 0; c < Parts; ++c) {
      double* to = sums + l * stride + c * part_size;
      store(to, load(to) + sum[l][c]);
    }
}

/// All columns from `first` on by `Columns` scaled ones.
template <std::size_t Columns>
void cross_strip(const double* x, std::size_t p, std::size_t rows, const double* scaled,
                 std::size_t first, double* sums) {
  const std::size_t stride = RowKernels::padded(p);
  // From the register that holds the diagonal on.
  std::size_t k = first / part_size * part_size;
  for (; k + (tile_parts - 1) * part_size < p; k += tile_parts * part_size)
    cross_tile<tile_parts, Columns>(x + k, p, rows, scaled, sums + k, stride);
  for (; k < p; k += part_size) cross_tile<1, Columns>(x + k, p, rows, scaled, sums + k, stride);
}

void cross(const double* x, std::size_t p, std::size_t rows, const double* factor, double* sums) {
  const std::size_t stride = RowKernels::padded(p);
  double scaled[RowKernels::rows_together * tile_columns];
  for (std::size_t from = 0; from < rows; from += RowKernels::rows_together) {
    const std::size_t left = rows - from;
    const std::size_t count = left < RowKernels::rows_together ? left : RowKernels::rows_together;
    const double* piece = x + from * p;
    const auto scale = [&](std::size_t first, std::size_t columns) {
      for (std::size_t i = 0; i < count; ++i)
        for (std::size_t l = 0; l < columns; ++l)
          scaled[i * columns + l] = factor[from + i] * piece[i * p + first + l];
    };
    // The last columns may be beyond p: there is room for them, and nobody looks.
    for (std::size_t l = 0; l < p;) {
      constexpr std::size_t few = 4;
      if (p - l > few) {
        scale(l, tile_columns);
        cross_strip<tile_columns>(piece, p, count, scaled, l, sums + l * stride);
        l += tile_columns;
      } else {
        scale(l, few);
        cross_strip<few>(piece, p, count, scaled, l, sums + l * stride);
        l += few;
      }
    }
  }
}

constexpr RowKernels kernels{&predict, &combine, &cross};

}  // namespace
