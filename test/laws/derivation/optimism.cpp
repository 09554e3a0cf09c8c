// What holds of a bootstrap of the whole derivation whatever the data.
#include "venscope/derivation/optimism.hpp"

#include "support/random_derivation.hpp"
#include "venscope/derivation/splits.hpp"

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::derivation;
using namespace venscope::test;

namespace {

struct Prepared {
  RandomRegistry registry;
  Deriver deriver;
  Derived derived;
  explicit Prepared(std::uint64_t seed, const DerivationOptions& options = {},
                    std::vector<double> effects = {0.9, -0.8, 0.6})
      : registry(120, 8, seed, std::move(effects)),
        deriver(Deriver::make(registry.data(), options).value()),
        derived(deriver.derive(take(deriver.cohort(), everyone(120))).value()) {}
};

}  // namespace

TEST(LawsOptimism, SameForAnyNumberOfThreads) {
  const Prepared p(1);
  const Optimism one = optimism(p.deriver, p.derived, {.resamples = 40, .horizon = 8});
  const Optimism three =
      optimism(p.deriver, p.derived, {.resamples = 40, .threads = 3, .horizon = 8});
  EXPECT_EQ(one.selected, three.selected);
  EXPECT_EQ(one.points_mean, three.points_mean);
  for (std::size_t k = 0; k < index_count; ++k) {
    EXPECT_EQ(one.indices[k].optimism, three.indices[k].optimism);
    EXPECT_EQ(one.indices[k].low, three.indices[k].low);
  }
  const Splits a = calibration_splits(p.deriver, p.derived,
                                      {.splits = 20, .train = 80, .threads = 1, .horizon = 8});
  const Splits b = calibration_splits(p.deriver, p.derived,
                                      {.splits = 20, .train = 80, .threads = 4, .horizon = 8});
  for (std::size_t g = 0; g < a.groups.size(); ++g)
    EXPECT_EQ(a.groups[g].difference, b.groups[g].difference);
}

TEST(LawsOptimism, MoreResamplesBeginWithTheSameOnes) {
  for (std::size_t i = 0; i < 5; ++i)
    EXPECT_EQ(bootstrap_copies(50, 7, i), bootstrap_copies(50, 7, i));
  EXPECT_NE(bootstrap_copies(50, 7, 0), bootstrap_copies(50, 7, 1));
  EXPECT_NE(bootstrap_copies(50, 7, 0), bootstrap_copies(50, 8, 0));
  std::uint32_t sum = 0;
  for (const std::uint32_t c : bootstrap_copies(50, 7, 0)) sum += c;
  EXPECT_EQ(sum, 50u);
}

TEST(LawsOptimism, WhatIsNotWantedChangesNothingElse) {
  const Prepared p(3);
  const Optimism all = optimism(p.deriver, p.derived, {.resamples = 30, .horizon = 8});
  const std::array<Wanted, 3> choices{{{true, false, false, false, false, false},
                                       {false, true, false, false, false, false},
                                       {true, false, false, true, false, false}}};
  for (const Wanted& wanted : choices) {
    const Optimism some =
        optimism(p.deriver, p.derived, {.resamples = 30, .horizon = 8, .wanted = wanted});
    EXPECT_EQ(some.selected, all.selected);
    EXPECT_EQ(some.points_mean, all.points_mean);
    for (std::size_t k = 0; k < index_count; ++k) {
      const bool found = k < 2 ? wanted[k] : wants_horizon(wanted);
      EXPECT_EQ(some.indices[k].corrected, found ? all.indices[k].corrected : std::nullopt);
      EXPECT_EQ(some.indices[k].low, found ? all.indices[k].low : std::nullopt);
    }
  }
}

TEST(LawsOptimism, CorrectedIsApparentLessOptimism) {
  for (std::uint64_t seed = 2; seed < 8; ++seed) {
    const Prepared p(seed);
    const Optimism found = optimism(p.deriver, p.derived, {.resamples = 30, .horizon = 8});
    for (const Corrected& index : found.indices) {
      ASSERT_TRUE(index.apparent && index.optimism && index.corrected);
      EXPECT_DOUBLE_EQ(*index.corrected, *index.apparent - *index.optimism);
      EXPECT_LE(index.used, found.derived);
    }
    EXPECT_EQ(found.derived + found.not_fitted + found.no_event, found.resamples);
    for (const double share : found.selected) {
      EXPECT_GE(share, 0);
      EXPECT_LE(share, 1);
    }
  }
}

TEST(LawsOptimism, TheCohortItselfIsNoOptimism) {
  const Prepared p(9);
  const Optimism found =
      optimism_on(p.deriver, p.derived, std::vector<Copies>(3, everyone(120)), {.horizon = 8});
  for (const Corrected& index : found.indices) EXPECT_NEAR(*index.optimism, 0, 1e-12);
  EXPECT_EQ(found.same_selection, 1.0);
}

// Nothing matters, and eight candidates of 120 patients are offered: what the score shows is all
// optimism. The corrected C is about a half, the apparent one is not.
TEST(LawsOptimism, OfNoiseIsAllOfIt) {
  double apparent = 0, corrected = 0;
  constexpr int cohorts = 20;
  for (std::uint64_t seed = 0; seed < cohorts; ++seed) {
    const Prepared p(1000 + seed, {.selection = Selection::full}, {});
    const Optimism found = optimism(p.deriver, p.derived, {.resamples = 60, .horizon = 8});
    apparent += *found.indices[0].apparent / cohorts;
    corrected += *found.indices[0].corrected / cohorts;
  }
  EXPECT_GT(apparent, 0.56);
  EXPECT_NEAR(corrected, 0.5, 0.03);
}

// Copies of all rows change no coefficient by Breslow's ties.
TEST(LawsOptimism, EveryoneTwiceIsTheSameModel) {
  const Prepared p(11, {.ties = survival::Ties::breslow, .selection = Selection::full});
  const Sample twice = take(p.deriver.cohort(), Copies(120, 2));
  const auto derived = p.deriver.derive(twice);
  ASSERT_TRUE(derived);
  for (std::size_t k = 0; k < derived->fit.beta.size(); ++k)
    EXPECT_NEAR(derived->fit.beta[k], p.derived.fit.beta[k], 1e-9);
  for (std::size_t k = 0; k < derived->rule.cuts.size(); ++k)
    EXPECT_EQ(derived->rule.cuts[k].at, p.derived.rule.cuts[k].at);
}
