// What holds of stability selection and its bounds.
#include "twins/survival/cox_slow.hpp"
#include "venscope/base/random.hpp"
#include "venscope/survival/stability_selection.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using namespace venscope::test;

namespace {

using enum StabilityAssumption;

/// Forty columns, of which the first two matter much.
RandomCox two_of_forty(unsigned seed) {
  RandomCox d = random_cox(seed, 120, 40, false);
  d.strata.clear();
  d.weights.clear();
  d.offset.clear();
  RandomStream random(seed, "stability");
  for (std::size_t i = 0; i < 120; ++i) {
    for (std::size_t j = 0; j < 40; ++j) d.design(i, j) = random.normal();
    d.outcomes.time[i] = random.exponential() * std::exp(-1.5 * d.design(i, 0) + d.design(i, 1));
    d.outcomes.event[i] = random.chance(0.8);
  }
  return d;
}

}  // namespace

// q = 10 of p = 100 at 0.75: 100 / (0.5 * 100) = 2. With 50 pairs: C = 1 / (2 (0.5 - 0.01)) =
// 1 / 0.98, times q^2 / p = 1. At 0.9: 4 (0.1 + 0.01) / 1.02.
TEST(StabilityLaw, BoundsByHand) {
  EXPECT_NEAR(*false_selections(exchangeable, 10, 100, 0.75, 50), 2, 1e-12);
  EXPECT_NEAR(*false_selections(unimodal, 10, 100, 0.75, 50), 1 / 0.98, 1e-12);
  EXPECT_NEAR(*false_selections(unimodal, 10, 100, 0.9, 50), 0.44 / 1.02, 1e-12);
  EXPECT_FALSE(false_selections(exchangeable, 10, 100, 0.5, 50));
  EXPECT_FALSE(false_selections(unimodal, 70, 100, 0.6, 50));
}

TEST(StabilityLaw, MoreIsAssumedLessIsFeared) {
  for (const double threshold : {0.6, 0.75, 0.8, 0.9, 0.95, 1.0})
    for (const double q : {5.0, 10.0, 20.0, 40.0}) {
      const double first = *false_selections(exchangeable, q, 1000, threshold, 50);
      const double second = *false_selections(unimodal, q, 1000, threshold, 50);
      const double third = *false_selections(r_concave, q, 1000, threshold, 50);
      EXPECT_LE(second, first * (1 + 1e-9));
      EXPECT_LE(third, second * (1 + 1e-9)) << threshold << " " << q;
      EXPECT_GT(third, 0);
    }
}

// No distribution of the class has a larger tail: random convex f^(-1/s), made to have the mean.
TEST(StabilityLaw, TheLargestConcaveTailIsNotExceeded) {
  constexpr std::size_t b = 20;
  RandomStream random(3, "tails");
  double nearest = 0;
  for (int trial = 0; trial < 2000; ++trial) {
    const double s = trial % 2 == 0 ? 2 : 4;
    // f^(-1/s) convex and increasing: sums of random steps that grow.
    const std::size_t last = 1 + random.below(b);
    const double start = std::pow(10.0, 3 * random.uniform() - 2);
    double slope = random.uniform(), level = start, sum = 0, mean = 0;
    const double bend = random.chance(0.5) ? 0 : random.uniform();
    std::vector<double> f;
    for (std::size_t i = 0; i <= last; ++i) {
      f.push_back(std::pow(level, -s));
      sum += f.back();
      mean += static_cast<double>(i) * f.back();
      level += slope;
      slope += bend * random.uniform();
    }
    mean /= sum * b;
    for (const std::size_t t : {5u, 10u, 15u}) {
      if (t > last) continue;
      double tail = 0;
      for (std::size_t i = t; i <= last; ++i) tail += f[i] / sum;
      const double most = largest_concave_tail(mean, t, b, s);
      EXPECT_LE(tail, most * (1 + 1e-6) + 1e-9) << mean << " " << t << " " << s;
      nearest = std::max(nearest, tail / most);
    }
  }
  EXPECT_GT(nearest, 0.9);
}

TEST(StabilityLaw, ComplementaryHalvesShareNoRow) {
  for (std::size_t k = 0; k < 10; k += 2) {
    const std::vector<double> a = half_of_rows(31, k, true, 9),
                              b = half_of_rows(31, k + 1, true, 9);
    EXPECT_EQ(std::accumulate(a.begin(), a.end(), 0.0), 15);
    EXPECT_EQ(std::accumulate(b.begin(), b.end(), 0.0), 15);
    for (std::size_t i = 0; i < 31; ++i) EXPECT_LE(a[i] + b[i], 1);
  }
}

TEST(StabilityLaw, WhatMattersIsStableAndTracesEndAtTheFrequencies) {
  const RandomCox d = two_of_forty(5);
  CoxnetOptions options;
  StabilityOptions stability;
  stability.halves = 40;
  stability.q = 5;
  const StabilitySelection one = stability_selection(d.data(), options, stability).value();
  ASSERT_GE(one.stable.size(), 2u);
  EXPECT_EQ(one.frequency[0], 1);
  EXPECT_EQ(one.frequency[1], 1);
  EXPECT_NEAR(one.mean_selected, 5, 1e-12);
  EXPECT_NEAR(std::accumulate(one.frequency.begin(), one.frequency.end(), 0.0), 5, 1e-9);
  for (const StabilitySelection::Trace& trace : one.traces) {
    EXPECT_TRUE(std::is_sorted(trace.share.begin(), trace.share.end()));
    EXPECT_NEAR(trace.share.back(), one.frequency[trace.column], 1e-12);
  }
  stability.threads = 3;
  const StabilitySelection again = stability_selection(d.data(), options, stability).value();
  EXPECT_EQ(one.frequency, again.frequency);
}

// The same halves as rows left out by hand, the path of coxnet on them.
TEST(StabilityLaw, AHalfSelectsTheFirstToEnterItsPath) {
  const RandomCox d = two_of_forty(6);
  StabilityOptions stability;
  stability.halves = 6;
  stability.q = 4;
  const StabilitySelection found = stability_selection(d.data(), {}, stability).value();
  std::vector<double> count(40, 0.0);
  for (std::size_t k = 0; k < 6; ++k) {
    const std::vector<double> weights = half_of_rows(120, k, true, 1);
    CoxData half = d.data();
    const CoxnetPath path =
        coxnet({half.outcomes, half.design, {}, weights, {}, {}}, CoxnetOptions{}).value();
    std::vector<std::size_t> entered;
    for (const CoxnetStep& step : path.steps) {
      for (const CoxnetCoefficient& c : step.coefficients)
        if (std::find(entered.begin(), entered.end(), c.column) == entered.end())
          entered.push_back(c.column);
      if (entered.size() >= 4) break;
    }
    // Steps are fine enough here for columns to enter one at a time, or the fourth alone is open.
    for (std::size_t m = 0; m < std::min<std::size_t>(3, entered.size()); ++m)
      EXPECT_GT(found.frequency[entered[m]], 0);
    for (const std::size_t j : entered) count[j] += 1.0 / 6;
  }
  for (std::size_t j = 0; j < 40; ++j) EXPECT_LE(found.frequency[j], count[j] + 1e-12);
}

TEST(StabilityLaw, RequestsThatMakeNoSenseAreRefused) {
  const RandomCox d = two_of_forty(7);
  CoxnetOptions ridge;
  ridge.alpha = 0;
  EXPECT_EQ(stability_selection(d.data(), ridge).error().at(0).code, "coxnet.stability");
  StabilityOptions odd;
  odd.halves = 7;
  odd.threshold = 0.5;
  EXPECT_EQ(stability_selection(d.data(), {}, odd).error().size(), 2u);
  StabilityOptions many;
  many.q = 41;
  EXPECT_FALSE(stability_selection(d.data(), {}, many));
  StabilityOptions strict;
  strict.false_selections = 1e-6;
  EXPECT_FALSE(stability_selection(d.data(), {}, strict));
}

TEST(StabilityLaw, BootstrapFrequenciesAreSharesAndTheSameWithAnyThreads) {
  const RandomCox d = two_of_forty(8);
  CoxnetOptions options;
  options.lambda_count = 20;
  CoxnetValidationOptions more;
  const std::vector<std::int32_t> fold = random_folds(120, 5, 1);
  const auto one = selection_frequencies(d.data(), fold, options, more, 10, 3).value();
  EXPECT_EQ(one.resamples, 10u);
  EXPECT_EQ(one.at_min[0], 1);
  for (std::size_t j = 0; j < 40; ++j) EXPECT_LE(one.at_1se[j], 1);
  more.threads = 3;
  EXPECT_EQ(selection_frequencies(d.data(), fold, options, more, 10, 3).value().at_min, one.at_min);
}
