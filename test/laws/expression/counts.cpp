#include "venscope/expression/counts.hpp"

#include "support/from_r.hpp"

#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

namespace {

Matrix random_counts(std::size_t samples, std::size_t genes, unsigned seed) {
  std::mt19937_64 random(seed);
  Matrix counts(samples, genes);
  for (std::size_t g = 0; g < genes; ++g) {
    std::poisson_distribution<int> reads(5.0 + static_cast<double>(random() % 400));
    for (double& value : counts.column(g)) value = reads(random);
  }
  return counts;
}

}  // namespace

TEST(CountsLaws, FactorsHaveAGeometricMeanOfOne) {
  const Matrix counts = random_counts(7, 300, 1);
  double logs = 0.0;
  for (const double factor : tmm_factors(counts, library_sizes(counts))) logs += std::log(factor);
  EXPECT_NEAR(logs, 0.0, 1e-13);
}

TEST(CountsLaws, DeeperSequencingAloneIsNoFactor) {
  const Matrix once = random_counts(1, 200, 2);
  Matrix counts(4, 200);
  for (std::size_t g = 0; g < 200; ++g)
    for (std::size_t i = 0; i < 4; ++i) counts(i, g) = once(0, g) * static_cast<double>(i + 1);
  for (const double factor : tmm_factors(counts, library_sizes(counts)))
    EXPECT_NEAR(factor, 1.0, 1e-12);
  const auto sizes = median_of_ratios(counts);
  ASSERT_TRUE(sizes);
  for (std::size_t i = 1; i < 4; ++i)
    EXPECT_TRUE(agrees((*sizes)[i] / (*sizes)[0], static_cast<double>(i + 1), 1e-12));
}

TEST(CountsLaws, WhatIsNoCountIsNamed) {
  Matrix counts = random_counts(3, 4, 3);
  const std::vector<std::string> samples = {"s1", "s2", "s3"}, genes = {"A", "MCL1", "C", "D"};
  EXPECT_TRUE(check_counts(counts, samples, genes).empty());
  counts(1, 1) = -4;
  counts(2, 1) = 0.5;
  counts(0, 2) = std::numeric_limits<double>::quiet_NaN();
  const Problems problems = check_counts(counts, samples, genes);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_NE(problems[1].what.find("negative, the first of MCL1 in s2 (-4)"), std::string::npos);
  EXPECT_EQ(check_counts(counts, samples, genes, true).size(), 2u);
  for (double& value : counts.values) value = 1;
  for (std::size_t g = 0; g < 4; ++g) counts(2, g) = 0;
  const Problems empty = check_counts(counts, samples, genes);
  ASSERT_EQ(empty.size(), 1u);
  EXPECT_EQ(empty[0].code, "expression.zero_library");
}
