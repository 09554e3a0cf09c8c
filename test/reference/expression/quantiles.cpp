#include "support/from_r.hpp"
#include "venscope/expression/transform.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using test::agrees;

namespace {

/// A list of samples as a matrix with a row each.
Matrix samples(const nlohmann::json& list) {
  Matrix matrix(list.size(), list[0].size());
  for (std::size_t i = 0; i < matrix.rows; ++i)
    for (std::size_t j = 0; j < matrix.columns; ++j) matrix(i, j) = test::number(list[i][j]);
  return matrix;
}

/// Sums of a few values, each rounded: 1e-13.
void expect_same(const Matrix& matrix, const nlohmann::json& expected, const std::string& what) {
  const Matrix other = samples(expected);
  ASSERT_EQ(matrix.values.size(), other.values.size());
  for (std::size_t k = 0; k < other.values.size(); ++k)
    EXPECT_TRUE(agrees(matrix.values[k], other.values[k], 1e-13, 1e-14)) << what << ", value " << k;
}

std::vector<double> numbers(const nlohmann::json& list) {
  std::vector<double> values;
  for (const auto& value : list) values.push_back(test::number(value));
  return values;
}

}  // namespace

TEST(Quantiles, AsPreprocessCore) {
  const nlohmann::json cases = test::from_r("expression", "quantiles");
  ASSERT_FALSE(cases.empty());
  for (const auto& one : cases) {
    const std::string name = one["name"];
    const Matrix x = samples(one["x"]);
    const std::vector<double> target = expression::quantile_target(x);
    const std::vector<double> determined = numbers(one["determined"]);
    ASSERT_EQ(target.size(), determined.size());
    for (std::size_t j = 0; j < target.size(); ++j)
      EXPECT_TRUE(agrees(target[j], determined[j], 1e-13, 1e-14)) << name << " target " << j;
    Matrix normalised = x;
    expression::map_samples(normalised, target);
    expect_same(normalised, one["normalised"], name + " normalised");
    std::vector<double> other = numbers(one["target"]);
    Matrix mapped = x;
    expression::map_samples(mapped, other);
    expect_same(mapped, one["mapped"], name + " mapped");
    other.resize(other.size() / 2);
    Matrix stretched = x;
    expression::map_samples(stretched, other);
    expect_same(stretched, one["mapped_stretched"], name + " stretched");
  }
}
