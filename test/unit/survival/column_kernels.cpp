#include "venscope/survival/column_kernels.hpp"

#include "venscope/base/random.hpp"
#include "venscope/survival/nearest_combination.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// Columns that do not begin at any boundary, and pointers to them.
struct Columns {
  std::vector<double> values;
  std::vector<const double*> at;

  Columns(std::size_t rows, std::size_t count, std::uint64_t which) : values(rows * count + 1) {
    RandomStream random(11, "column kernels", which);
    for (double& value : values) value = random.normal();
    for (std::size_t k = 0; k < count; ++k) at.push_back(values.data() + 1 + k * rows);
  }
};

/// The inner product in the order that the header promises.
double by_hand(const double* a, const double* b, std::size_t rows) {
  double total = 0;
  for (std::size_t from = 0; from < rows; from += ColumnKernels::rows_together) {
    double lane[8] = {};
    for (std::size_t i = from; i < std::min(rows, from + ColumnKernels::rows_together); ++i)
      lane[(i - from) % 8] += a[i] * b[i];
    const double sum =
        ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
    total = from == 0 ? sum : total + sum;
  }
  return total;
}

constexpr std::size_t some_rows[] = {0, 1, 7, 8, 9, 16, 61, 511, 512, 513, 1300};

}  // namespace

TEST(ColumnKernels, ProductsAreSumsInOneOrderWhateverTheWidth) {
  for (const std::size_t rows : some_rows)
    for (const std::size_t a_count : {1u, 2u, 3u, 7u, 8u, 13u})
      for (const std::size_t b_count : {1u, 2u, 3u, 4u, 5u, 11u}) {
        const Columns a(rows, a_count, 1), b(rows, b_count, 2);
        const std::size_t stride = a_count + 3;
        for (const ColumnKernels& kernels : all_column_kernels()) {
          std::vector<double> out(stride * b_count, -1.0);
          kernels.products(a.at.data(), a_count, b.at.data(), b_count, rows, out.data(), stride);
          for (std::size_t l = 0; l < b_count; ++l)
            for (std::size_t k = 0; k < stride; ++k)
              ASSERT_EQ(out[l * stride + k], k < a_count ? by_hand(a.at[k], b.at[l], rows) : -1.0)
                  << rows << " rows, " << k << " of " << a_count << ", " << l << " of " << b_count;
        }
      }
}

TEST(ColumnKernels, SumsGoColumnByColumn) {
  for (const std::size_t rows : some_rows)
    for (const std::size_t count : {0u, 1u, 3u, 4u, 8u, 21u}) {
      const Columns a(rows, count, 3);
      Columns start(rows, 1, 4), factor(count, 1, 5);
      std::vector<double> expected(start.at[0], start.at[0] + rows);
      for (std::size_t k = 0; k < count; ++k)
        for (std::size_t i = 0; i < rows; ++i) expected[i] += factor.at[0][k] * a.at[k][i];
      for (const ColumnKernels& kernels : all_column_kernels()) {
        std::vector<double> y(start.at[0], start.at[0] + rows);
        kernels.add(a.at.data(), factor.at[0], count, rows, y.data());
        ASSERT_EQ(y, expected) << rows << " rows, " << count << " columns";
      }
    }
}

TEST(ColumnKernels, RotationsTurnEveryPair) {
  const double c = 0.6, s = 0.8;
  for (const std::size_t rows : some_rows)
    for (const ColumnKernels& kernels : all_column_kernels()) {
      const Columns given(rows, 2, 6);
      std::vector<double> x(given.at[0], given.at[0] + rows), y(given.at[1], given.at[1] + rows);
      kernels.rotate(x.data(), y.data(), rows, c, s);
      for (std::size_t i = 0; i < rows; ++i) {
        EXPECT_EQ(x[i], c * given.at[0][i] + s * given.at[1][i]);
        EXPECT_EQ(y[i], c * given.at[1][i] - s * given.at[0][i]);
      }
    }
}

TEST(ColumnKernels, MomentsAreAboutACentreAndOfWhatHasAWeight) {
  for (const std::size_t rows : some_rows) {
    const Columns given(rows, 2, 9);
    std::vector<double> weight(rows), off(rows), there(rows), weighted(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      weight[i] = i % 3 == 0 ? 0 : std::abs(given.at[1][i]);
      off[i] = given.at[0][i] - 0.25;
      there[i] = weight[i] > 0 ? off[i] : 0;
      weighted[i] = weight[i] * off[i];
    }
    for (const ColumnKernels& kernels : all_column_kernels()) {
      const ColumnMoments<double> found = kernels.moments(given.at[0], weight.data(), rows, 0.25);
      const auto rounding = 1e-15 * static_cast<double>(rows + 10);
      EXPECT_NEAR(found.first, by_hand(weight.data(), off.data(), rows), rounding);
      EXPECT_NEAR(found.second, by_hand(weighted.data(), off.data(), rows), rounding);
      EXPECT_NEAR(found.length, by_hand(there.data(), off.data(), rows), rounding);
      const ColumnMoments<double> plain =
          all_column_kernels()[0].moments(given.at[0], weight.data(), rows, 0.25);
      EXPECT_EQ(found.first, plain.first);
      EXPECT_EQ(found.second, plain.second);
      EXPECT_EQ(found.length, plain.length);
    }
  }
}

TEST(ColumnKernels, StandardisedColumnsAreRoundedOnce) {
  for (const std::size_t rows : some_rows)
    for (const std::size_t count : {1u, 8u, 11u}) {
      const Columns given(rows, count, 10);
      const std::vector<double> centre(count, 0.5), by(count, -3);
      std::vector<float> floats(rows * count);
      std::vector<double> doubles(rows * count);
      for (const SingleColumnKernels& kernels : all_single_column_kernels()) {
        kernels.standardise(given.at.data(), centre.data(), by.data(), count, rows, floats.data());
        column_kernels().standardise(given.at.data(), centre.data(), by.data(), count, rows,
                                     doubles.data());
        for (std::size_t i = 0; i < rows * count; ++i) {
          EXPECT_EQ(doubles[i], (given.at[i / rows][i % rows] - 0.5) * -3);
          EXPECT_EQ(floats[i], static_cast<float>(doubles[i]));
        }
      }
    }
}

TEST(ColumnKernels, OfFloatsDoTheSameWhateverTheWidth) {
  for (const std::size_t rows : some_rows) {
    const Columns given(rows, 14, 8);
    std::vector<float> values(given.values.begin(), given.values.end());
    std::vector<const float*> a, b;
    for (std::size_t k = 0; k < 14; ++k) (k < 9 ? a : b).push_back(values.data() + 1 + k * rows);
    std::vector<float> first_out, first_y, first_x;
    for (const SingleColumnKernels& kernels : all_single_column_kernels()) {
      std::vector<float> out(45), factor{0.5F, -1, 2, 0.25F, 3, 1, 1, -2, 0.125F};
      kernels.products(a.data(), 9, b.data(), 5, rows, out.data(), 9);
      std::vector<float> y(b[0], b[0] + rows), x(b[1], b[1] + rows);
      kernels.add(a.data(), factor.data(), 9, rows, y.data());
      kernels.rotate(x.data(), y.data(), rows, 0.6F, 0.8F);
      if (first_out.empty()) {
        first_out = out;
        first_x = x;
        first_y = y;
        for (std::size_t l = 0; l < 5; ++l)
          for (std::size_t k = 0; k < 9; ++k)
            EXPECT_NEAR(out[l * 9 + k], by_hand(given.at[k], given.at[9 + l], rows),
                        1e-6 * static_cast<double>(rows + 10));
        for (std::size_t i = 0; i < rows; ++i) {
          double sum = given.at[9][i];
          for (std::size_t k = 0; k < 9; ++k)
            sum += static_cast<double>(factor[k]) * given.at[k][i];
          // x and y by turns: (c x + s y, c y - s x).
          EXPECT_NEAR(x[i], 0.6 * given.at[10][i] + 0.8 * sum, 1e-5);
          EXPECT_NEAR(y[i], 0.6 * sum - 0.8 * given.at[10][i], 1e-5);
        }
      }
      EXPECT_EQ(out, first_out);
      EXPECT_EQ(x, first_x);
      EXPECT_EQ(y, first_y);
    }
  }
}

namespace {

/// Columns one below the other.
std::vector<double> one_below_the_other(std::span<const double* const> columns, std::size_t rows) {
  std::vector<double> all;
  for (const double* column : columns) all.insert(all.end(), column, column + rows);
  return all;
}

}  // namespace

TEST(NearestCombination, WhatIsLeftIsAtRightAnglesToAll) {
  const std::size_t rows = 90;
  Columns given(rows, 6, 7);
  const std::vector<double> by = nearest_combination(
      one_below_the_other(std::span(given.at).first(5), rows), {given.at[5], rows});
  ASSERT_EQ(by.size(), 5u);
  std::vector<double> left(given.at[5], given.at[5] + rows);
  for (std::size_t k = 0; k < 5; ++k)
    for (std::size_t i = 0; i < rows; ++i) left[i] -= by[k] * given.at[k][i];
  for (std::size_t k = 0; k < 5; ++k)
    EXPECT_NEAR(by_hand(given.at[k], left.data(), rows), 0, 1e-12);
}

TEST(NearestCombination, EndsBeforeAVectorThatOthersExplain) {
  const std::size_t rows = 50;
  Columns given(rows, 4, 8);
  std::vector<double> sum(rows);
  for (std::size_t i = 0; i < rows; ++i) sum[i] = 2 * given.at[0][i] - given.at[1][i];
  const std::vector<double> vectors =
      one_below_the_other({{given.at[0], given.at[1], sum.data(), given.at[2]}}, rows);
  EXPECT_EQ(nearest_combination(vectors, {given.at[3], rows}).size(), 2u);
  EXPECT_TRUE(nearest_combination({}, {given.at[3], rows}).empty());
  const std::vector<double> itself = nearest_combination(vectors, sum);
  EXPECT_NEAR(itself[0], 2, 1e-12);
  EXPECT_NEAR(itself[1], -1, 1e-12);
}
