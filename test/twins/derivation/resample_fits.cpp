// Fits of eight resamples side by side against Newton's method on each sample.
#include "venscope/derivation/resample_fits.hpp"

#include "support/random_derivation.hpp"
#include "venscope/derivation/optimism.hpp"

#include <algorithm>
#include <numeric>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

/// Small cohorts, of which some have a constant column, a copy of one, or one that separates.
RandomRegistry odd_registry(std::uint64_t seed) {
  const std::size_t indicators = 1 + seed % 9, n = 30 + 10 * (seed % 11);
  RandomRegistry registry(n, indicators, 7000 + seed);
  for (std::size_t i = 0; i < n; ++i) {
    if (seed % 13 == 3) registry.design(i, 0) = 1;
    if (seed % 13 == 5 && indicators > 1) registry.design(i, 1) = registry.design(i, 0);
    if (seed % 13 == 7) registry.design(i, 0) = registry.outcomes.time[i] < 3;
  }
  return registry;
}

std::vector<Copies> eight_resamples(std::size_t n, std::uint64_t seed) {
  std::vector<Copies> resamples;
  for (std::size_t l = 0; l < resample_lanes; ++l)
    resamples.push_back(bootstrap_copies(n, seed, l));
  return resamples;
}

}  // namespace

TEST(TwinsResampleFits, EqualTheFitOfEachSample) {
  int found = 0, left = 0, refused = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RandomRegistry registry = odd_registry(seed);
    const SortedCohort cohort = sorted_cohort(registry.data()).value();
    const survival::Ties ties = seed % 2 == 0 ? survival::Ties::efron : survival::Ties::breslow;
    std::vector<std::size_t> columns(cohort.columns);
    std::iota(columns.begin(), columns.end(), std::size_t{0});
    const std::vector<Copies> resamples = eight_resamples(registry.outcomes.size(), seed);
    const ResampleFits::Fits fits = ResampleFits(cohort, ties).of(resamples, true);
    for (std::size_t l = 0; l < resamples.size(); ++l) {
      const Sample sample = take(cohort, resamples[l]);
      SampleLikelihood likelihood(sample, ties);
      const auto expected = fit(likelihood, sample, columns);
      if (!fits[l]) {
        ++(expected && expected->columns == columns ? left : refused);
        continue;
      }
      ++found;
      ASSERT_TRUE(expected) << seed;
      ASSERT_EQ(fits[l]->columns, expected->columns) << seed;
      EXPECT_NEAR(fits[l]->loglik, expected->loglik, 1e-9);
      for (std::size_t j = 0; j < columns.size(); ++j) {
        const double error = std::sqrt(expected->covariance(j, j));
        EXPECT_NEAR(fits[l]->beta[j], expected->beta[j], 1e-8 * error) << seed;
        for (std::size_t k = 0; k < columns.size(); ++k)
          EXPECT_NEAR(fits[l]->covariance(j, k), expected->covariance(j, k),
                      1e-7 * error * std::sqrt(expected->covariance(k, k)));
      }
    }
  }
  EXPECT_GT(found, 1100);
  EXPECT_LT(left, 10);
  EXPECT_GT(refused, 100);
}

TEST(TwinsResampleFits, DoNotHangOnTheOthers) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RandomRegistry registry = odd_registry(seed);
    const SortedCohort cohort = sorted_cohort(registry.data()).value();
    const ResampleFits fits(cohort, survival::Ties::efron);
    const std::vector<Copies> resamples = eight_resamples(registry.outcomes.size(), seed);
    const ResampleFits::Fits together = fits.of(resamples, false);
    for (std::size_t l = 0; l < resamples.size(); ++l) {
      const auto alone = fits.of(std::span(resamples).subspan(l, 1), false)[0];
      ASSERT_EQ(alone.has_value(), together[l].has_value());
      if (!alone) continue;
      EXPECT_EQ(alone->beta, together[l]->beta);
      EXPECT_EQ(alone->loglik, together[l]->loglik);
    }
  }
}

// What the procedure makes of them.
TEST(TwinsResampleFits, GiveTheSameRules) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RandomRegistry registry = odd_registry(seed);
    for (const Selection selection : {Selection::full, Selection::backward}) {
      DerivationOptions options;
      options.selection = selection;
      const Deriver deriver = Deriver::make(registry.data(), options).value();
      const std::vector<Copies> resamples = eight_resamples(registry.outcomes.size(), seed);
      ResampleFits::Fits fits =
          ResampleFits(deriver.cohort(), survival::Ties::efron).of(resamples, true);
      for (std::size_t l = 0; l < resamples.size(); ++l) {
        const Sample sample = take(deriver.cohort(), resamples[l]);
        const auto slow = deriver.derive(sample), quick = deriver.derive(sample, fits[l]);
        ASSERT_EQ(slow.has_value(), quick.has_value()) << seed;
        if (!slow) continue;
        EXPECT_EQ(slow->rule.columns, quick->rule.columns) << seed;
        EXPECT_EQ(slow->rule.points, quick->rule.points) << seed;
        EXPECT_EQ(slow->scores, quick->scores) << seed;
        EXPECT_EQ(slow->eliminated.size(), quick->eliminated.size());
      }
    }
  }
}
