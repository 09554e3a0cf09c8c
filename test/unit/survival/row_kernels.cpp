#include "venscope/survival/row_kernels.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

constexpr std::size_t row_counts[] = {0, 1, 2, 7, 64, 127, 128, 129, 300};
constexpr std::size_t column_counts[] = {1,  2,  3,  4,  5,  7,  8,  9, 12,
                                         15, 16, 17, 20, 24, 25, 31, 41};

std::vector<double> random_numbers(std::size_t count, std::size_t beyond, std::uint64_t which) {
  RandomStream random(12, "row kernels", which);
  std::vector<double> values(count + beyond);
  for (std::size_t i = 0; i < count; ++i) values[i] = random.normal();
  return values;
}

/// Rows that do not begin at any boundary, with a factor each.
struct DesignRows {
  std::size_t p;
  std::vector<double> values, factor;

  DesignRows(std::size_t rows, std::size_t columns)
      : p(columns),
        values(random_numbers(1 + rows * p, RowKernels::lanes - 1, 1)),
        factor(random_numbers(rows, 1, 2)) {}
  const double* x() const { return values.data() + 1; }
  double at(std::size_t i, std::size_t j) const { return x()[i * p + j]; }
};

}  // namespace

TEST(RowKernels, PredictionsAddUpLanesByHalves) {
  for (const std::size_t count : row_counts)
    for (const std::size_t p : column_counts) {
      const DesignRows rows(count, p);
      const std::vector<double> beta = random_numbers(p, RowKernels::padded(p) - p, 3);
      for (const RowKernels& kernels : all_row_kernels()) {
        std::vector<double> out(count + 1, -1.0);
        kernels.predict(rows.x(), p, count, beta.data(), out.data());
        EXPECT_EQ(out[count], -1.0);
        for (std::size_t i = 0; i < count; ++i) {
          double lane[8] = {};
          for (std::size_t j = 0; j < p; ++j) lane[j % 8] += rows.at(i, j) * beta[j];
          ASSERT_EQ(out[i], ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
                                ((lane[1] + lane[5]) + (lane[3] + lane[7])))
              << "row " << i << " of " << count << ", " << p << " columns";
        }
      }
    }
}

TEST(RowKernels, CombinationsGoRowByRow) {
  for (const std::size_t count : row_counts)
    for (const std::size_t p : column_counts) {
      const DesignRows rows(count, p);
      const std::vector<double> start = random_numbers(p, RowKernels::padded(p) - p, 4);
      for (const RowKernels& kernels : all_row_kernels()) {
        std::vector<double> sum = start;
        kernels.combine(rows.x(), p, count, rows.factor.data(), sum.data());
        for (std::size_t j = 0; j < p; ++j) {
          double expected = start[j];
          for (std::size_t i = 0; i < count; ++i) expected += rows.factor[i] * rows.at(i, j);
          ASSERT_EQ(sum[j], expected) << "column " << j << " of " << p << ", " << count << " rows";
        }
      }
    }
}

TEST(RowKernels, CrossProductsGoPieceByPiece) {
  for (const std::size_t count : row_counts)
    for (const std::size_t p : column_counts) {
      const DesignRows rows(count, p);
      const std::size_t stride = RowKernels::padded(p);
      for (const RowKernels& kernels : all_row_kernels()) {
        std::vector<double> cross(stride * stride, 0.5);
        kernels.cross(rows.x(), p, count, rows.factor.data(), cross.data());
        for (std::size_t l = 0; l < p; ++l)
          for (std::size_t k = l; k < p; ++k) {
            double expected = 0.5;
            for (std::size_t from = 0; from < count; from += RowKernels::rows_together) {
              double piece = 0;
              for (std::size_t i = from; i < std::min(count, from + RowKernels::rows_together); ++i)
                piece += rows.at(i, k) * (rows.factor[i] * rows.at(i, l));
              expected += piece;
            }
            ASSERT_EQ(cross[l * stride + k], expected)
                << k << ", " << l << " of " << p << " columns, " << count << " rows";
          }
      }
    }
}

TEST(RowKernels, SquaresAndBlendsGoElementByElement) {
  for (const std::size_t count : row_counts)
    for (const std::size_t p : column_counts) {
      const DesignRows rows(count, p);
      const std::vector<double> start = random_numbers(p, RowKernels::padded(p) - p, 4),
                                common = random_numbers(3 * p, RowKernels::lanes, 5),
                                factors = random_numbers(4 * count, 1, 6);
      for (const RowKernels& kernels : all_row_kernels()) {
        std::vector<double> sum = start, out(count * p + 1, -1.0);
        kernels.squares(rows.x(), p, count, rows.factor.data(), sum.data());
        kernels.blend(rows.x(), p, count, factors.data(), common.data(), out.data());
        EXPECT_EQ(out[count * p], -1.0);
        for (std::size_t j = 0; j < p; ++j) {
          double expected = start[j];
          for (std::size_t i = 0; i < count; ++i) {
            const double x = rows.at(i, j), *f = &factors[4 * i];
            expected += (rows.factor[i] * x) * (rows.factor[i] * x);
            ASSERT_EQ(out[i * p + j], ((f[0] * x + f[1] * common[j]) + f[2] * common[p + j]) +
                                          f[3] * common[2 * p + j])
                << i << ", " << j << " of " << p;
          }
          ASSERT_EQ(sum[j], expected) << "column " << j << " of " << p << ", " << count << " rows";
        }
      }
    }
}

TEST(RowKernels, RunningSumsAreWrittenWhereSetsEnd) {
  for (const std::size_t count : row_counts)
    for (const std::size_t p : column_counts) {
      const DesignRows rows(count, p);
      const std::vector<double> start = random_numbers(p, RowKernels::padded(p) - p, 4);
      std::vector<std::uint8_t> ends(count + 1);
      for (std::size_t i = 0; i < count; ++i) ends[i] = i % 5 == 0 || i % 7 == 3;
      for (const RowKernels& kernels : all_row_kernels()) {
        std::vector<double> sum = start, out(count * p + RowKernels::lanes);
        kernels.running(rows.x(), p, count, rows.factor.data(), ends.data(), sum.data(),
                        out.data());
        std::vector<double> expected = start;
        std::size_t written = 0;
        for (std::size_t i = 0; i < count; ++i) {
          for (std::size_t j = 0; j < p; ++j) expected[j] += rows.factor[i] * rows.at(i, j);
          for (std::size_t j = 0; j < p && ends[i] != 0; ++j)
            ASSERT_EQ(out[written * p + j], expected[j]) << i << ", " << j << " of " << p;
          written += ends[i];
        }
        for (std::size_t j = 0; j < p; ++j) ASSERT_EQ(sum[j], expected[j]);
      }
    }
}
