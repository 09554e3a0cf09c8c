// Random signatures: a signature of noise is no better than they, one of the truth is.
#include "venscope/signature/random_sets.hpp"

#include "support/signature_data.hpp"

#include <gtest/gtest.h>

namespace venscope::signature {
namespace {

TEST(RandomSetLaws, TheTruthIsBetterThanChance) {
  const test::SignatureData data = test::signature_data(150, 80, 3, 0.9, 31);
  PipelineOptions options;
  Signature made;
  for (std::size_t g = 0; g < 3; ++g) made.weights.push_back({g, 0.9});
  made.score = score_of(made.weights, data.expression);
  for (const RandomFit fit : {RandomFit::first_component, RandomFit::cox}) {
    const RandomSets sets =
        random_sets(data.view(false), options, made, {.fit = fit, .sets = 99, .threads = 2});
    EXPECT_EQ(sets.size, 3u);
    EXPECT_EQ(sets.concordance.size(), 99u);
    EXPECT_LT(*sets.significant, 0.4);
    // The first component of independent genes has no reason to point along their effects.
    EXPECT_LE(*sets.p, fit == RandomFit::cox ? 0.02 : 0.5);
  }
}

TEST(RandomSetLaws, NoiseIsNot) {
  // The p of genes that were themselves drawn at random is uniform: its mean over studies is about
  // one half.
  const test::SignatureData data = test::signature_data(100, 60, 0, 0, 33);
  PipelineOptions options;
  double mean = 0;
  for (std::size_t study = 0; study < 12; ++study) {
    Signature made;
    for (std::size_t g = 0; g < 4; ++g) made.weights.push_back({5 * study + g, 1});
    const RandomSets sets = random_sets(data.view(false), options, made,
                                        {.fit = RandomFit::cox, .sets = 60, .threads = 2});
    mean += *sets.p / 12;
  }
  EXPECT_GT(mean, 0.25);
  EXPECT_LT(mean, 0.75);
}

TEST(RandomSetLaws, OfAWholeSetNothingElseCanBeDrawn) {
  const test::SignatureData data = test::signature_data(60, 5, 1, 0.5, 35);
  PipelineOptions options;
  options.screen.any = false;
  options.model.folds = 4;
  const auto made = derive(data.view(false), all_rows(data.view(false)), options);
  ASSERT_TRUE(made);
  const RandomSets sets =
      random_sets(data.view(false), options, *made, {.fit = RandomFit::pipeline, .sets = 5});
  EXPECT_EQ(sets.size, 5u);
  for (const double c : sets.concordance) EXPECT_DOUBLE_EQ(c, *sets.own);
  EXPECT_DOUBLE_EQ(*sets.p, 1.0);
}

TEST(RandomSetLaws, WithoutGenesThereIsNothingToCompare) {
  const test::SignatureData data = test::signature_data(40, 5, 0, 0, 37);
  const RandomSets sets = random_sets(data.view(false), {}, {}, {.sets = 5});
  EXPECT_EQ(sets.own, std::nullopt);
  EXPECT_EQ(sets.p, std::nullopt);
}

}  // namespace
}  // namespace venscope::signature
