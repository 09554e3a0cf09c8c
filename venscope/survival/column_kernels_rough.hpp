// Included by column_kernels.cpp after column_kernels_body.hpp, in the same namespaces: products in
// single precision. No once-guard, no includes, no namespace here.

namespace {

constexpr std::size_t narrow_lanes = 16, narrow_size = 2 * part_size;
constexpr std::size_t narrow_parts = narrow_lanes / narrow_size;
using Narrow = float __attribute__((vector_size(4 * narrow_size)));
using Eight = double __attribute__((vector_size(8 * 8)));
using NarrowEight = float __attribute__((vector_size(4 * 8)));

/// Columns of b that are laid side by side at once: with their rows they fit a near cache.
constexpr std::size_t rough_block = 128;

/// Eight numbers times a factor. Those too small to matter become 0: they would be slow to work
/// with.
inline void narrow_eight(const double* from, double factor, float* to) {
  constexpr double smallest = 1e-30;
  Eight values;
  std::memcpy(&values, from, sizeof values);
  values *= factor;
  values = (values > smallest) | (values < -smallest) ? values : Eight{};
  const NarrowEight narrow = __builtin_convertvector(values, NarrowEight);
  std::memcpy(to, &narrow, sizeof narrow);
}

/// `Width` columns times their factors, from row `from` to `to`, sixteen rows of each in turn;
/// beyond `count` columns and below the last row zeros.
template <std::size_t Width>
void lay_side_by_side(const double* const* columns, const double* factor, std::size_t count,
                      std::size_t from, std::size_t to, float* laid) {
  if (count < Width || (to - from) % 16 != 0)
    std::memset(laid, 0, (to - from + 15) / 16 * 16 * Width * sizeof(float));
  for (std::size_t k = 0; k < Width && k < count; ++k) {
    const double* const column = columns[k] + from;
    float* const place = laid + k * 16;
    std::size_t row = 0;
    for (; row + 8 <= to - from; row += 8)
      narrow_eight(column + row, factor[k], place + row / 16 * Width * 16 + row % 16);
    if (row == to - from) continue;
    double rest[8] = {};
    std::memcpy(rest, column + row, (to - from - row) * sizeof(double));
    narrow_eight(rest, factor[k], place + row / 16 * Width * 16 + row % 16);
  }
}

inline double sum_of_narrow_lanes(const Narrow* sum) {
  NarrowEight half[2];
  std::memcpy(half, sum, sizeof half);
  const Eight both =
      __builtin_convertvector(half[0], Eight) + __builtin_convertvector(half[1], Eight);
  double v[8];
  std::memcpy(v, &both, sizeof v);
  return ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]));
}

/// All products of columns laid side by side.
template <std::size_t A, std::size_t B>
void find_rough_tile(const float* a, const float* b, std::size_t groups, double (&found)[B][A]) {
  Narrow sum[A][B][narrow_parts];
#pragma GCC unroll 8
  for (std::size_t k = 0; k < A; ++k)
#pragma GCC unroll 8
    for (std::size_t l = 0; l < B; ++l)
#pragma GCC unroll 4
      for (std::size_t part = 0; part < narrow_parts; ++part) sum[k][l][part] = Narrow{};
  for (std::size_t g = 0; g < groups; ++g, a += A * 16, b += B * 16)
#pragma GCC unroll 4
    for (std::size_t part = 0; part < narrow_parts; ++part) {
      Narrow right[B];
#pragma GCC unroll 8
      for (std::size_t l = 0; l < B; ++l)
        std::memcpy(&right[l], b + l * 16 + part * narrow_size, sizeof(Narrow));
#pragma GCC unroll 8
      for (std::size_t k = 0; k < A; ++k) {
        Narrow left;
        std::memcpy(&left, a + k * 16 + part * narrow_size, sizeof left);
#pragma GCC unroll 8
        for (std::size_t l = 0; l < B; ++l) sum[k][l][part] += left * right[l];
      }
    }
  for (std::size_t l = 0; l < B; ++l)
    for (std::size_t k = 0; k < A; ++k) found[l][k] = sum_of_narrow_lanes(sum[k][l]);
}

/// At most rough_block of b, over the rows of one piece.
template <std::size_t A, std::size_t B>
void find_rough_piece(const double* const* a, const double* a_factor, std::size_t a_count,
                      const double* const* b, const double* b_factor, std::size_t b_count,
                      std::size_t from, std::size_t to, double* out, std::size_t stride) {
  alignas(64) float laid_b[rough_block * ColumnKernels::rows_together];
  alignas(64) float laid_a[A * ColumnKernels::rows_together];
  const std::size_t groups = (to - from + 15) / 16;
  for (std::size_t l = 0; l < b_count; l += B)
    lay_side_by_side<B>(b + l, b_factor + l, b_count - l, from, to, laid_b + l * groups * 16);
  for (std::size_t k = 0; k < a_count; k += A) {
    lay_side_by_side<A>(a + k, a_factor + k, a_count - k, from, to, laid_a);
    for (std::size_t l = 0; l < b_count; l += B) {
      double found[B][A];
      find_rough_tile<A, B>(laid_a, laid_b + l * groups * 16, groups, found);
      for (std::size_t d = 0; d < B && l + d < b_count; ++d)
        for (std::size_t c = 0; c < A && k + c < a_count; ++c) {
          double& to_add = out[(l + d) * stride + k + c];
          to_add = from == 0 ? found[d][c] : to_add + found[d][c];
        }
    }
  }
}

void rough_products(const double* const* a, const double* a_factor, std::size_t a_count,
                    const double* const* b, const double* b_factor, std::size_t b_count,
                    std::size_t rows, double* out, std::size_t stride) {
  if (rows == 0) return products(a, a_count, b, b_count, rows, out, stride);
  for (std::size_t l = 0; l < b_count; l += rough_block)
    for (std::size_t from = 0; from < rows; from += ColumnKernels::rows_together)
      find_rough_piece<rough_a, rough_b>(a, a_factor, a_count, b + l, b_factor + l,
                                         b_count - l < rough_block ? b_count - l : rough_block,
                                         from, end_of_piece(from, rows), out + l * stride, stride);
}

}  // namespace
