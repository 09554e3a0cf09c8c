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

/// `Count` parts of the sum, kept in registers over all rows; of squares, if `Squares`.
template <bool Squares, std::size_t Count>
void combine_parts(const double* x, std::size_t p, std::size_t rows, const double* factor,
                   double* sum) {
  Part total[Count];
#pragma GCC unroll 8
  for (std::size_t c = 0; c < Count; ++c) total[c] = load(sum + c * part_size);
  for (std::size_t i = 0; i < rows; ++i, x += p) {
    const Part by = factor[i] - Part{};
#pragma GCC unroll 8
    for (std::size_t c = 0; c < Count; ++c) {
      const Part term = by * load(x + c * part_size);
      total[c] += Squares ? term * term : term;
    }
  }
#pragma GCC unroll 8
  for (std::size_t c = 0; c < Count; ++c) store(sum + c * part_size, total[c]);
}

template <bool Squares>
void combine_all(const double* x, std::size_t p, std::size_t rows, const double* factor,
                 double* sum) {
  std::size_t j = 0;
  for (; j + 4 * part_size < p; j += 4 * part_size)
    combine_parts<Squares, 4>(x + j, p, rows, factor, sum + j);
  switch ((p - j + part_size - 1) / part_size) {
    case 4:
      return combine_parts<Squares, 4>(x + j, p, rows, factor, sum + j);
    case 3:
      return combine_parts<Squares, 3>(x + j, p, rows, factor, sum + j);
    case 2:
      return combine_parts<Squares, 2>(x + j, p, rows, factor, sum + j);
    case 1:
      return combine_parts<Squares, 1>(x + j, p, rows, factor, sum + j);
    default:
      return;
  }
}

void combine(const double* x, std::size_t p, std::size_t rows, const double* factor, double* sum) {
  combine_all<false>(x, p, rows, factor, sum);
}

/// `Count` parts of the running sum.
template <std::size_t Count>
void running_parts(const double* x, std::size_t p, std::size_t rows, const double* factor,
                   const std::uint8_t* ends, double* sum, double* out) {
  Part total[Count];
#pragma GCC unroll 8
  for (std::size_t c = 0; c < Count; ++c) total[c] = load(sum + c * part_size);
  for (std::size_t i = 0; i < rows; ++i, x += p) {
    const Part by = factor[i] - Part{};
#pragma GCC unroll 8
    for (std::size_t c = 0; c < Count; ++c) total[c] += by * load(x + c * part_size);
    if (ends[i] == 0) continue;
#pragma GCC unroll 8
    for (std::size_t c = 0; c < Count; ++c) store(out + c * part_size, total[c]);
    out += p;
  }
#pragma GCC unroll 8
  for (std::size_t c = 0; c < Count; ++c) store(sum + c * part_size, total[c]);
}

void running(const double* x, std::size_t p, std::size_t rows, const double* factor,
             const std::uint8_t* ends, double* sum, double* out) {
  // The last columns first: they write into the next row.
  constexpr std::size_t strip = 4 * part_size;
  std::size_t j = p == 0 ? 0 : (p - 1) / strip * strip;
  switch ((p - j + part_size - 1) / part_size) {
    case 4:
      running_parts<4>(x + j, p, rows, factor, ends, sum + j, out + j);
      break;
    case 3:
      running_parts<3>(x + j, p, rows, factor, ends, sum + j, out + j);
      break;
    case 2:
      running_parts<2>(x + j, p, rows, factor, ends, sum + j, out + j);
      break;
    case 1:
      running_parts<1>(x + j, p, rows, factor, ends, sum + j, out + j);
      break;
    default:
      return;
  }
  while (j > 0) {
    j -= strip;
    running_parts<4>(x + j, p, rows, factor, ends, sum + j, out + j);
  }
}

void squares(const double* x, std::size_t p, std::size_t rows, const double* factor, double* sum) {
  combine_all<true>(x, p, rows, factor, sum);
}

void blend(const double* x, std::size_t p, std::size_t rows, const double* factors,
           const double* common, double* out) {
  const double *first = common, *second = common + p, *third = common + 2 * p;
  for (std::size_t i = 0; i < rows; ++i, x += p, out += p, factors += 4) {
    const double f0 = factors[0], f1 = factors[1], f2 = factors[2], f3 = factors[3];
    const auto part = [&](std::size_t j) {
      store(out + j, ((f0 * load(x + j) + f1 * load(first + j)) + f2 * load(second + j)) +
                         f3 * load(third + j));
    };
    std::size_t j = 0;
    for (; j + part_size <= p; j += part_size) part(j);
    if (j == p) continue;
    if (p >= part_size) {
      part(p - part_size);  // some of them once more
    } else {
      for (; j < p; ++j) out[j] = ((f0 * x[j] + f1 * first[j]) + f2 * second[j]) + f3 * third[j];
    }
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

using Half = double __attribute__((vector_size(part_size > 4 ? 32 : 8 * part_size)));

/// Five to eight columns by each other, but for the upper right quarter.
template <std::size_t Lower>
inline void cross_lower(const double* x, std::size_t p, std::size_t rows, const double* scaled,
                        double* sums) {
  Part left[4] = {};
  Half right[Lower] = {};
  for (std::size_t i = 0; i < rows; ++i, x += p, scaled += 8) {
    const Part whole = load(x);
    const Half half = load<Half>(x + 4);
#pragma GCC unroll 4
    for (std::size_t l = 0; l < 4; ++l) left[l] += whole * scaled[l];
#pragma GCC unroll 4
    for (std::size_t l = 0; l < Lower; ++l) right[l] += half * scaled[4 + l];
  }
#pragma GCC unroll 4
  for (std::size_t l = 0; l < 4; ++l) store(sums + l * 8, load(sums + l * 8) + left[l]);
#pragma GCC unroll 4
  for (std::size_t l = 0; l < Lower; ++l) {
    double* to = sums + (4 + l) * 8 + 4;
    store(to, load<Half>(to) + right[l]);
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

/// `Columns` of each row, scaled; what is beyond p are numbers of the next one.
template <std::size_t Columns>
void scale_rows(const double* x, std::size_t p, std::size_t rows, const double* factor,
                double* scaled) {
  for (std::size_t i = 0; i < rows; ++i, x += p, scaled += Columns) {
    if constexpr (Columns < part_size) {
      store(scaled, factor[i] * load<Half>(x));
    } else {
#pragma GCC unroll 8
      for (std::size_t l = 0; l < Columns; l += part_size)
        store(scaled + l, factor[i] * load(x + l));
    }
  }
}

void cross(const double* x, std::size_t p, std::size_t rows, const double* factor, double* sums) {
  const std::size_t stride = RowKernels::padded(p);
  double scaled[RowKernels::rows_together * 8];
  for (std::size_t from = 0; from < rows; from += RowKernels::rows_together) {
    const std::size_t left = rows - from;
    const std::size_t count = left < RowKernels::rows_together ? left : RowKernels::rows_together;
    const double* piece = x + from * p;
    // The last columns may be beyond p: there is room for them, and nobody looks.
    for (std::size_t l = 0; l < p;) {
      constexpr std::size_t few = 4;
      if (part_size == 8 && p > few && p <= 8) {
        scale_rows<8>(piece, p, count, factor + from, scaled);
        p == 5   ? cross_lower<1>(piece, p, count, scaled, sums)
        : p == 6 ? cross_lower<2>(piece, p, count, scaled, sums)
        : p == 7 ? cross_lower<3>(piece, p, count, scaled, sums)
                 : cross_lower<4>(piece, p, count, scaled, sums);
        break;
      }
      if (p - l > few) {
        scale_rows<tile_columns>(piece + l, p, count, factor + from, scaled);
        cross_strip<tile_columns>(piece, p, count, scaled, l, sums + l * stride);
        l += tile_columns;
      } else {
        scale_rows<few>(piece + l, p, count, factor + from, scaled);
        cross_strip<few>(piece, p, count, scaled, l, sums + l * stride);
        l += few;
      }
    }
  }
}

constexpr RowKernels kernels{&predict, &combine, &running, &cross, &squares, &blend};

}  // namespace
