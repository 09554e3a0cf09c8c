// Slow copies of what the pipeline does fast.
#include "support/signature_data.hpp"
#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/signature/gene_screen.hpp"
#include "venscope/signature/whole.hpp"
#include "venscope/survival/cox.hpp"

#include <gtest/gtest.h>

namespace venscope::signature {
namespace {

TEST(GeneScreenTwin, IsCoxGeneByGene) {
  const test::SignatureData data = test::signature_data(70, 15, 2, 0.8, 41);
  RandomStream stream(1, "rows");
  std::vector<std::size_t> rows, genes(15);
  for (int i = 0; i < 90; ++i) rows.push_back(static_cast<std::size_t>(stream.below(70)));
  std::iota(genes.begin(), genes.end(), std::size_t{0});
  TrainingData view = data.view(false);
  std::vector<std::int32_t> strata;
  Matrix clinic(70, 2);
  for (std::size_t i = 0; i < 70; ++i) {
    strata.push_back(static_cast<std::int32_t>(stream.below(3)));
    clinic(i, 0) = stream.normal();
    clinic(i, 1) = static_cast<double>(i % 2);
  }
  const std::vector<std::string> names{"age", "male"};
  view.strata = strata;
  view.covariates = &clinic;
  view.covariate_names = names;
  const endpoint::Outcomes outcomes = outcomes_of(data.outcomes, rows);
  const std::vector<std::int32_t> group = codes_at(strata, rows);
  for (const bool adjusted : {false, true}) {
    const auto fast = screen_genes(view, genes, rows, adjusted);
    for (std::size_t g = 0; g < 15; ++g) {
      Matrix design(rows.size(), adjusted ? 3 : 1);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        if (adjusted)
          for (std::size_t j = 0; j < 2; ++j) design(i, j) = clinic(rows[i], j);
        design(i, design.columns - 1) = data.expression(rows[i], g);
      }
      const auto fit = survival::cox({.outcomes = outcomes, .design = design, .strata = group});
      EXPECT_EQ(fast[g].reason, survival::NoEstimate::none);
      EXPECT_NEAR(fast[g].coef, fit->terms.back().coef, 1e-9);
      EXPECT_NEAR(fast[g].std_error, fit->terms.back().std_error, 1e-9);
      EXPECT_NEAR(fast[g].p, fit->terms.back().p, 1e-9);
    }
  }
}

TEST(GeneScreenTwin, SaysWhereThereIsNoEstimate) {
  endpoint::Outcomes outcomes;
  outcomes.time = {1, 2, 3, 4, 5, 6};
  outcomes.event = {1, 1, 1, 0, 0, 0};
  Matrix expression(6, 3);
  expression.values = {.1, .1, .1, .1, .1, .1, 1, 1, 1, 0, 0, 0, 6, 5, 4, 3, 2, 1};
  const std::vector<std::size_t> rows{0, 1, 2, 3, 4, 5}, genes{0, 1, 2};
  for (const auto& one : screen_genes({outcomes, expression}, genes, rows, false))
    EXPECT_NE(one.reason, survival::NoEstimate::none);
  outcomes.event.assign(6, 0);
  for (const auto& one : screen_genes({outcomes, expression}, genes, rows, false))
    EXPECT_EQ(one.reason, survival::NoEstimate::no_events);
}

TEST(PerformanceTwin, IsThatOfTheRoomsBelow) {
  const test::SignatureData data = test::signature_data(90, 2, 1, 0.6, 43);
  const std::span<const double> marker = data.expression.column(0);
  const std::vector<double> times{4, 9};
  const Indices indices = indices_of(data.outcomes, marker, times);
  EXPECT_EQ(indices.concordance, accuracy::harrell(data.outcomes, marker)->estimate);
  const auto roc = accuracy::roc(data.outcomes, marker, times);
  EXPECT_EQ(indices.auc[0], roc->times[0].auc);
  EXPECT_EQ(indices.auc[1], roc->times[1].auc);
  Matrix column(90, 1);
  std::copy(marker.begin(), marker.end(), column.values.begin());
  EXPECT_NEAR(*indices.slope,
              survival::cox({.outcomes = data.outcomes, .design = column})->terms[0].coef, 1e-7);
}

/// The optimism of C, written as its definition.
TEST(OptimismTwin, IsTheMeanOfDifferences) {
  const test::SignatureData data = test::signature_data(60, 25, 2, 0.7, 45);
  PipelineOptions options;
  options.screen.threshold = {Measure::p, 0.2};
  options.model.folds = 4;
  options.candidates.association = AssociationRule{AssociationMethod::spearman};
  options.candidates.threshold = {Measure::p, 0.7};
  const TrainingData view = data.view();
  const auto made = derive(view, all_rows(view), options);
  const auto fast = pipeline_optimism(view, options, *made, {.resamples = 12});
  double sum = 0;
  std::vector<std::size_t> selected(25);
  for (std::size_t b = 0; b < 12; ++b) {
    const Rows rows = bootstrap_rows(view, options.seed, b);
    EXPECT_EQ(rows.patients.size(), 60u);
    EXPECT_EQ(rows.resistance.size(), 30u);
    const auto one = derive(view, rows, options, b + 1);
    std::vector<double> here(60, 0), there(60, 0);
    for (const GeneWeight& weight : one->weights) {
      ++selected[weight.gene];
      for (std::size_t i = 0; i < 60; ++i) {
        here[i] += weight.coef * data.expression(i, weight.gene);
        there[i] += weight.coef * data.expression(rows.patients[i], weight.gene);
      }
    }
    sum += accuracy::harrell(outcomes_of(data.outcomes, rows.patients), there)->estimate -
           accuracy::harrell(data.outcomes, here)->estimate;
  }
  EXPECT_NEAR(*fast.concordance.optimism, sum / 12, 1e-12);
  EXPECT_EQ(fast.selected, selected);
}

/// Nobody's score comes from a model that saw the patient.
TEST(NestedTwin, LeavesEveryFoldOut) {
  const test::SignatureData data = test::signature_data(50, 12, 2, 0.7, 47);
  PipelineOptions options;
  options.screen.any = false;
  options.model.folds = 4;
  const TrainingData view = data.view(false);
  const auto nested = nested_validation(view, options, {.folds = 5});
  ASSERT_EQ(nested.each.size(), 5u);
  std::vector<std::size_t> everyone(50);
  std::iota(everyone.begin(), everyone.end(), std::size_t{0});
  const auto fold =
      event_folds(data.outcomes, everyone, 5, RandomStream(options.seed, "outer folds").bits(), 0);
  double concordant = 0, comparable = 0;
  for (std::int32_t code = 0; code < 5; ++code) {
    std::vector<std::size_t> in, out;
    for (std::size_t i = 0; i < 50; ++i) (fold[i] == code ? out : in).push_back(i);
    const auto made =
        derive(view, rows_of_patients(view, in), options, ~static_cast<std::size_t>(code));
    std::vector<double> score;
    for (const std::size_t i : out) {
      score.push_back(0);
      for (const GeneWeight& weight : made->weights)
        score.back() += weight.coef * data.expression(i, weight.gene);
    }
    const auto c = accuracy::harrell(outcomes_of(data.outcomes, out), score);
    EXPECT_NEAR(*nested.each[static_cast<std::size_t>(code)].concordance, c->estimate, 1e-12);
    concordant += c->concordant + c->tied_x / 2;
    comparable += c->concordant + c->discordant + c->tied_x;
  }
  EXPECT_NEAR(*nested.within, concordant / comparable, 1e-12);
}

}  // namespace
}  // namespace venscope::signature
