#include "venscope/enrichment/submap.hpp"

#include "support/random_sets.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::enrichment;

namespace {

struct LawCohort {
  Matrix values;
  std::vector<std::int32_t> code;
  std::vector<std::string> genes;
  std::vector<std::string> classes{"no", "yes"};
  ClassedSamples view() const { return {&values, genes, code, classes}; }
};

/// The first 40 genes are higher in class 1 by `effect`.
LawCohort law_classes(std::uint64_t seed, double effect, std::size_t samples = 30,
                      std::size_t genes = 400) {
  RandomStream stream(seed, "submap law");
  LawCohort made;
  made.values = Matrix(samples, genes);
  for (std::size_t i = 0; i < samples; ++i) made.code.push_back(i % 3 == 0);
  for (std::size_t g = 0; g < genes; ++g) {
    made.genes.push_back(fmt::format("g{}", g));
    for (std::size_t i = 0; i < samples; ++i)
      made.values(i, g) = stream.normal() + (g < 40 && made.code[i] == 1 ? effect : 0.0);
  }
  return made;
}

SubMapOptions few_permutations() {
  SubMapOptions options;
  options.markers = 40;
  options.permutations = 200;
  return options;
}

const ClassPair& pair_of(const SubMap& map, std::size_t a, std::size_t b) {
  return map.pairs[2 * a + b];
}

}  // namespace

TEST(SubMapLaw, LikeClassesAreFoundAndUnlikeOnesNot) {
  const auto map =
      submap(law_classes(1, 1.5).view(), law_classes(2, 1.5).view(), few_permutations());
  ASSERT_TRUE(map);
  EXPECT_LT(pair_of(*map, 1, 1).bonferroni, 0.01);
  EXPECT_LT(pair_of(*map, 0, 0).bonferroni, 1.01);
  EXPECT_GT(pair_of(*map, 0, 1).p, 0.5);
  EXPECT_GT(pair_of(*map, 1, 0).p, 0.5);
}

TEST(SubMapLaw, TheCohortsMayChangePlaces) {
  const LawCohort a = law_classes(3, 1), b = law_classes(4, 0.7);
  SubMapOptions options = few_permutations();
  const auto one = submap(a.view(), b.view(), options), two = submap(b.view(), a.view(), options);
  ASSERT_TRUE(one && two);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 2; ++j) {
      EXPECT_EQ(pair_of(*one, i, j).score_ab, pair_of(*two, j, i).score_ba);
      EXPECT_NEAR(std::log10(pair_of(*one, i, j).p), std::log10(pair_of(*two, j, i).p), 0.7);
    }
}

TEST(SubMapLaw, WithoutClassesPIsUniform) {
  double below = 0, all = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    SubMapOptions options = few_permutations();
    options.permutations = 60;
    options.seed = seed;
    const auto map = submap(law_classes(100 + seed, 0, 20, 150).view(),
                            law_classes(200 + seed, 0, 20, 150).view(), options);
    ASSERT_TRUE(map);
    below += pair_of(*map, 1, 1).p < 0.2;
    all += 1;
  }
  // 12 of 60 expected, sd 3.1.
  EXPECT_NEAR(below / all, 0.2, 0.21);
}

TEST(SubMapLaw, ThreadsAndSamplesWithoutAClassDoNotMatter) {
  LawCohort a = law_classes(5, 1), b = law_classes(6, 1);
  SubMapOptions options = few_permutations();
  const auto one = submap(a.view(), b.view(), options);
  options.threads = 4;
  LawCohort wide = a;
  wide.values = Matrix(31, 400, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t g = 0; g < 400; ++g)
    for (std::size_t i = 0; i < 30; ++i) wide.values(i, g) = a.values(i, g);
  wide.code.push_back(-1);
  const auto two = submap(wide.view(), b.view(), options);
  ASSERT_TRUE(one && two);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_EQ(one->pairs[k].p, two->pairs[k].p);
}

TEST(SubMapLaw, WhatCannotBeAskedIsRefused) {
  LawCohort a = law_classes(7, 1), b = law_classes(8, 1);
  SubMapOptions options = few_permutations();
  options.markers = 400;
  EXPECT_EQ(submap(a.view(), b.view(), options).error()[0].code, "enrichment.few_shared");
  LawCohort small = a;
  std::fill(small.code.begin(), small.code.end(), 0);
  small.code[0] = 1;
  EXPECT_EQ(submap(small.view(), b.view(), few_permutations()).error()[0].code,
            "enrichment.small_class");
  LawCohort one = a;
  one.classes = {"all"};
  std::fill(one.code.begin(), one.code.end(), 0);
  EXPECT_EQ(submap(one.view(), b.view(), few_permutations()).error()[0].code,
            "enrichment.one_class");
}
