/// What holds of Gail and Simon's test whatever the effects.
#include "venscope/survival/qualitative_interaction.hpp"

#include "venscope/base/random.hpp"

#include <algorithm>
#include <limits>

#include <gtest/gtest.h>

namespace {

using namespace venscope;
using survival::GroupEffect;
using survival::qualitative_interaction;

std::vector<GroupEffect> random_effects(RandomStream& random, std::size_t k) {
  std::vector<GroupEffect> effects;
  for (std::size_t i = 0; i < k; ++i)
    effects.push_back({random.normal(), 0.1 + random.exponential()});
  return effects;
}

TEST(QualitativeInteractionLaws, NeitherSignNorUnitNorOrderMatters) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    RandomStream random(seed, "effects");
    std::vector<GroupEffect> effects = random_effects(random, 2 + random.below(9));
    const auto test = qualitative_interaction(effects);
    std::vector<GroupEffect> mirrored = effects, scaled = effects;
    for (GroupEffect& effect : mirrored) effect.estimate = -effect.estimate;
    for (GroupEffect& effect : scaled) effect = {4 * effect.estimate, 4 * effect.std_error};
    std::reverse(scaled.begin(), scaled.end());
    EXPECT_EQ(qualitative_interaction(mirrored)->p, test->p);
    EXPECT_EQ(qualitative_interaction(mirrored)->positive, test->negative);
    EXPECT_NEAR(qualitative_interaction(scaled)->p, test->p, 1e-14);
    EXPECT_GT(test->p, 0);
    EXPECT_LE(test->p, 1);
  }
}

TEST(QualitativeInteractionLaws, EffectsOfOneSignGiveOne) {
  RandomStream random(1, "one sign");
  std::vector<GroupEffect> effects = random_effects(random, 6);
  for (GroupEffect& effect : effects) effect.estimate = std::abs(effect.estimate);
  EXPECT_EQ(qualitative_interaction(effects)->p, 1);
  EXPECT_EQ(qualitative_interaction(effects)->statistic, 0);
}

// At the least favourable truth, no effect but in the first group, it rejects as often as it says.
TEST(QualitativeInteractionLaws, HoldsItsLevel) {
  const int draws = 20'000;
  int rejected = 0;
  for (int i = 0; i < draws; ++i) {
    RandomStream random(7, "level", std::uint64_t(i));
    std::vector<GroupEffect> effects{{40, 1}};
    for (int k = 0; k < 4; ++k) effects.push_back({random.normal(), 1});
    rejected += qualitative_interaction(effects)->p < 0.05;
  }
  EXPECT_NEAR(double(rejected) / draws, 0.05, 4 * std::sqrt(0.05 * 0.95 / draws));
}

TEST(QualitativeInteractionLaws, WhatHasNoAnswerIsSaid) {
  const std::vector<GroupEffect> one{{1, 1}}, exact{{1, 1}, {1, 0}},
      infinite{{1, 1}, {std::numeric_limits<double>::infinity(), 1}};
  EXPECT_EQ(qualitative_interaction(one).error()[0].code, "survival.one_group");
  EXPECT_EQ(qualitative_interaction(exact).error()[0].code, "survival.bad_effect");
  EXPECT_EQ(qualitative_interaction(infinite).error()[0].code, "survival.bad_effect");
}

}  // namespace
