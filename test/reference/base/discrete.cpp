#include "support/from_r.hpp"
#include "venscope/base/hypergeometric.hpp"
#include "venscope/base/rank_distributions.hpp"

#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using test::agrees;

namespace {

const nlohmann::json& r() {
  static const nlohmann::json values = test::from_r("base", "discrete");
  return values;
}

// Sums of positive terms on both sides; tails below 1e-290 are left out: denormals lose digits.
void expect_tails(double lower, double upper, const nlohmann::json& row, std::size_t at) {
  EXPECT_TRUE(agrees(lower, row[at].get<double>(), 1e-12, 1e-290)) << row.dump();
  EXPECT_TRUE(agrees(upper, row[at + 1].get<double>(), 1e-12, 1e-290)) << row.dump();
}

}  // namespace

TEST(DiscreteReference, Hypergeometric) {
  for (const auto& row : r()["hypergeometric"]) {
    const Hypergeometric distribution(row[0], row[1], row[2]);
    const std::int64_t x = row[3];
    const auto moments = distribution.moments(0.0, x);
    expect_tails(moments.lower, moments.upper, row, 4);
    const std::vector<double> probability = distribution.probabilities();
    const auto end = probability.begin() + (x - distribution.lowest() + 1);
    const double lower = std::accumulate(probability.begin(), end, 0.0);
    const double upper = std::accumulate(end - 1, probability.end(), 0.0);
    expect_tails(lower, upper, row, 4);
    // Mean and variance in closed form.
    const double white = row[0], black = row[1], draws = row[2], all = white + black;
    EXPECT_NEAR(moments.mean_minus_x + static_cast<double>(x), draws * white / all, 1e-11 * all);
    if (all < 2.0) continue;
    const double variance = draws * (white / all) * (black / all) * (all - draws) / (all - 1.0);
    EXPECT_TRUE(agrees(moments.variance, variance, 1e-8, 1e-10));
  }
}

TEST(DiscreteReference, MannWhitney) {
  for (const auto& row : r()["wilcoxon"]) {
    const Tails tails = mann_whitney_tails(row[0], row[1], row[2]);
    expect_tails(tails.lower, tails.upper, row, 3);
  }
}

TEST(DiscreteReference, SignedRank) {
  for (const auto& row : r()["signed_rank"]) {
    const Tails tails = signed_rank_tails(row[0], row[1]);
    expect_tails(tails.lower, tails.upper, row, 2);
  }
}
