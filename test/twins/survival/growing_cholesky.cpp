// The factor that grows and shrinks against one formed at once.
#include "venscope/survival/growing_cholesky.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

// Five blocks of columns, so that borders between blocks are crossed.
constexpr std::size_t order_of_matrix = 160;

/// A'A of a random A with 240 rows, column by column.
std::vector<double> random_products() {
  constexpr std::size_t rows = 240;
  RandomStream stream(3, "growing cholesky");
  std::vector<double> a(rows * order_of_matrix), matrix(order_of_matrix * order_of_matrix);
  for (double& value : a) value = stream.normal();
  for (std::size_t c = 0; c < order_of_matrix; ++c)
    for (std::size_t r = 0; r < order_of_matrix; ++r)
      for (std::size_t i = 0; i < rows; ++i)
        matrix[c * order_of_matrix + r] += a[c * rows + i] * a[r * rows + i];
  return matrix;
}

/// The largest |M x - b| where x solves by the factor of the chosen rows and columns.
template <class Number>
double error_of(const GrowingCholesky<Number>& factor, const std::vector<double>& matrix,
                const std::vector<std::size_t>& chosen, double ridge) {
  std::vector<double> b, x;
  for (const std::size_t k : chosen) b.push_back(std::cos(static_cast<double>(k)));
  x = b;
  factor.solve(x);
  double worst = 0;
  for (std::size_t r = 0; r < chosen.size(); ++r) {
    double sum = ridge * x[r];
    for (std::size_t c = 0; c < chosen.size(); ++c)
      sum += matrix[chosen[c] * order_of_matrix + chosen[r]] * x[c];
    worst = std::max(worst, std::abs(sum - b[r]));
  }
  return worst;
}

/// All of the chosen at once.
template <class Number>
bool put_all_in(GrowingCholesky<Number>& factor, const std::vector<double>& matrix,
                const std::vector<std::size_t>& chosen, double ridge) {
  factor.expect(chosen.size());
  std::vector<double> diagonal;
  for (std::size_t c = 0; c < chosen.size(); ++c) {
    std::vector<Number> below;
    for (std::size_t r = c; r < chosen.size(); ++r)
      below.push_back(static_cast<Number>(matrix[chosen[c] * order_of_matrix + chosen[r]]));
    factor.write(c, c, below);
    diagonal.push_back(matrix[chosen[c] * order_of_matrix + chosen[c]] + ridge);
  }
  return factor.factorise(diagonal);
}

template <class Number>
bool put_in(GrowingCholesky<Number>& factor, const std::vector<double>& matrix,
            std::vector<std::size_t>& chosen, std::size_t k, double ridge) {
  std::vector<Number> products;
  for (const std::size_t l : chosen)
    products.push_back(static_cast<Number>(matrix[k * order_of_matrix + l]));
  if (!factor.add(products, matrix[k * order_of_matrix + k] + ridge)) return false;
  chosen.push_back(k);
  return true;
}

}  // namespace

TEST(GrowingCholeskyTwin, AfterManyChangesItSolvesForThoseThatAreThere) {
  const std::vector<double> matrix = random_products();
  for (const double ridge : {0.0, 0.5}) {
    GrowingCholesky<double> factor;
    std::vector<std::size_t> chosen{7, 3, 20, 11};
    ASSERT_TRUE(put_all_in(factor, matrix, chosen, ridge));
    EXPECT_LT(error_of(factor, matrix, chosen, ridge), 1e-12);
    RandomStream stream(4, "changes");
    std::size_t most = 0;
    for (int change = 0; change < 400; ++change) {
      const auto k = static_cast<std::size_t>(stream.below(order_of_matrix));
      const auto at = std::find(chosen.begin(), chosen.end(), k);
      if (at == chosen.end()) {
        ASSERT_TRUE(put_in(factor, matrix, chosen, k, ridge));
      } else {
        factor.drop(static_cast<std::size_t>(at - chosen.begin()));
        chosen.erase(at);
      }
      ASSERT_EQ(factor.size(), chosen.size());
      most = std::max(most, chosen.size());
      ASSERT_LT(error_of(factor, matrix, chosen, ridge), 1e-11) << "change " << change;
    }
    EXPECT_GT(most, 80u);  // beyond the room it began with, and beyond a block
  }
}

// Floats do the same to some digits.
TEST(GrowingCholeskyTwin, InFloatsToo) {
  const std::vector<double> matrix = random_products();
  GrowingCholesky<float> factor;
  std::vector<std::size_t> chosen{7, 3, 20, 11};
  ASSERT_TRUE(put_all_in(factor, matrix, chosen, 0));
  RandomStream stream(4, "changes");
  for (int change = 0; change < 400; ++change) {
    const auto k = static_cast<std::size_t>(stream.below(order_of_matrix));
    const auto at = std::find(chosen.begin(), chosen.end(), k);
    if (at == chosen.end()) {
      ASSERT_TRUE(put_in(factor, matrix, chosen, k, 0));
    } else {
      factor.drop(static_cast<std::size_t>(at - chosen.begin()));
      chosen.erase(at);
    }
    ASSERT_EQ(factor.size(), chosen.size());
    ASSERT_LT(error_of(factor, matrix, chosen, 0), 1e-3) << "change " << change;
  }
}

TEST(GrowingCholeskyTwin, RefusesWhatTheOthersExplain) {
  std::vector<double> matrix = random_products();
  // Column and row 5 become those of the sum of 1 and 2.
  const auto at = [&](std::size_t r, std::size_t c) -> double& {
    return matrix[c * order_of_matrix + r];
  };
  for (std::size_t r = 0; r < order_of_matrix; ++r) at(r, 5) = at(r, 1) + at(r, 2);
  for (std::size_t c = 0; c < order_of_matrix; ++c) at(5, c) = at(1, c) + at(2, c);
  GrowingCholesky<double> factor;
  std::vector<std::size_t> chosen;
  ASSERT_TRUE(put_in(factor, matrix, chosen, 1, 0));
  ASSERT_TRUE(put_in(factor, matrix, chosen, 2, 0));
  EXPECT_FALSE(put_in(factor, matrix, chosen, 5, 0));
  EXPECT_EQ(factor.size(), 2u);
  EXPECT_LT(error_of(factor, matrix, chosen, 0), 1e-13);
  const std::vector<std::size_t> all{1, 2, 5};
  GrowingCholesky<double> other;
  EXPECT_FALSE(put_all_in(other, matrix, all, 0));
  EXPECT_EQ(other.size(), 0u);
}

TEST(GrowingCholeskyTwin, TellsTheProductsItIsOf) {
  const std::vector<double> matrix = random_products();
  std::vector<std::size_t> chosen(140);
  std::iota(chosen.begin(), chosen.end(), std::size_t{10});
  GrowingCholesky<double> factor;
  ASSERT_TRUE(put_all_in(factor, matrix, chosen, 0));
  for (const std::size_t out : {137u, 64u, 0u}) {
    factor.drop(out);
    chosen.erase(chosen.begin() + out);
  }
  for (std::size_t k = 0; k < chosen.size(); ++k) {
    const std::vector<double> row = factor.row(k);
    ASSERT_EQ(row.size(), chosen.size());
    for (std::size_t l = 0; l < chosen.size(); ++l)
      ASSERT_NEAR(row[l], matrix[chosen[k] * order_of_matrix + chosen[l]], 1e-11);
  }
  // Multiplied out, with another diagonal, it is a factor again.
  for (const double ridge : {3.0, 0.5}) {
    factor.multiply_out();
    EXPECT_EQ(factor.size(), 0u);
    std::vector<double> diagonal;
    for (const std::size_t k : chosen) diagonal.push_back(matrix[k * order_of_matrix + k] + ridge);
    ASSERT_TRUE(factor.factorise(diagonal));
    EXPECT_LT(error_of(factor, matrix, chosen, ridge), 1e-11);
  }
}
