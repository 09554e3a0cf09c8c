// What holds of imputations whatever the data.
#include "venscope/imputation/impute.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::imputation;

namespace {

/// x and z normal, y = 1 + 2 x - z + error; a third of y is missing where x is above 0.
cohort::Table regression_table(std::size_t n, bool binary) {
  std::mt19937 engine(4);
  std::normal_distribution<double> normal;
  cohort::Table table;
  table.file = "t.csv";
  table.rows = n;
  for (const char* name : {"x", "z", "y"}) {
    cohort::Column column;
    column.name = name;
    table.columns.push_back(column);
  }
  for (std::size_t i = 0; i < n; ++i) {
    const double x = normal(engine), z = normal(engine), e = normal(engine);
    const double eta = 1 + 2 * x - z;
    double y = eta + e;
    if (binary) y = static_cast<double>(engine()) / 4294967296.0 < 1 / (1 + std::exp(-eta));
    if (x > 0 && engine() % 3 != 0) y = cohort::missing_number;
    table.columns[0].number.push_back(x);
    table.columns[1].number.push_back(z);
    table.columns[2].number.push_back(y);
  }
  return table;
}

const std::vector<std::string> names{"x", "z", "y"};

}  // namespace

TEST(ImputeLaw, ThreadsChangeNothingAndSeedsDo) {
  const cohort::Table table = regression_table(80, false);
  const auto values = [&](std::uint64_t seed, unsigned threads) {
    return impute(table, names, Matrix(80, 0),
                  {.imputations = 4, .iterations = 3, .seed = seed, .threads = threads})
        .value()
        .values;
  };
  EXPECT_EQ(values(1, 1), values(1, 2));
  EXPECT_NE(values(1, 1), values(2, 1));
  EXPECT_NE(values(1, 1)[0], values(1, 1)[1]);
}

TEST(ImputeLaw, MoreImputationsLeaveTheFirstOnesAsTheyWere) {
  const cohort::Table table = regression_table(60, true);
  const auto few = impute(table, names, Matrix(60, 0), {.imputations = 2}).value();
  const auto many = impute(table, names, Matrix(60, 0), {.imputations = 5}).value();
  EXPECT_EQ(few.values[1], many.values[1]);
}

// Where the complete rows mislead (y is missing where x is large), the mean over imputations is
// that of the whole: E y = 1. Five standard errors.
TEST(ImputeLaw, TheMeanIsRestoredUnderMissingAtRandom) {
  const std::size_t n = 3000;
  for (const bool binary : {false, true}) {
    const cohort::Table table = regression_table(n, binary);
    const auto result =
        impute(table, names, Matrix(n, 0), {.imputations = 5, .iterations = 2}).value();
    double mean = 0;
    for (std::size_t k = 0; k < 5; ++k) {
      const cohort::Table whole = completed(table, result, k);
      for (const double y : whole.columns[2].number) mean += y / static_cast<double>(5 * n);
    }
    double expected = 1, error = std::sqrt(6.0 / n);
    if (binary) {
      // E P(y) over x and z: eta is normal with mean 1 and variance 5.
      expected = 0;
      for (int k = -4000; k <= 4000; ++k) {
        const double t = k / 500.0;
        expected += std::exp(-t * t / 2) / std::sqrt(2 * M_PI) / 500.0 /
                    (1 + std::exp(-(1 + std::sqrt(5.0) * t)));
      }
      error = 0.5 / std::sqrt(n);
    }
    EXPECT_NEAR(mean, expected, 5 * 1.5 * error) << binary;
  }
}

// A category that a predictor separates perfectly, and predictors that repeat each other, do no
// harm.
TEST(ImputeLaw, SeparationAndCollinearityAreBorne) {
  cohort::Table table;
  table.file = "t.csv";
  table.rows = 40;
  for (const char* name : {"a", "b", "c"}) {
    cohort::Column column;
    column.name = name;
    table.columns.push_back(column);
  }
  for (std::size_t i = 0; i < 40; ++i) {
    const auto x = static_cast<double>(i);
    table.columns[0].number.push_back(x);
    table.columns[1].number.push_back(3 * x - 7);
    table.columns[2].number.push_back(i % 5 == 0 ? cohort::missing_number : (i > 20 ? 1 : 0));
  }
  const auto result =
      impute(table, {"a", "b", "c"}, Matrix(40, 1, 1.0), {.imputations = 40, .iterations = 2})
          .value();
  double low = 0, high = 0;
  for (const auto& values : result.values) {
    low += values[0][0];
    high += values[0][7];
  }
  EXPECT_LT(low, 8);
  EXPECT_GT(high, 32);
}
