// What holds of the pipeline beside clinical covariates and in strata, whatever the data.
#include "support/signature_data.hpp"
#include "venscope/signature/gene_screen.hpp"
#include "venscope/signature/whole.hpp"

#include <set>

#include <gtest/gtest.h>

namespace venscope::signature {
namespace {

using survival::CoxnetAdaptive;

/// Genes, and age and sex, of which age shortens life; three sites.
class BesideClinic : public testing::Test {
protected:
  BesideClinic() : data_(test::signature_data(120, 30, 3, 0.7, 51)), clinic_(120, 2) {
    RandomStream stream(2, "clinic");
    for (std::size_t i = 0; i < 120; ++i) {
      clinic_(i, 0) = stream.normal();
      clinic_(i, 1) = static_cast<double>(i % 2);
      site_.push_back(static_cast<std::int32_t>(i % 3));
      data_.outcomes.time[i] = std::max(0.5, data_.outcomes.time[i] - 2 * clinic_(i, 0));
    }
    options_.screen.threshold = {Measure::p, 0.2};
    options_.model.folds = 5;
  }
  TrainingData beside() const {
    TrainingData view = data_.view(false);
    view.covariates = &clinic_;
    view.covariate_names = names_;
    return view;
  }
  Signature made(const TrainingData& view, const PipelineOptions& options) const {
    auto derived = derive(view, all_rows(view), options, 0, true);
    EXPECT_TRUE(derived);
    return derived ? std::move(*derived) : Signature{};
  }
  static void expect_same(const Signature& a, const Signature& b) {
    ASSERT_EQ(a.weights.size(), b.weights.size());
    for (std::size_t g = 0; g < a.weights.size(); ++g) {
      EXPECT_EQ(a.weights[g].gene, b.weights[g].gene);
      EXPECT_EQ(a.weights[g].coef, b.weights[g].coef);
    }
    EXPECT_EQ(a.score, b.score);
    EXPECT_EQ(a.cut.at, b.cut.at);
    EXPECT_EQ(a.lambda, b.lambda);
  }

  test::SignatureData data_;
  Matrix clinic_;
  std::vector<std::string> names_{"age", "male"};
  std::vector<std::int32_t> site_;
  PipelineOptions options_;
};

TEST_F(BesideClinic, NoCovariatesChangeNothing) {
  const Matrix none(120, 0);
  TrainingData view = data_.view(false);
  const Signature without = made(view, options_);
  view.covariates = &none;
  expect_same(made(view, options_), without);
  EXPECT_TRUE(without.covariates.empty());
  EXPECT_FALSE(without.weights.empty());
}

TEST_F(BesideClinic, CovariatesAreInEveryModel) {
  options_.model.penalty = Penalty::at_1se;
  const Signature one = made(beside(), options_);
  ASSERT_EQ(one.covariates.size(), 2u);
  EXPECT_NE(one.covariates[0].coef, 0);
  EXPECT_NE(one.covariates[1].coef, 0);
  for (const survival::CoxnetStep& step : one.validation->path.steps) {
    ASSERT_GE(step.coefficients.size(), 2u);
    EXPECT_EQ(step.coefficients[0].column, 0u);
    EXPECT_EQ(step.coefficients[1].column, 1u);
  }
  // At the first penalty there is no gene: the model of the covariates alone.
  const auto clinic = survival::cox({.outcomes = data_.outcomes, .design = clinic_},
                                    {.ties = survival::Ties::breslow, .tolerance = 1e-12});
  const auto& first = one.validation->path.steps.front().coefficients;
  ASSERT_EQ(first.size(), 2u);
  for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(first[j].value, clinic->terms[j].coef, 1e-7) << j;
}

TEST_F(BesideClinic, OneStratumIsNone) {
  TrainingData view = beside();
  const Signature without = made(view, options_);
  const Rows drawn = bootstrap_rows(view, 7, 3);
  const auto optimism = pipeline_optimism(view, options_, without, {.resamples = 4});
  const std::vector<std::int32_t> one(120, 4);
  view.strata = one;
  expect_same(made(view, options_), without);
  EXPECT_EQ(bootstrap_rows(view, 7, 3).patients, drawn.patients);
  const auto again = pipeline_optimism(view, options_, without, {.resamples = 4});
  EXPECT_EQ(again.concordance.corrected, optimism.concordance.corrected);
  EXPECT_EQ(again.selected, optimism.selected);
}

TEST_F(BesideClinic, ResamplesAndFoldsKeepStrata) {
  TrainingData view = beside();
  view.strata = site_;
  std::vector<int> drawn(3), dealt(3 * 4);
  for (const std::size_t patient : bootstrap_rows(view, 7, 3).patients)
    ++drawn[static_cast<std::size_t>(site_[patient])];
  EXPECT_EQ(drawn, (std::vector<int>{40, 40, 40}));
  const auto fold = event_folds(data_.outcomes, all_rows(view).patients, 4, 1, 0, site_);
  for (std::size_t i = 0; i < 120; ++i)
    dealt[static_cast<std::size_t>(4 * site_[i] + fold[i])] += data_.outcomes.event[i];
  for (std::size_t s = 0; s < 3; ++s) {
    const auto [few, many] =
        std::minmax_element(dealt.begin() + static_cast<std::ptrdiff_t>(4 * s),
                            dealt.begin() + static_cast<std::ptrdiff_t>(4 * s + 4));
    EXPECT_LE(*many - *few, 1) << s;
  }
}

TEST_F(BesideClinic, TheModelIsCoxnetsOwn) {
  TrainingData view = beside();
  view.strata = site_;
  options_.screen.any = false;
  for (const bool relaxed : {false, true}) {
    options_.model.repeats = 2;
    options_.model.adaptive = CoxnetAdaptive{CoxnetAdaptive::Start::univariate, 1};
    if (relaxed) options_.model.relax = {0, 0.5};
    const Signature one = made(view, options_);
    Matrix design(120, 32);
    std::copy(clinic_.values.begin(), clinic_.values.end(), design.values.begin());
    std::copy(data_.expression.values.begin(), data_.expression.values.end(),
              design.values.begin() + 240);
    survival::CoxnetOptions fit;
    fit.penalty_factor.assign(32, 1);
    fit.penalty_factor[0] = fit.penalty_factor[1] = 0;
    survival::CoxnetValidationOptions more;
    more.gamma = options_.model.relax;
    more.adaptive = options_.model.adaptive;
    const auto folds = folds_of(view, all_rows(view).patients, options_.model, options_.seed, 0);
    ASSERT_EQ(folds.size(), 2u);
    EXPECT_NE(folds[0], folds[1]);
    const auto direct = survival::cross_validated_coxnet(
        {.outcomes = data_.outcomes, .design = design, .strata = site_}, folds, fit, more);
    ASSERT_TRUE(direct);
    const auto expected =
        relaxed ? direct->relaxed->coefficients(direct->path,
                                                direct->relaxed->gamma[direct->relaxed->gamma_min],
                                                direct->relaxed->at_min)
                : direct->path.steps[direct->at_min].coefficients;
    ASSERT_EQ(expected.size(), one.weights.size() + 2);
    for (std::size_t j = 0; j < 2; ++j) EXPECT_EQ(expected[j].value, one.covariates[j].coef);
    for (std::size_t g = 0; g < one.weights.size(); ++g) {
      EXPECT_EQ(expected[g + 2].column, one.weights[g].gene + 2);
      EXPECT_EQ(expected[g + 2].value, one.weights[g].coef);
    }
    EXPECT_EQ(one.gamma.has_value(), relaxed);
  }
}

TEST_F(BesideClinic, TheScoreIsOfGenesUnlessDeclared) {
  const Signature genes = made(beside(), options_);
  options_.score = ScoreOf::genes_and_covariates;
  const Signature all = made(beside(), options_);
  EXPECT_EQ(genes.score, score_of(genes.weights, data_.expression));
  for (std::size_t i = 0; i < 120; ++i)
    EXPECT_NEAR(all.score[i] - genes.score[i],
                all.covariates[0].coef * clinic_(i, 0) + all.covariates[1].coef * clinic_(i, 1),
                1e-12);
  EXPECT_GT(*indices_of(data_.outcomes, all.score, {}).concordance,
            *indices_of(data_.outcomes, genes.score, {}).concordance);
}

TEST_F(BesideClinic, StableGenesAreThoseOfStabilitySelection) {
  options_.screen.any = false;
  options_.stability = survival::StabilityOptions{.halves = 20, .threshold = 0.7, .q = 6};
  const Signature one = made(beside(), options_);
  EXPECT_EQ(one.screened.size(), 30u);
  ASSERT_TRUE(one.stability);
  std::set<std::size_t> stable;
  for (std::size_t g = 0; g < 30; ++g)
    if (one.stability->frequency[g + 2] >= 0.7 - 1e-9) stable.insert(g);
  EXPECT_EQ(std::set<std::size_t>(one.modelled.begin(), one.modelled.end()), stable);
  for (std::size_t g = 0; g < 3; ++g) EXPECT_TRUE(stable.contains(g)) << g;
  for (const GeneWeight& weight : one.weights) EXPECT_TRUE(stable.contains(weight.gene));
}

TEST_F(BesideClinic, CovariatesThatCannotBeEstimatedAreNamed) {
  Matrix clinic(120, 4);
  for (std::size_t i = 0; i < 120; ++i) {
    clinic(i, 0) = clinic_(i, 0);
    clinic(i, 1) = 3 - 2 * clinic_(i, 0);
    clinic(i, 2) = 7;
    clinic(i, 3) = data_.outcomes.event[i] != 0 ? 0 : 1;
  }
  const std::vector<std::string> names{"age", "year", "panel", "alive"};
  TrainingData view = data_.view(false);
  view.covariates = &clinic;
  view.covariate_names = names;
  const Problems problems = obstacles(view, options_);
  ASSERT_EQ(problems.size(), 3u);
  EXPECT_NE(problems[0].what.find("the covariate year is the same"), std::string::npos);
  EXPECT_NE(problems[1].what.find("the covariate panel is the same"), std::string::npos);
  EXPECT_NE(problems[2].what.find("the covariate alive has no event on one side"),
            std::string::npos)
      << problems[2].what;
}

TEST_F(BesideClinic, ACovariateThatAResampleLosesStaysOutAndIsCounted) {
  // One patient of a level: about 37 % of the resamples lack him.
  for (std::size_t i = 0; i < 120; ++i) clinic_(i, 1) = i == 5 ? 1 : 0;
  data_.outcomes.event[5] = 1;
  const Signature one = made(beside(), options_);
  const auto optimism = pipeline_optimism(beside(), options_, one, {.resamples = 20});
  EXPECT_GE(optimism.covariate_dropped, 3u);
  EXPECT_LE(optimism.covariate_dropped, 15u);
  EXPECT_EQ(optimism.failed, 0u);
  EXPECT_TRUE(std::any_of(one.warnings.begin(), one.warnings.end(), [](const std::string& text) {
    return text.find("1 of 5 folds the covariate male is constant") != std::string::npos;
  }));
}

TEST_F(BesideClinic, WhatIsAskedForAndNotThereIsSaid) {
  options_.screen.adjusted = true;
  options_.cut.kind = CutKind::searched;
  TrainingData view = data_.view(false);
  view.strata = site_;
  std::set<std::string> codes;
  for (const Problem& problem : obstacles(view, options_)) codes.insert(problem.code);
  EXPECT_EQ(codes, (std::set<std::string>{"signature.no_covariates", "signature.strata"}));
}

}  // namespace
}  // namespace venscope::signature
