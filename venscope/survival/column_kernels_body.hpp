// Included by column_kernels.cpp and single_column_kernels.cpp once per width of instructions
// (venscope/base/kernel_widths.hpp): so no once-guard and no namespace here.

namespace {

#include "venscope/base/kernel_parts_body.hpp"

/// Columns that are multiplied together: as many sums of products as there are registers for.
constexpr std::size_t tile_a = part_size / 2, tile_b = part_size == 8 ? 4 : 2,
                      tile_alone = part_size;

/// A sums of products with each of B, over some rows.
template <std::size_t A, std::size_t B>
struct Tile {
  Part sum[A][B][parts];

  inline __attribute__((always_inline)) void add_rows(const Number* const* a,
                                                      const Number* const* b, std::size_t row) {
#pragma GCC unroll 4
    for (std::size_t part = 0; part < parts; ++part) {
      Part right[B];
#pragma GCC unroll 8
      for (std::size_t l = 0; l < B; ++l) right[l] = load(b[l] + row + part * part_numbers);
#pragma GCC unroll 8
      for (std::size_t k = 0; k < A; ++k) {
        const Part left = load(a[k] + row + part * part_numbers);
#pragma GCC unroll 8
        for (std::size_t l = 0; l < B; ++l) sum[k][l][part] += left * right[l];
      }
    }
  }
};

/// The rows that do not fill the lanes, with zeros below them.
struct Rest {
  Number values[8][lanes];
  const Number* at[8];

  void take(const Number* const* columns, std::size_t count, std::size_t from, std::size_t to) {
    for (std::size_t k = 0; k < count; ++k) {
      for (std::size_t i = 0; i < lanes; ++i)
        values[k][i] = from + i < to ? columns[k][from + i] : 0;
      at[k] = values[k];
    }
  }
};

template <std::size_t A, std::size_t B>
void find_tile(const Number* const* a, const Number* const* b, std::size_t from, std::size_t to,
               Number* out, std::size_t stride) {
  const Number* left[A];
  const Number* right[B];
#pragma GCC unroll 8
  for (std::size_t k = 0; k < A; ++k) left[k] = a[k];
#pragma GCC unroll 8
  for (std::size_t l = 0; l < B; ++l) right[l] = b[l];
  Tile<A, B> tile;
#pragma GCC unroll 8
  for (std::size_t k = 0; k < A; ++k)
#pragma GCC unroll 8
    for (std::size_t l = 0; l < B; ++l)
#pragma GCC unroll 4
      for (std::size_t part = 0; part < parts; ++part) tile.sum[k][l][part] = Part{};
  std::size_t row = from;
  for (; row + lanes <= to; row += lanes) tile.add_rows(left, right, row);
  if (row < to) {
    Rest rest_a, rest_b;
    rest_a.take(a, A, row, to);
    rest_b.take(b, B, row, to);
    tile.add_rows(rest_a.at, rest_b.at, 0);
  }
  for (std::size_t l = 0; l < B; ++l)
    for (std::size_t k = 0; k < A; ++k) {
      const Number sum = sum_of_lanes(tile.sum[k][l]);
      Number& to_add = out[l * stride + k];
      to_add = from == 0 ? sum : to_add + sum;
    }
}

inline std::size_t end_of_piece(std::size_t from, std::size_t rows) {
  const std::size_t left = rows - from;
  return from + (left < ColumnKernelsOf<Number>::rows_together
                     ? left
                     : ColumnKernelsOf<Number>::rows_together);
}

/// All of b with A of a.
template <std::size_t A, std::size_t B>
void find_strip(const Number* const* a, const Number* const* b, std::size_t b_count,
                std::size_t from, std::size_t to, Number* out, std::size_t stride) {
  std::size_t l = 0;
  for (; l + B <= b_count; l += B) find_tile<A, B>(a, b + l, from, to, out + l * stride, stride);
  if constexpr (B > 1) {
    if (l < b_count)
      find_strip<A, B - 1>(a, b + l, b_count - l, from, to, out + l * stride, stride);
  }
}

/// As many of a together as the rest of them allows.
template <std::size_t A, std::size_t B>
void find_all(const Number* const* a, std::size_t a_count, const Number* const* b,
              std::size_t b_count, std::size_t from, std::size_t rows, Number* out,
              std::size_t stride) {
  std::size_t k = 0;
  for (; k + A <= a_count; k += A)
    for (std::size_t begin = from; begin < rows; begin += ColumnKernelsOf<Number>::rows_together)
      find_strip<A, B>(a + k, b, b_count, begin, end_of_piece(begin, rows), out + k, stride);
  if constexpr (A > 1) {
    if (k < a_count)
      find_all<A / 2, B>(a + k, a_count - k, b, b_count, from, rows, out + k, stride);
  }
}

template <std::size_t A, std::size_t B>
void find_in_order(const Number* const* a, std::size_t a_count, const Number* const* b,
                   std::size_t b_count, std::size_t rows, Number* out, std::size_t stride) {
  // Each of a once from top to bottom as long as b stays in a near cache; else piece by piece.
  constexpr std::size_t most_near = 24000;
  if (b_count * rows <= most_near)
    return find_all<A, B>(a, a_count, b, b_count, 0, rows, out, stride);
  for (std::size_t from = 0; from < rows; from += ColumnKernelsOf<Number>::rows_together)
    find_all<A, B>(a, a_count, b, b_count, from, end_of_piece(from, rows), out, stride);
}

void products(const Number* const* a, std::size_t a_count, const Number* const* b,
              std::size_t b_count, std::size_t rows, Number* out, std::size_t stride) {
  if (rows == 0)
    for (std::size_t l = 0; l < b_count; ++l)
      for (std::size_t k = 0; k < a_count; ++k) out[l * stride + k] = 0;
  if (b_count == 1)
    find_in_order<tile_alone, 1>(a, a_count, b, b_count, rows, out, stride);
  else
    find_in_order<tile_a, tile_b>(a, a_count, b, b_count, rows, out, stride);
}

/// y += sum of `Count` columns, read and written once.
template <std::size_t Count>
void add_some(const Number* const* a, const Number* factor, std::size_t rows, Number* y) {
  const Number* column[Count];
  Part by[Count];
#pragma GCC unroll 8
  for (std::size_t k = 0; k < Count; ++k) {
    column[k] = a[k];
    by[k] = factor[k] - Part{};
  }
  std::size_t i = 0;
  for (; i + part_numbers <= rows; i += part_numbers) {
    Part sum = load(y + i);
#pragma GCC unroll 8
    for (std::size_t k = 0; k < Count; ++k) sum += by[k] * load(column[k] + i);
    store(y + i, sum);
  }
  for (; i < rows; ++i) {
    Number sum = y[i];
#pragma GCC unroll 8
    for (std::size_t k = 0; k < Count; ++k) sum += factor[k] * column[k][i];
    y[i] = sum;
  }
}

void add(const Number* const* a, const Number* factor, std::size_t count, std::size_t rows,
         Number* y) {
  std::size_t k = 0;
  for (; k + 8 <= count; k += 8) add_some<8>(a + k, factor + k, rows, y);
  for (; k + 4 <= count; k += 4) add_some<4>(a + k, factor + k, rows, y);
  for (; k < count; ++k) add_some<1>(a + k, factor + k, rows, y);
}

void rotate(Number* x, Number* y, std::size_t rows, Number c, Number s) {
  std::size_t i = 0;
  for (; i + part_numbers <= rows; i += part_numbers) {
    const Part u = load(x + i), v = load(y + i);
    store(x + i, c * u + s * v);
    store(y + i, c * v - s * u);
  }
  for (; i < rows; ++i) {
    const Number u = x[i], v = y[i];
    x[i] = c * u + s * v;
    y[i] = c * v - s * u;
  }
}

/// Several columns side by side: memory answers many questions at a time.
template <std::size_t Count>
void standardise_some(const double* const* x, const double* centre, const double* by,
                      std::size_t rows, Number* out) {
  using Given = double __attribute__((vector_size(8 * part_size)));
  using Taken = Number __attribute__((vector_size(sizeof(Number) * part_size)));
  std::size_t i = 0;
  for (; i + part_size <= rows; i += part_size)
#pragma GCC unroll 8
    for (std::size_t k = 0; k < Count; ++k) {
      Given given;
      std::memcpy(&given, x[k] + i, sizeof given);
      const Taken taken = __builtin_convertvector((given - centre[k]) * by[k], Taken);
      std::memcpy(out + k * rows + i, &taken, sizeof taken);
    }
  for (; i < rows; ++i)
    for (std::size_t k = 0; k < Count; ++k)
      out[k * rows + i] = static_cast<Number>((x[k][i] - centre[k]) * by[k]);
}

void standardise(const double* const* x, const double* centre, const double* by, std::size_t count,
                 std::size_t rows, Number* out) {
  std::size_t k = 0;
  for (; k + 8 <= count; k += 8)
    standardise_some<8>(x + k, centre + k, by + k, rows, out + k * rows);
  for (; k < count; ++k) standardise_some<1>(x + k, centre + k, by + k, rows, out + k * rows);
}

ColumnMoments<Number> moments(const Number* x, const Number* weight, std::size_t rows,
                              Number centre) {
  Part first[parts]{}, second[parts]{}, length[parts]{};
  const auto add_lanes = [&](const Number* values, const Number* weights)
      __attribute__((always_inline)) {
#pragma GCC unroll 4
    for (std::size_t part = 0; part < parts; ++part) {
      const Part off = load(values + part * part_numbers) - centre;
      const Part w = load(weights + part * part_numbers), product = w * off;
      first[part] += product;
      second[part] += product * off;
      length[part] += w > 0 ? off * off : Part{};
    }
  };
  std::size_t row = 0;
  for (; row + lanes <= rows; row += lanes) add_lanes(x + row, weight + row);
  Number values[lanes], weights[lanes];
  for (std::size_t i = 0; row < rows && i < lanes; ++i) {
    const bool there = row + i < rows;
    values[i] = there ? x[row + i] : centre;
    weights[i] = there ? weight[row + i] : 0;
  }
  if (row < rows) add_lanes(values, weights);
  return {sum_of_lanes(first), sum_of_lanes(second), sum_of_lanes(length)};
}

constexpr ColumnKernelsOf<Number> kernels{&products, &add, &rotate, &standardise, &moments};

}  // namespace
