// The model in floats against the matrix it is one of, whatever joined, left and came on the way.
#include "venscope/survival/rough_model.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// A random matrix A'A / rows of order 200, more than three blocks of the factor, and a model of
/// some of its columns.
class RoughModelOfProducts : public testing::Test {
protected:
  static constexpr std::size_t rows = 320, order = 200;

  RoughModelOfProducts() : matrix(order * order) {
    RandomStream random(5, "rough model");
    std::vector<double> a(rows * order);
    for (double& value : a) value = random.normal();
    for (std::size_t k = 0; k < order; ++k)
      for (std::size_t l = 0; l < order; ++l)
        matrix[k * order + l] =
            std::inner_product(&a[k * rows], &a[k * rows] + rows, &a[l * rows], 0.0) / double{rows};
  }

  double at(std::size_t k, std::size_t l) const { return matrix[k * order + l]; }

  std::vector<double> diagonal() const {
    std::vector<double> all;
    for (const std::size_t k : together) all.push_back(at(k, k) + ridge);
    return all;
  }

  /// Rows of those from `first` on that are not together.
  void write_rows(std::size_t first) {
    for (std::size_t k = first; k < model.size(); ++k) {
      if (!model.has_row(k)) continue;
      const std::vector<float> row(&matrix[k * order], &matrix[k * order] + model.size());
      // In two parts.
      model.write_row(k, 0, std::span(row).first(row.size() / 3));
      model.write_row(k, row.size() / 3, std::span(row).subspan(row.size() / 3));
    }
  }

  bool begin(std::size_t columns, std::vector<std::size_t> in_factor) {
    together = std::move(in_factor);
    model.begin(columns, together);
    for (std::size_t c = 0; c < together.size(); ++c) {
      std::vector<float> below;
      for (std::size_t r = c; r < together.size(); ++r)
        below.push_back(static_cast<float>(at(together[c], together[r])));
      model.write_together(c, c, below);
    }
    write_rows(0);
    return model.factorise(diagonal());
  }

  void extend(std::size_t columns) {
    const std::size_t before = model.size();
    model.extend(columns);
    write_rows(before);
    model.mirror(before);
  }

  bool join(std::size_t k) {
    if (!model.join(k, together, at(k, k) + ridge)) return false;
    together.push_back(k);
    return true;
  }

  void leave(std::size_t place) {
    model.leave(place, together, at(together[place], together[place]));
    together.erase(together.begin() + static_cast<std::ptrdiff_t>(place));
  }

  /// Everything that the model can say. Floats of some hundred products of order 1 each.
  void expect_right() {
    const std::size_t m = model.size();
    std::vector<std::size_t> others;
    std::vector<double> by(m), out(m, -99);
    for (std::size_t k = 0; k < m; ++k) {
      by[k] = k % 3 == 0 ? 0 : std::sin(static_cast<double>(k));
      const bool is_together = std::find(together.begin(), together.end(), k) != together.end();
      ASSERT_EQ(model.has_row(k), !is_together);
      if (!is_together && k % 5 < 4) others.push_back(k);
    }
    model.multiply(by, others, out);
    for (std::size_t k = 0; k < m; ++k) {
      const bool wanted = std::find(others.begin(), others.end(), k) != others.end();
      double sum = wanted ? 0 : -99;
      for (std::size_t l = 0; l < m && wanted; ++l) sum += at(k, l) * by[l];
      ASSERT_NEAR(out[k], sum, wanted ? 3e-5 : 0) << k;
    }
    std::vector<double> x;
    for (const std::size_t k : together) x.push_back(std::cos(static_cast<double>(k)));
    model.solve(x);
    for (std::size_t r = 0; r < together.size(); ++r) {
      double sum = ridge * x[r];
      for (std::size_t c = 0; c < together.size(); ++c) sum += at(together[r], together[c]) * x[c];
      // The least eigenvalues are of the order of 0.05.
      ASSERT_NEAR(sum, std::cos(static_cast<double>(together[r])), 2e-4) << r;
    }
  }

  std::vector<double> matrix;
  RoughModel model;
  std::vector<std::size_t> together;
  double ridge = 0;
};

}  // namespace

TEST_F(RoughModelOfProducts, HoldsWhatIsWritten) {
  ASSERT_TRUE(begin(3, {}));
  expect_right();
  std::vector<std::size_t> odd;
  for (std::size_t k = 1; k < order; k += 2) odd.push_back(k);
  ASSERT_TRUE(begin(order, odd));
  expect_right();
  std::vector<std::size_t> all(order);
  std::iota(all.rbegin(), all.rend(), std::size_t{0});
  ASSERT_TRUE(begin(order, all));
  expect_right();
}

TEST_F(RoughModelOfProducts, StaysRightWhileColumnsJoinLeaveAndCome) {
  ASSERT_TRUE(begin(20, {3, 17, 4}));
  RandomStream random(7, "changes");
  std::size_t most = 0, left = 0;
  for (int change = 0; change < 900; ++change) {
    const std::size_t k = random.below(model.size());
    const auto place = std::find(together.begin(), together.end(), k);
    if (place == together.end()) {
      ASSERT_TRUE(join(k));
    } else if (random.chance(0.6)) {
      leave(static_cast<std::size_t>(place - together.begin()));
      ++left;
    }
    if (change % 40 == 39 && model.size() < order)
      extend(std::min(order, model.size() + 1 + random.below(20)));
    most = std::max(most, together.size());
    if (change % 50 == 0) expect_right();
  }
  expect_right();
  EXPECT_EQ(model.size(), order);
  EXPECT_GT(most, 110u);
  EXPECT_GT(left, 150u);
}

TEST_F(RoughModelOfProducts, AnotherRidgeNeedsNoInformationAnew) {
  std::vector<std::size_t> many(150);
  std::iota(many.begin(), many.end(), std::size_t{20});
  ridge = 0.5;
  ASSERT_TRUE(begin(order, many));
  std::size_t next = 5;
  for (const double other : {0.4, 0.1, 0.0, 2.0, 0.01}) {
    ridge = other;
    ASSERT_TRUE(model.refactorise(diagonal()));
    expect_right();
    // What leaves has its own information, without the ridge.
    leave(70);
    ASSERT_TRUE(join(next++));
    expect_right();
  }
}

TEST_F(RoughModelOfProducts, RefusesWhatTheOthersExplain) {
  for (std::size_t l = 0; l < order; ++l) matrix[9 * order + l] = at(1, l) + at(2, l);
  for (std::size_t k = 0; k < order; ++k) matrix[k * order + 9] = at(k, 1) + at(k, 2);
  ASSERT_TRUE(begin(30, {1, 2, 20}));
  EXPECT_FALSE(join(9));
  expect_right();
  EXPECT_FALSE(begin(30, {1, 9, 2}));
  ASSERT_TRUE(begin(30, {1, 9}));
  expect_right();
}
