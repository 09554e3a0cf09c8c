// Columns that are copies of lower ones against paths from which they are left out by name.
#include "venscope/survival/coxnet_copies.hpp"

#include "twins/survival/cox_slow.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/coxnet_path.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

constexpr std::size_t rows = 90, columns = 40;

/// Copies: 7 of 3, 12 and 30 of 5 (in other units, the other way round), 20 of 18 but for row 4.
RandomCox with_copies(unsigned seed) {
  RandomCox d = random_cox(seed, rows, columns, seed % 2 == 0);
  for (std::size_t i = 0; i < rows; ++i) {
    d.weights[i] = std::max(d.weights[i], 0.5);
    d.design(i, 7) = d.design(i, 3);
    d.design(i, 12) = 1e3 - 7 * d.design(i, 5);
    d.design(i, 30) = 0.01 * d.design(i, 5) + 3;
    d.design(i, 20) = d.design(i, 18) + (i == 4 ? 0.7 : 0);
  }
  return d;
}

CoxnetOptions without(const std::vector<std::size_t>& left_out) {
  CoxnetOptions options;
  options.lambda_count = 40;
  if (!left_out.empty()) options.penalty_factor.assign(columns, 1.0);
  for (const std::size_t j : left_out)
    options.penalty_factor[j] = std::numeric_limits<double>::infinity();
  return options;
}

void expect_same_path(const CoxnetPath& a, const CoxnetPath& b) {
  ASSERT_EQ(a.steps.size(), b.steps.size());
  for (std::size_t k = 0; k < a.steps.size(); ++k) {
    EXPECT_EQ(a.steps[k].lambda, b.steps[k].lambda);
    EXPECT_EQ(a.coefficients(k), b.coefficients(k)) << "step " << k;
  }
}

}  // namespace

TEST(CoxnetCopiesTwin, TheLowestHasTheCoefficient) {
  for (unsigned seed = 1; seed < 5; ++seed) {
    const RandomCox d = with_copies(seed);
    const RiskOrder order = risk_order(d.outcomes, d.strata).value();
    const CoxnetColumns laid = coxnet_columns(order, d.data());
    std::vector<CoxnetTask> all{{laid.weight, {}, {}}}, but_row_4 = all;
    for (std::size_t i = 0; i < rows; ++i)
      if (order.row[i] == 4) but_row_4[0].weight[i] = 0;
    const auto path = [&](const std::vector<CoxnetTask>& tasks,
                          const std::vector<std::size_t>& left_out) {
      return coxnet_paths(order, laid, tasks, without(left_out), false, 1)[0].path;
    };
    expect_same_path(path(all, {}), path(all, {7, 12, 30}));
    expect_same_path(path(but_row_4, {}), path(but_row_4, {7, 12, 20, 30}));
    // Otherwise the test would say nothing.
    const CoxnetPath whole = path(all, {});
    const std::vector<double> last = whole.coefficients(whole.steps.size() - 1);
    EXPECT_NE(last[3], 0);
    EXPECT_NE(last[5], 0);
    ASSERT_EQ(whole.copies.size(), 3u);
    EXPECT_EQ(whole.copies[2].column, 30u);
    EXPECT_EQ(whole.copies[2].of, 5u);
  }
}

TEST(CoxnetCopiesTwin, PenaltiesTellCopiesApart) {
  const RandomCox d = with_copies(1);
  CoxnetOptions options = without({});
  options.penalty_factor.assign(columns, 1.0);
  options.penalty_factor[3] = 1.5;
  options.penalty_factor[5] = 0;
  const CoxnetPath path = coxnet(d.data(), options).value();
  const std::vector<double> last = path.coefficients(path.steps.size() - 1);
  EXPECT_EQ(last[3], 0);
  EXPECT_NE(last[7], 0);
  EXPECT_NE(last[5], 0);
  EXPECT_EQ(last[30], 0);
}

TEST(CoxnetCopiesTwin, ARidgePartSharesOut) {
  const RandomCox d = with_copies(2);
  CoxnetOptions options = without({});
  options.alpha = 0.7;
  const CoxnetPath path = coxnet(d.data(), options).value();
  const std::vector<double> last = path.coefficients(path.steps.size() - 1);
  EXPECT_NE(last[3], 0);
  EXPECT_NEAR(last[3], last[7], 1e-8);
}

// Every pair, by the definition.
TEST(CoxnetCopiesTwin, AllCopiesAreFoundAndNothingElse) {
  for (unsigned seed = 1; seed < 20; ++seed) {
    RandomCox d = random_cox(seed, 30, 25, false);
    RandomStream random(seed, "copies");
    for (std::size_t j = 5; j < 25; ++j) {
      if (random.chance(0.4)) continue;
      const std::size_t like = random.below(j);
      const double by = random.chance(0.5) ? -3 : 0.2;
      const bool nearly = random.chance(0.3);
      for (std::size_t i = 0; i < 30; ++i)
        d.design(i, j) = by * d.design(i, like) + 10 + (nearly && i == 7 ? 1e-7 : 0);
    }
    const RiskOrder order = risk_order(d.outcomes, d.strata).value();
    const CoxnetColumns laid = coxnet_columns(order, d.data());
    const ColumnSpread spread = column_spread(laid, laid.weight);
    std::vector<double> scale(25), length(25), score(25);
    const std::vector<double> factor(25, 1.0);
    std::vector<std::vector<double>> z(25);
    for (std::size_t j = 0; j < 25; ++j) {
      scale[j] = 1 / spread.deviation[j];
      length[j] = scale[j] * spread.length[j];
      double total = 0, mean = 0;
      for (std::size_t i = 0; i < 30; ++i) {
        total += d.weights[i];
        mean += d.weights[i] * d.design(i, j);
      }
      // Any product with numbers that sum to 0 serves as a score.
      double sum = 0;
      for (std::size_t i = 0; i < 30; ++i) {
        z[j].push_back(d.weights[i] > 0 ? (d.design(i, j) - mean / total) * scale[j] : 0);
        sum += d.weights[i] * std::sin(static_cast<double>(i));
      }
      for (std::size_t i = 0; i < 30; ++i)
        score[j] += d.weights[i] * (std::sin(static_cast<double>(i)) - sum / total) * z[j][i];
    }
    std::vector<std::pair<std::size_t, std::size_t>> expected, found;
    for (std::size_t k = 0; k < 25; ++k)
      for (std::size_t j = 0; j < k; ++j) {
        double off = 0, off_negative = 0;
        for (std::size_t i = 0; i < 30; ++i) {
          off = std::max(off, std::abs(z[j][i] - z[k][i]));
          off_negative = std::max(off_negative, std::abs(z[j][i] + z[k][i]));
        }
        if (std::min(off, off_negative) > 1e-11) continue;
        expected.push_back({k, j});
        break;
      }
    for (const CoxnetCopy& copy :
         copies_of_lower(laid, {laid.weight, scale, length, factor, score}))
      found.push_back({copy.column, copy.of});
    EXPECT_EQ(found, expected) << seed;
  }
}
