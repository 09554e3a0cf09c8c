// The first principal component against power iteration on the patients' side.
#include "venscope/signature/random_sets.hpp"

#include "support/signature_data.hpp"

#include <gtest/gtest.h>

namespace venscope::signature {
namespace {

TEST(FirstComponentTwin, IsTheDirectionOfLargestVariance) {
  test::SignatureData data = test::signature_data(40, 8, 0, 0, 51);
  for (std::size_t i = 0; i < 40; ++i) {
    data.expression(i, 1) = data.expression(i, 0) + 0.3 * data.expression(i, 1);
    data.expression(i, 7) = 3;  // does not vary
  }
  const std::vector<std::size_t> genes{0, 1, 2, 5, 7};
  const std::vector<double> score = first_component(data.expression, genes);
  // Z Z' applied again and again to any vector of patients.
  std::vector<std::vector<double>> z;
  for (const std::size_t g : {0u, 1u, 2u, 5u}) {
    std::vector<double> column(data.expression.column(g).begin(), data.expression.column(g).end());
    double mean = 0, squares = 0;
    for (const double value : column) mean += value / 40;
    for (double& value : column) value -= mean;
    for (const double value : column) squares += value * value;
    for (double& value : column) value /= std::sqrt(squares / 39);
    z.push_back(column);
  }
  std::vector<double> v(40);
  for (std::size_t i = 0; i < 40; ++i) v[i] = std::sin(static_cast<double>(i * i));
  for (int turn = 0; turn < 20000; ++turn) {
    std::vector<double> next(40, 0.0);
    for (const auto& column : z) {
      const double along = std::inner_product(column.begin(), column.end(), v.begin(), 0.0);
      for (std::size_t i = 0; i < 40; ++i) next[i] += along * column[i];
    }
    const double length =
        std::sqrt(std::inner_product(next.begin(), next.end(), next.begin(), 0.0));
    for (std::size_t i = 0; i < 40; ++i) v[i] = next[i] / length;
  }
  const double length =
      std::sqrt(std::inner_product(score.begin(), score.end(), score.begin(), 0.0));
  const double sign = score[0] * v[0] > 0 ? 1 : -1;
  for (std::size_t i = 0; i < 40; ++i) EXPECT_NEAR(score[i] / length, sign * v[i], 1e-9);
}

}  // namespace
}  // namespace venscope::signature
