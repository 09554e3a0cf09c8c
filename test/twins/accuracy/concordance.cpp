// Concordance against all pairs, one by one.
#include "venscope/accuracy/concordance.hpp"

#include "twins/survival/cox_slow.hpp"

#include <algorithm>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

struct Marked {
  RandomCox d;
  std::vector<double> marker;
};

Marked marked(unsigned seed, std::size_t n) {
  Marked result{random_cox(seed, n, 1, seed % 2 == 1), {}};
  // One decimal: ties in the marker.
  for (const double x : result.d.design.column(0)) result.marker.push_back(std::round(5 * x) / 5);
  return result;
}

PairCounts all_pairs(const Marked& m, const std::vector<double>& weights) {
  const endpoint::Outcomes& o = m.d.outcomes;
  PairCounts counts;
  for (std::size_t i = 0; i < o.size(); ++i)
    for (std::size_t j = 0; j < o.size(); ++j) {
      if (i == j || m.d.strata[i] != m.d.strata[j] || o.event[i] == 0) continue;
      const double w = weights[i] * weights[j];
      if (o.time[i] == o.time[j] && o.event[j] != 0) {
        (m.marker[i] == m.marker[j] ? counts.tied_xy : counts.tied_y) += w / 2;
        continue;
      }
      const bool later = o.time[j] > o.time[i] || (o.time[j] == o.time[i] && o.event[j] == 0);
      if (!later || (o.delayed_entry() && o.entry[j] >= o.time[i])) continue;
      if (m.marker[i] == m.marker[j]) {
        counts.tied_x += w;
      } else {
        (m.marker[i] > m.marker[j] ? counts.concordant : counts.discordant) += w;
      }
    }
  return counts;
}

double c_of(const PairCounts& counts) {
  return (counts.concordant + counts.tied_x / 2) /
         (counts.concordant + counts.discordant + counts.tied_x);
}

}  // namespace

TEST(ConcordanceTwin, CountsEqualAllPairs) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const Marked m = marked(seed, 60);
    const auto found = harrell(m.d.outcomes, m.marker, m.d.strata, m.d.weights).value();
    const PairCounts slow = all_pairs(m, m.d.weights);
    EXPECT_NEAR(found.concordant, slow.concordant, 1e-9);
    EXPECT_NEAR(found.discordant, slow.discordant, 1e-9);
    EXPECT_NEAR(found.tied_x, slow.tied_x, 1e-9);
    EXPECT_NEAR(found.tied_y, slow.tied_y, 1e-9);
    EXPECT_NEAR(found.tied_xy, slow.tied_xy, 1e-9);
    EXPECT_NEAR(found.estimate, c_of(slow), 1e-12);
  }
}

// Weights of 1 are counted by other trees: one for markers that all differ, one for ties.
TEST(ConcordanceTwin, CountsWithoutWeightsEqualAllPairs) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    Marked m = marked(seed, 20 + seed);
    std::vector<double> ones(m.marker.size(), 1.0);
    if (seed % 3 > 0) {
      const std::span<const double> x = m.d.design.column(0);
      m.marker.assign(x.begin(), x.end());
    }
    if (seed % 4 < 2) std::fill(m.d.strata.begin(), m.d.strata.end(), 0);
    const auto found = harrell(m.d.outcomes, m.marker, m.d.strata);
    const PairCounts slow = all_pairs(m, ones);
    ASSERT_TRUE(found) << seed;
    EXPECT_EQ(found->concordant, slow.concordant) << seed;
    EXPECT_EQ(found->discordant, slow.discordant) << seed;
    EXPECT_EQ(found->tied_x, slow.tied_x) << seed;
    EXPECT_EQ(found->tied_y, slow.tied_y) << seed;
    EXPECT_EQ(found->tied_xy, slow.tied_xy) << seed;
    // The same through the tree of doubles.
    const auto weighted = harrell(m.d.outcomes, m.marker, m.d.strata, ones).value();
    EXPECT_EQ(found->std_error, weighted.std_error) << seed;
    EXPECT_EQ(found->influence, weighted.influence) << seed;
  }
}

TEST(ConcordanceTwin, TheStandardErrorIsTheJackknifeOfWeights) {
  for (unsigned seed = 0; seed < 6; ++seed) {
    const Marked m = marked(seed, 30);
    double sum = 0;
    std::vector<double> weights = m.d.weights;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double w = weights[i], step = 1e-5;
      weights[i] = w + step;
      const double above = c_of(all_pairs(m, weights));
      weights[i] = w - step;
      const double influence = w * (above - c_of(all_pairs(m, weights))) / (2 * step);
      weights[i] = w;
      sum += influence * influence;
    }
    const auto found = harrell(m.d.outcomes, m.marker, m.d.strata, m.d.weights).value();
    EXPECT_NEAR(found.std_error, std::sqrt(sum), 1e-8);
  }
}

TEST(ConcordanceTwin, UnoWithoutCensoringIsHarrell) {
  Marked m = marked(4, 50);
  std::fill(m.d.outcomes.event.begin(), m.d.outcomes.event.end(), 1);
  const auto a = uno(m.d.outcomes, m.marker).value();
  const auto b = harrell(m.d.outcomes, m.marker).value();
  EXPECT_EQ(a.estimate, b.estimate);
  EXPECT_EQ(a.std_error, b.std_error);
}
