// What must hold whatever the data.
#include "support/from_r.hpp"
#include "venscope/response/contingency.hpp"
#include "venscope/response/fisher.hpp"
#include "venscope/response/mean_test.hpp"
#include "venscope/response/proportion.hpp"
#include "venscope/response/rank_test.hpp"
#include "venscope/response/standardised_difference.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

using namespace venscope::response;
using venscope::test::agrees;

namespace {

ContingencyTable random_table(std::mt19937& random, std::size_t rows, std::size_t columns) {
  std::poisson_distribution<std::int64_t> poisson(4.0);
  ContingencyTable table = make_table(rows, columns, {});
  for (auto& count : table.counts) count = poisson(random);
  for (std::size_t i = 0; i < std::max(rows, columns); ++i)
    ++table.counts[(i % rows) * columns + i % columns];
  return table;
}

ContingencyTable rows_reversed(const ContingencyTable& table) {
  ContingencyTable turned = make_table(table.rows(), table.columns(), {});
  for (std::size_t i = 0; i < table.rows(); ++i)
    for (std::size_t j = 0; j < table.columns(); ++j)
      turned.counts[i * table.columns() + j] = table(table.rows() - 1 - i, j);
  return turned;
}

std::vector<double> sample(std::mt19937& random, std::size_t n, bool ties) {
  std::normal_distribution<double> normal;
  std::vector<double> values;
  for (std::size_t i = 0; i < n; ++i)
    values.push_back(ties ? std::round(2.0 * normal(random)) : normal(random));
  return values;
}

}  // namespace

TEST(ContingencyLaws, TransposedAndReorderedTablesHaveTheSameP) {
  std::mt19937 random(3);
  for (int repeat = 0; repeat < 40; ++repeat) {
    const ContingencyTable table = random_table(random, 2 + random() % 2, 2 + random() % 3);
    for (const ContingencyTable& other : {transposed(table), rows_reversed(table)}) {
      // Another order of summation: some units in the last place.
      EXPECT_TRUE(agrees(pearson(other)->statistic, pearson(table)->statistic, 1e-13));
      EXPECT_TRUE(
          agrees(likelihood_ratio(other)->statistic, likelihood_ratio(table)->statistic, 1e-12));
      EXPECT_TRUE(agrees(fisher(other)->p, fisher(table)->p, 1e-11));
    }
  }
}

TEST(ContingencyLaws, SwappedRowsInvertTheOddsRatio) {
  std::mt19937 random(5);
  for (int repeat = 0; repeat < 60; ++repeat) {
    const ContingencyTable table = random_table(random, 2, 2);
    const auto exact = fisher(table), swapped = fisher(rows_reversed(table));
    EXPECT_TRUE(agrees(*swapped->odds_ratio, 1.0 / *exact->odds_ratio, 1e-12));
    EXPECT_TRUE(agrees(*swapped->conf_low, 1.0 / *exact->conf_high, 1e-12));
    EXPECT_TRUE(agrees(*swapped->conf_high, 1.0 / *exact->conf_low, 1e-12));
    EXPECT_LE(*exact->conf_low, *exact->odds_ratio);
    EXPECT_GE(*exact->conf_high, *exact->odds_ratio);
    const auto less = fisher(table, {.alternative = Alternative::less});
    const auto greater = fisher(table, {.alternative = Alternative::greater});
    // The observed table is in both tails.
    EXPECT_TRUE(agrees(less->p + greater->p, 1.0 + 2.0 * (less->p - less->mid_p), 1e-12));
    EXPECT_LT(exact->mid_p, exact->p);
  }
}

TEST(ContingencyLaws, AnEmptyLevelChangesNoFisherP) {
  const ContingencyTable table = make_table(2, 3, {5, 2, 9, 1, 7, 3});
  const ContingencyTable padded = make_table(3, 4, {5, 0, 2, 9, 0, 0, 0, 0, 1, 0, 7, 3});
  EXPECT_EQ(fisher(table)->p, fisher(padded)->p);
  EXPECT_FALSE(pearson(padded));
}

TEST(ProportionLaws, ComplementMirrorsTheInterval) {
  for (const std::int64_t n : {1, 2, 7, 50, 1000}) {
    for (std::int64_t x = 0; x <= n; x += std::max<std::int64_t>(1, n / 9)) {
      for (const auto& [method, other] :
           {std::pair{wilson(x, n), wilson(n - x, n)},
            std::pair{clopper_pearson(x, n), clopper_pearson(n - x, n)}}) {
        EXPECT_NEAR(method->low, 1.0 - other->high, 5e-16);
        EXPECT_NEAR(method->high, 1.0 - other->low, 5e-16);
        const double p = static_cast<double>(x) / static_cast<double>(n);
        EXPECT_LE(method->low, p);
        EXPECT_GE(method->high, p);
        EXPECT_EQ(method->low == 0.0, x == 0);
        EXPECT_EQ(method->high == 1.0, x == n);
      }
    }
  }
}

TEST(RankLaws, OnlyTheOrderOfValuesMatters) {
  std::mt19937 random(9);
  for (const bool ties : {false, true}) {
    const std::vector<double> x = sample(random, 23, ties), y = sample(random, 31, ties);
    const auto cubed = [](std::vector<double> v) {
      for (double& value : v) value = value * value * value;
      return v;
    };
    const auto one = mann_whitney(x, y), other = mann_whitney(cubed(x), cubed(y));
    EXPECT_EQ(one->p, other->p);
    EXPECT_EQ(one->exact, !ties);
    const auto turned = mann_whitney(y, x);
    EXPECT_EQ(turned->statistic, 23.0 * 31.0 - one->statistic);
    EXPECT_TRUE(agrees(turned->p, one->p, 1e-13));
    std::vector<double> shuffled = x;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    EXPECT_EQ(mann_whitney(shuffled, y)->p, one->p);
  }
}

TEST(RankLaws, KruskalWallisOfTwoGroupsIsMannWhitneySquared) {
  std::mt19937 random(10);
  const std::vector<double> x = sample(random, 40, true), y = sample(random, 25, true);
  std::vector<double> values = x;
  values.insert(values.end(), y.begin(), y.end());
  std::vector<std::int32_t> group(40, 0);
  group.resize(65, 1);
  const auto two = mann_whitney(x, y, {.method = RankP::normal, .continuity = false});
  EXPECT_TRUE(agrees(kruskal_wallis(values, group, 2)->p, two->p, 1e-11));
  // An empty group between them changes nothing.
  for (auto& g : group) g *= 2;
  EXPECT_TRUE(agrees(kruskal_wallis(values, group, 3)->p, two->p, 1e-11));
}

TEST(MeanLaws, AnovaOfTwoGroupsIsTheSquaredTTest) {
  std::mt19937 random(12);
  const std::vector<double> x = sample(random, 14, false), y = sample(random, 25, false);
  std::vector<double> values = x;
  values.insert(values.end(), y.begin(), y.end());
  std::vector<std::int32_t> group(14, 0);
  group.resize(39, 1);
  for (const Variances variances : {Variances::equal, Variances::unequal}) {
    const auto t = t_test(x, y, variances);
    const auto f = one_way_anova(values, group, 2, variances);
    EXPECT_TRUE(agrees(f->statistic, t->statistic * t->statistic, 1e-12));
    EXPECT_TRUE(agrees(f->df2, t->df, 1e-12));
    EXPECT_TRUE(agrees(f->p, t->p, 1e-11));
  }
}

TEST(DifferenceLaws, NoLevelIsTheReference) {
  std::mt19937 random(13);
  for (int repeat = 0; repeat < 30; ++repeat) {
    const ContingencyTable table = random_table(random, 2, 2 + random() % 4);
    const double d = *standardised_difference(table);
    EXPECT_TRUE(agrees(*standardised_difference(rows_reversed(table)), d, 1e-11, 1e-14));
    const ContingencyTable turned = transposed(rows_reversed(transposed(table)));
    EXPECT_TRUE(agrees(*standardised_difference(turned), d, 1e-11, 1e-14));
  }
}
