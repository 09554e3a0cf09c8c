// The regressions behind the draws against R.
#include "venscope/imputation/regression.hpp"

#include "support/from_r.hpp"

using namespace venscope;
using namespace venscope::imputation;
using namespace venscope::test;

namespace {

using Json = nlohmann::json;

const Json& reference_values() {
  static const Json all = from_r("imputation", "regression");
  return all;
}

/// With an intercept in column 0.
Matrix design_of(const Json& rows) {
  Matrix x(rows.size(), rows[0].size() + 1, 1.0);
  for (std::size_t i = 0; i < x.rows; ++i)
    for (std::size_t j = 1; j < x.columns; ++j) x(i, j) = number(rows[i][j - 1]);
  return x;
}

void expect_covariance(const Coefficients& beta, const Json& expected) {
  for (std::size_t i = 0; i < beta.estimate.size(); ++i)
    for (std::size_t j = 0; j < beta.estimate.size(); ++j) {
      double sum = 0;
      for (std::size_t k = 0; k < beta.estimate.size(); ++k)
        sum += beta.factor(i, k) * beta.factor(j, k);
      EXPECT_TRUE(agrees(sum, number(expected[i][j]), 1e-7, 1e-9)) << i << ' ' << j;
    }
}

}  // namespace

TEST(RegressionAsR, Linear) {
  const Json& one = reference_values()["linear"];
  std::vector<double> y;
  for (const Json& value : one["y"]) y.push_back(number(value));
  const LinearFit fit = fit_linear(design_of(one["x"]), y);
  for (std::size_t j = 0; j < 4; ++j)
    EXPECT_TRUE(agrees(fit.beta.estimate[j], number(one["beta"][j]), 1e-10));
  EXPECT_TRUE(agrees(fit.residual_sum, number(one["rss"]), 1e-11));
  EXPECT_EQ(fit.df, number(one["df"]));
  expect_covariance(fit.beta, one["unscaled"]);
}

TEST(RegressionAsR, AugmentedRowsAreThoseOfMice) {
  for (const Json& one : reference_values()["categories"]) {
    SCOPED_TRACE(one["name"].get<std::string>());
    const Matrix all = design_of(one["x"]);
    Matrix seen(0, all.columns);
    std::vector<std::size_t> rows;
    std::vector<std::int32_t> y;
    for (std::size_t i = 0; i < all.rows; ++i)
      if (one["observed"][i] == 1) rows.push_back(i);
    seen = Matrix(rows.size(), all.columns);
    for (std::size_t k = 0; k < rows.size(); ++k) {
      y.push_back(one["y"][rows[k]].get<std::int32_t>());
      for (std::size_t j = 0; j < all.columns; ++j) seen(k, j) = all(rows[k], j);
    }
    const auto levels = one["levels"].get<std::size_t>();
    const Augmented data = augment(seen, y, all, levels);
    const Matrix expected = design_of(one["augmented_x"]);
    ASSERT_EQ(data.x.rows, expected.rows);
    // Theirs are in another order: as sorted rows they are the same.
    const auto sorted_rows = [&](const Matrix& x, const auto& level, const auto& weight) {
      std::vector<std::vector<double>> result;
      for (std::size_t i = 0; i < x.rows; ++i) {
        std::vector<double> row{static_cast<double>(level(i)), weight(i)};
        for (std::size_t j = 0; j < x.columns; ++j) row.push_back(std::round(x(i, j) * 1e9) / 1e9);
        result.push_back(row);
      }
      std::sort(result.begin(), result.end());
      return result;
    };
    const auto ours = sorted_rows(
        data.x, [&](std::size_t i) { return data.y[i]; },
        [&](std::size_t i) { return data.weights[i]; });
    const auto theirs = sorted_rows(
        expected, [&](std::size_t i) { return number(one["augmented_y"][i]); },
        [&](std::size_t i) { return number(one["weights"][i]); });
    for (std::size_t i = 0; i < ours.size(); ++i)
      for (std::size_t j = 0; j < ours[i].size(); ++j)
        EXPECT_NEAR(ours[i][j], theirs[i][j], 1e-8) << "row " << i;

    const CategoryFit fit = fit_category(data.x, data.y, data.weights, levels);
    EXPECT_TRUE(fit.converged);
    for (std::size_t j = 0; j < fit.beta.estimate.size(); ++j)
      EXPECT_TRUE(agrees(fit.beta.estimate[j], number(one["beta"][j]), 1e-7, 1e-8)) << j;
    expect_covariance(fit.beta, one["covariance"]);
  }
}
