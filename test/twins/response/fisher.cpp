// Fisher's test by listing every table with the observed margins, and the sampler against it.
#include "venscope/response/fisher.hpp"

#include "support/from_r.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

using namespace venscope::response;
using venscope::test::agrees;

namespace {

/// Visits every table cell by cell; the last row and column follow from the margins.
struct Enumeration {
  const ContingencyTable& table;
  std::vector<std::int64_t> rows, columns;
  double observed, p = 0, total = 0;

  explicit Enumeration(const ContingencyTable& given) : table(given) {
    for (std::size_t i = 0; i < table.rows(); ++i) rows.push_back(table.row_total(i));
    for (std::size_t j = 0; j < table.columns(); ++j) columns.push_back(table.column_total(j));
    observed = 1.0;
    for (const std::int64_t count : table.counts) observed /= std::tgamma(double(count) + 1.0);
    visit(0, 0, 1.0);
  }
  void visit(std::size_t i, std::size_t j, double weight) {
    if (j == columns.size()) {
      total += weight;
      if (weight <= observed * (1.0 + 1e-7)) p += weight;
      return;
    }
    if (i + 1 == rows.size()) {
      if (columns[j] > rows[i]) return;
      const std::int64_t put = columns[j];
      rows[i] -= put;
      visit(0, j + 1, weight / std::tgamma(double(put) + 1.0));
      rows[i] += put;
      return;
    }
    for (std::int64_t put = 0; put <= std::min(rows[i], columns[j]); ++put) {
      rows[i] -= put, columns[j] -= put;
      visit(i + 1, j, weight / std::tgamma(double(put) + 1.0));
      rows[i] += put, columns[j] += put;
    }
  }
};

ContingencyTable random_table(std::mt19937& random, std::size_t rows, std::size_t columns,
                              double mean) {
  std::poisson_distribution<std::int64_t> poisson(mean);
  std::vector<std::int64_t> counts;
  for (std::size_t k = 0; k < rows * columns; ++k) counts.push_back(poisson(random));
  return make_table(rows, columns, counts);
}

}  // namespace

TEST(FisherTwin, EveryTableListed) {
  std::mt19937 random(7);
  std::size_t compared = 0;
  for (int repeat = 0; repeat < 150; ++repeat) {
    const std::size_t rows = 2 + random() % 3, columns = 2 + random() % 3;
    const double mean = rows * columns > 9 ? 0.9 : rows * columns > 6 ? 2.0 : 5.0;
    const ContingencyTable table = random_table(random, rows, columns, mean);
    if (table.total() == 0) continue;
    const Enumeration all(table);
    const auto exact = fisher(table);
    ASSERT_TRUE(exact);
    // Both sum positive terms that are good to a few units in the last place.
    EXPECT_TRUE(agrees(exact->p, all.p / all.total, 1e-12)) << "repeat " << repeat;
    EXPECT_TRUE(agrees(exact->p - exact->mid_p, all.observed / all.total / 2.0, 1e-10, 1e-15));
    ++compared;
  }
  EXPECT_GT(compared, 140u);
}

TEST(FisherTwin, SimulationIsWithinItsError) {
  std::mt19937 random(11);
  for (int repeat = 0; repeat < 12; ++repeat) {
    const ContingencyTable table = random_table(random, 2 + random() % 3, 3, 4.0);
    const auto exact = fisher(table);
    const auto simulated = fisher_monte_carlo(table, 1, 20'000);
    ASSERT_TRUE(exact && simulated);
    EXPECT_TRUE(simulated->monte_carlo);
    // Five standard errors: a false alarm once in a million.
    EXPECT_NEAR(simulated->p, exact->p, 5.0 * std::sqrt(exact->p * (1 - exact->p) / 2e4) + 1e-4);
    EXPECT_EQ(fisher_monte_carlo(table, 1, 20'000)->p, simulated->p);
  }
}
