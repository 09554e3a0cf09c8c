// What holds of the pipeline whatever the data.
#include "support/signature_data.hpp"
#include "venscope/base/random.hpp"
#include "venscope/signature/whole.hpp"

#include <set>

#include <gtest/gtest.h>

namespace venscope::signature {
namespace {

using test::signature_data;
using test::SignatureData;

PipelineOptions quick() {
  PipelineOptions options;
  options.screen.threshold = {Measure::p, 0.1};
  options.model.folds = 5;
  return options;
}

/// Outcomes that have nothing to do with the genes.
SignatureData permuted(SignatureData data, std::uint64_t seed) {
  RandomStream stream(seed, "permutation");
  std::vector<std::size_t> order(data.outcomes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  stream.shuffle(std::span<std::size_t>(order));
  data.outcomes = outcomes_of(data.outcomes, order);
  return data;
}

TEST(SignatureLaws, WithoutAnySignalTheApparentCIsHighAndTheHonestOnesAreNot) {
  // The point of it all: with 300 genes and 100 patients some always fit. Of so many genes the
  // bootstrap does not take back everything, as a resample shares its patients with the cohort; the
  // patients left out of it, and nested folds, do.
  double apparent = 0, corrected = 0, nested = 0, left_out = 0, plus = 0;
  constexpr int studies = 6;
  for (int study = 0; study < studies; ++study) {
    const SignatureData data = permuted(signature_data(100, 300, 3, 0.8, 7), 100 + study);
    PipelineOptions options = quick();
    options.screen.top = 15;
    options.model.alpha = 0;
    options.seed = 5 + static_cast<std::uint64_t>(study);
    const auto made = derive(data.view(false), all_rows(data.view(false)), options);
    ASSERT_TRUE(made);
    const auto optimism =
        pipeline_optimism(data.view(false), options, *made, {.resamples = 40, .threads = 2});
    const auto outer = nested_validation(data.view(false), options, {.folds = 5, .threads = 2});
    apparent += *optimism.concordance.apparent / studies;
    corrected += *optimism.concordance.corrected / studies;
    nested += *outer.within / studies;
    left_out += *optimism.left_out / studies;
    plus += *optimism.point632plus / studies;
  }
  EXPECT_GT(apparent, 0.75);
  EXPECT_LT(corrected, apparent - 0.12);
  EXPECT_NEAR(left_out, 0.5, 0.05);
  EXPECT_NEAR(nested, 0.5, 0.05);
  EXPECT_LT(plus, 0.58);
  EXPECT_LT(plus, corrected);
}

TEST(SignatureLaws, WithASignalTheCorrectedCStaysHighAndTheGenesAreFound) {
  const SignatureData data = signature_data(200, 60, 3, 0.8, 11);
  PipelineOptions options = quick();
  options.candidates.association = AssociationRule{AssociationMethod::spearman};
  options.candidates.threshold = {Measure::benjamini_hochberg, 0.1};
  options.candidates.direction = Direction::higher;
  const auto made = derive(data.view(), all_rows(data.view()), options);
  ASSERT_TRUE(made);
  std::set<std::size_t> genes;
  for (const GeneWeight& weight : made->weights) genes.insert(weight.gene);
  for (std::size_t g = 0; g < 3; ++g) EXPECT_TRUE(genes.contains(g)) << g;
  const auto optimism =
      pipeline_optimism(data.view(), options, *made, {.resamples = 30, .threads = 2});
  EXPECT_GT(*optimism.concordance.corrected, 0.72);
  for (std::size_t g = 0; g < 3; ++g) EXPECT_GE(optimism.selected[g], 20u);
}

TEST(SignatureLaws, ThreadsChangeNothing) {
  const SignatureData data = signature_data(80, 50, 2, 0.7, 3);
  const PipelineOptions options = quick();
  const auto made = derive(data.view(false), all_rows(data.view(false)), options);
  ASSERT_TRUE(made);
  const ResamplingOptions one{.resamples = 10, .times = {5, 10}, .threads = 1};
  ResamplingOptions three = one;
  three.threads = 3;
  const auto a = pipeline_optimism(data.view(false), options, *made, one);
  const auto b = pipeline_optimism(data.view(false), options, *made, three);
  EXPECT_EQ(a.concordance.corrected, b.concordance.corrected);
  EXPECT_EQ(a.selected, b.selected);
  EXPECT_EQ(a.mean_coef, b.mean_coef);
  const auto c = nested_validation(data.view(false), options, {.folds = 4, .repeats = 2});
  const auto d =
      nested_validation(data.view(false), options, {.folds = 4, .repeats = 2, .threads = 3});
  EXPECT_EQ(c.within, d.within);
  EXPECT_EQ(c.pooled, d.pooled);
  EXPECT_EQ(c.score, d.score);
}

TEST(SignatureLaws, TheUnitOfAGeneDoesNotMatter) {
  SignatureData data = signature_data(90, 30, 3, 0.7, 5);
  const PipelineOptions options = quick();
  const auto made = derive(data.view(false), all_rows(data.view(false)), options);
  for (double& value : data.expression.column(0)) value = 100 * value - 7;
  const auto scaled = derive(data.view(false), all_rows(data.view(false)), options);
  ASSERT_TRUE(made && scaled);
  ASSERT_EQ(made->weights.size(), scaled->weights.size());
  ASSERT_EQ(made->weights[0].gene, 0u);
  EXPECT_NEAR(scaled->weights[0].coef * 100, made->weights[0].coef, 1e-7);
  EXPECT_NEAR(scaled->weights[1].coef, made->weights[1].coef, 1e-7);
}

TEST(SignatureLaws, WithoutTiesBreslowAndEfronAreOne) {
  SignatureData data = signature_data(60, 20, 2, 0.8, 9);
  for (std::size_t i = 0; i < data.outcomes.size(); ++i)
    data.outcomes.time[i] += 1e-3 * static_cast<double>(i);
  PipelineOptions options = quick();
  options.screen.any = false;
  const Rows rows = all_rows(data.view(false));
  const auto breslow = derive(data.view(false), rows, options);
  options.model.ties = survival::Ties::efron;
  const auto efron = derive(data.view(false), rows, options);
  ASSERT_TRUE(breslow && efron);
  ASSERT_EQ(breslow->weights.size(), efron->weights.size());
  for (std::size_t g = 0; g < efron->weights.size(); ++g)
    EXPECT_NEAR(breslow->weights[g].coef, efron->weights[g].coef, 1e-8);
}

TEST(SignatureLaws, WhatIsLeftWithoutGenesIsSaidAndCounted) {
  const SignatureData data = permuted(signature_data(50, 10, 0, 0, 21), 3);
  PipelineOptions options = quick();
  options.screen.threshold = {Measure::p, 1e-9};
  const auto made = derive(data.view(false), all_rows(data.view(false)), options);
  ASSERT_TRUE(made);
  EXPECT_EQ(made->emptied, Emptied::screen);
  EXPECT_TRUE(made->weights.empty());
  EXPECT_TRUE(made->cut.at.empty());
  const auto optimism = pipeline_optimism(data.view(false), options, *made, {.resamples = 8});
  EXPECT_EQ(optimism.emptied[static_cast<std::size_t>(Emptied::screen)], 8u);
  EXPECT_EQ(optimism.concordance.corrected, 0.5);
  EXPECT_EQ(optimism.jaccard, std::nullopt);
  options.candidates.set = std::vector<std::size_t>{};
  EXPECT_EQ(derive(data.view(false), all_rows(data.view(false)), options)->emptied, Emptied::set);
}

TEST(SignatureLaws, FoldsHaveEventsWhileThereAreEnough) {
  const SignatureData data = signature_data(40, 2, 0, 0, 1);
  std::vector<std::size_t> patients;
  for (std::size_t i = 0; i < 40; i += 2) patients.push_back(i);
  const auto fold = event_folds(data.outcomes, patients, 5, 1, 0);
  std::vector<int> size(5), events(5);
  for (std::size_t i = 0; i < patients.size(); ++i) {
    ++size[static_cast<std::size_t>(fold[i])];
    events[static_cast<std::size_t>(fold[i])] += data.outcomes.event[patients[i]];
  }
  const auto [few, many] = std::minmax_element(events.begin(), events.end());
  EXPECT_LE(*many - *few, 1);
  EXPECT_EQ(*std::min_element(size.begin(), size.end()), 4);
}

}  // namespace
}  // namespace venscope::signature
