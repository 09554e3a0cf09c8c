// All pairs, one after another; and the variance of C - D over all permutations of x.
#include "support/from_r.hpp"
#include "venscope/expression/concordant_pairs.hpp"

#include <random>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::expression;
using test::agrees;

namespace {

/// -1, 0, 1: the sign of y_i - y_j as far as it is known.
int known(double a, bool a_seen, double b, bool b_seen) {
  if (a_seen && b_seen) return (a > b) - (a < b);
  if (a_seen && !b_seen) return a <= b ? -1 : 0;
  if (!a_seen && b_seen) return b <= a ? 1 : 0;
  return 0;
}

struct Drawn {
  std::vector<double> x, y;
  std::vector<std::uint8_t> observed;
};

Drawn drawn(std::size_t n, unsigned seed) {
  std::mt19937_64 random(seed);
  Drawn data;
  for (std::size_t i = 0; i < n; ++i) {
    data.x.push_back(static_cast<double>(random() % 9));
    data.y.push_back(static_cast<double>(random() % 7));
    data.observed.push_back(seed % 3 == 0 || random() % 3 != 0);
  }
  return data;
}

double score(const Drawn& data) {
  double sum = 0;
  for (std::size_t i = 0; i < data.x.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      sum += known(data.y[i], data.observed[i], data.y[j], data.observed[j]) *
             ((data.x[i] > data.x[j]) - (data.x[i] < data.x[j]));
  return sum;
}

}  // namespace

TEST(AssociationTwin, AllPairs) {
  for (unsigned seed = 1; seed <= 30; ++seed) {
    const Drawn data = drawn(5 + seed * 2, seed);
    PairCounts pairs;
    for (std::size_t i = 0; i < data.x.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) {
        const int y = known(data.y[i], data.observed[i], data.y[j], data.observed[j]);
        const int x = (data.x[i] > data.x[j]) - (data.x[i] < data.x[j]);
        if (y == 0) {
          const bool tied = data.observed[i] && data.observed[j];
          if (tied && x != 0) ++pairs.tied_y;
          if (tied && x == 0) ++pairs.tied_both;
        } else if (x == 0) {
          ++pairs.tied_x;
        } else {
          ++(x == y ? pairs.concordant : pairs.discordant);
        }
      }
    const Kendall kendall = KendallAgainst(data.y, data.observed).of(data.x);
    EXPECT_EQ(kendall.pairs.concordant, pairs.concordant) << seed;
    EXPECT_EQ(kendall.pairs.discordant, pairs.discordant) << seed;
    EXPECT_EQ(kendall.pairs.tied_x, pairs.tied_x) << seed;
    EXPECT_EQ(kendall.pairs.tied_y, pairs.tied_y) << seed;
    EXPECT_EQ(kendall.pairs.tied_both, pairs.tied_both) << seed;
    EXPECT_EQ(kendall.score, score(data)) << seed;
  }
}

TEST(AssociationTwin, VarianceOverAllPermutations) {
  for (unsigned seed = 1; seed <= 6; ++seed) {
    Drawn data = drawn(6, seed);
    const double ours = KendallAgainst(data.y, data.observed).of(data.x).variance;
    std::vector<std::size_t> order = {0, 1, 2, 3, 4, 5};
    const std::vector<double> x = data.x;
    double sum = 0, squares = 0, count = 0;
    do {
      for (std::size_t i = 0; i < 6; ++i) data.x[i] = x[order[i]];
      const double s = score(data);
      sum += s, squares += s * s, ++count;
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_NEAR(sum, 0.0, 1e-9);
    EXPECT_TRUE(agrees(ours, squares / count, 1e-12)) << seed;
  }
}

// The jackknife's derivative against a difference: each observation with a little more weight is
// approached by many copies of all and one more of it.
TEST(AssociationTwin, StandardErrorOfTau) {
  const Drawn data = drawn(25, 3);
  const int copies = 200;
  Drawn many;
  for (int k = 0; k < copies; ++k) {
    many.x.insert(many.x.end(), data.x.begin(), data.x.end());
    many.y.insert(many.y.end(), data.y.begin(), data.y.end());
  }
  many.observed.assign(many.x.size(), 1);
  const double all = KendallAgainst(many.y, many.observed).of(many.x).tau;
  double squares = 0;
  for (std::size_t i = 0; i < data.x.size(); ++i) {
    Drawn more = many;
    more.x.push_back(data.x[i]);
    more.y.push_back(data.y[i]);
    more.observed.push_back(1);
    const double slope = (KendallAgainst(more.y, more.observed).of(more.x).tau - all) * copies;
    squares += slope * slope;
  }
  // Copies of an observation are tied with it in x and y: neither concordant nor a change of tau's
  // denominators, so that only the step of 1 / 200 remains.
  EXPECT_TRUE(agrees(KendallAgainst(data.y, {}).of(data.x).std_error, std::sqrt(squares), 0.02));
}
