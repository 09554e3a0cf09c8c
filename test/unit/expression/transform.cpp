#include "venscope/expression/transform.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// A column per gene.
Matrix genes(const std::vector<std::vector<double>>& columns) {
  Matrix matrix(columns[0].size(), columns.size());
  for (std::size_t j = 0; j < columns.size(); ++j)
    std::copy(columns[j].begin(), columns[j].end(), matrix.column(j).begin());
  return matrix;
}

}  // namespace

TEST(Transform, LogarithmOfCounts) {
  std::vector<std::string> suspicions;
  const auto logged = log2_plus_one(genes({{0, 1, 1023}, {3, missing, 7}}), suspicions);
  ASSERT_TRUE(logged);
  EXPECT_EQ(logged->values[2], 10);
  EXPECT_EQ(logged->values[3], 2);
  EXPECT_TRUE(std::isnan(logged->values[4]));
  EXPECT_TRUE(suspicions.empty());
}

TEST(Transform, ASecondLogarithmIsSuspected) {
  std::vector<std::string> suspicions;
  EXPECT_TRUE(log2_plus_one(genes({{0.5, 12.25}}), suspicions));
  EXPECT_EQ(suspicions, std::vector<std::string>{
                            "no value is above 12.25: the values may be logarithms already, and "
                            "log2(x + 1) was taken of them"});
}

TEST(Transform, NoLogarithmBelowZero) {
  std::vector<std::string> suspicions;
  const auto logged = log2_plus_one(genes({{-1.5, 2, missing}}), suspicions);
  ASSERT_FALSE(logged);
  EXPECT_EQ(
      to_text(logged.error()),
      "1 of 2 values are below 0, the lowest is -1.5: there is no logarithm of them, expected "
      "counts or intensities from 0 on; the values may be logarithms already: take them as they "
      "are\n");
}

TEST(Transform, ScaleIsGuessed) {
  const ScaleGuess counts = scale_guess(genes({{0, 5, 1000}}));
  EXPECT_TRUE(counts.whole);
  EXPECT_FALSE(counts.logged);
  EXPECT_EQ(counts.zeros, 1u);
  EXPECT_TRUE(scale_guess(genes({{-2.5, 7}})).logged);
  EXPECT_EQ(scale_guess(genes({{missing, missing}})).values, 0u);
  EXPECT_FALSE(scale_guess(genes({{missing, missing}})).logged);
}

TEST(Transform, StandardisedGenesHaveMeanZeroAndDeviationOne) {
  Matrix matrix = genes({{1, 2, 3, missing}, {0.1, 0.1, 0.1, 0.1}, {missing, missing, 4, missing}});
  EXPECT_EQ(standardise_genes(matrix), (std::vector<std::size_t>{1, 2}));
  EXPECT_EQ(matrix(0, 0), -1);
  EXPECT_EQ(matrix(1, 0), 0);
  EXPECT_EQ(matrix(2, 0), 1);
  for (const std::size_t i : {3u, 4u, 5u, 6u, 7u, 10u}) EXPECT_TRUE(std::isnan(matrix.values[i]));
}

TEST(Transform, GenesThatSayNothingAreNamed) {
  const Matrix matrix = genes({{1, 2, 3}, {missing, missing, missing}, {4, missing, 4}, {0, 0, 9}});
  EXPECT_EQ(uninformative_genes(matrix, {.above = 0.5, .samples = 2}),
            (std::vector{Uninformative::no, Uninformative::all_missing, Uninformative::constant,
                         Uninformative::low}));
  EXPECT_EQ(uninformative_genes(matrix)[3], Uninformative::no);
}

TEST(Transform, GenesTakeTheDistributionOfTheReference) {
  Matrix matrix = genes({{3, 1, 2}, {1, 2, missing}, {1, 2, 3}});
  const Matrix reference = genes({{10, 30, 20}, {5, 7, 6}, {missing, missing, missing}});
  EXPECT_EQ(map_genes(matrix, reference), std::vector<std::size_t>{2});
  EXPECT_EQ(matrix(0, 0), 30);
  EXPECT_EQ(matrix(1, 0), 10);
  EXPECT_EQ(matrix(2, 0), 20);
  EXPECT_EQ(matrix(0, 1), 5);
  EXPECT_EQ(matrix(1, 1), 7);
  EXPECT_TRUE(std::isnan(matrix(2, 1)));
  EXPECT_TRUE(std::isnan(matrix(0, 2)));
}

TEST(Transform, QuantilesOfNothing) {
  EXPECT_TRUE(quantile_target(genes({{missing}, {missing}})).empty());
  Matrix matrix = genes({{missing}, {missing}});
  map_samples(matrix, quantile_target(matrix));
  EXPECT_TRUE(std::isnan(matrix.values[0]));
}
