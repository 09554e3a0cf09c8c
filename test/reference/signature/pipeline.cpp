// The pipeline against R, step by step and on resamples: pipeline.R.
#include "venscope/signature/pipeline.hpp"

#include "venscope/signature/performance.hpp"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace venscope::signature {
namespace {

class PipelineOfR : public testing::Test {
protected:
  PipelineOfR() {
    std::ifstream in(VENSCOPE_SOURCE_DIR "/test/reference/signature/pipeline.json");
    json_ = nlohmann::json::parse(in, nullptr, false);
    outcomes_.time = json_["time"].get<std::vector<double>>();
    outcomes_.event = json_["event"].get<std::vector<std::int32_t>>();
    expression_ = matrix("x");
    resistant_ = matrix("r");
    resistance_ = json_["resistance"].get<std::vector<double>>();
    options_.screen.threshold = {Measure::p, 0.2};
    options_.model.fold = json_["fold"].get<std::vector<std::int32_t>>();
  }

  Matrix matrix(const char* name) const {
    const auto columns = json_[name].get<std::vector<std::vector<double>>>();
    Matrix values(columns[0].size(), columns.size());
    for (std::size_t g = 0; g < columns.size(); ++g)
      std::copy(columns[g].begin(), columns[g].end(), values.column(g).begin());
    return values;
  }
  std::vector<double> numbers(const nlohmann::json& list) const {
    return list.get<std::vector<double>>();
  }
  TrainingData data() const { return {outcomes_, expression_, &resistant_, resistance_}; }

  void expect_weights(const Signature& made, const nlohmann::json& from) const {
    EXPECT_EQ(made.screened, from["screened"].get<std::vector<std::size_t>>());
    const std::vector<double> coef = numbers(from["coef"]);
    std::vector<double> ours(coef.size(), 0);
    for (const GeneWeight& weight : made.weights)
      for (std::size_t g = 0; g < made.screened.size(); ++g)
        if (made.screened[g] == weight.gene) ours[g] = weight.coef;
    // glmnet stops at thresh = 1e-14, which leaves some 1e-7.
    for (std::size_t g = 0; g < coef.size(); ++g) EXPECT_NEAR(ours[g], coef[g], 1e-6) << g;
  }

  nlohmann::json json_;
  endpoint::Outcomes outcomes_;
  Matrix expression_, resistant_;
  std::vector<double> resistance_;
  PipelineOptions options_;
};

TEST_F(PipelineOfR, AssociationWithResistance) {
  std::vector<std::size_t> genes(expression_.columns), rows(resistance_.size());
  std::iota(genes.begin(), genes.end(), std::size_t{0});
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  AssociationRule groups{AssociationMethod::moderated_t, Split::median},
      trend = groups, robust = groups, weights = groups;
  trend.trend = robust.trend = robust.robust = weights.sample_weights = true;
  const std::vector<std::pair<const char*, AssociationRule>> rules{
      {"spearman", {AssociationMethod::spearman}},
      {"pearson", {AssociationMethod::pearson}},
      {"kendall", {AssociationMethod::kendall}},
      {"wilcoxon", {AssociationMethod::wilcoxon}},
      {"moderated_number", {AssociationMethod::moderated_t}},
      {"moderated_groups", groups},
      {"moderated_trend", trend},
      {"moderated_robust", robust},
      {"moderated_weights", weights}};
  for (const auto& [name, rule] : rules) {
    std::vector<std::string> warnings;
    const auto found = associations(resistant_, genes, resistance_, rows, rule, warnings);
    const auto estimate = numbers(json_["association"][name]["estimate"]);
    const auto p = numbers(json_["association"][name]["p"]);
    // limma finds weights of samples by an iteration that stops at 1e-5.
    const double near = rule.sample_weights ? 1e-6 : 1e-10;
    for (std::size_t g = 0; g < genes.size(); ++g) {
      EXPECT_NEAR(found[g].estimate, estimate[g], near) << name << " " << g;
      EXPECT_NEAR(found[g].p, p[g], near) << name << " " << g;
    }
  }
}

TEST_F(PipelineOfR, CandidatesByTheirQ) {
  options_.candidates.association = AssociationRule{AssociationMethod::spearman};
  options_.candidates.threshold = {Measure::benjamini_hochberg, 0.2};
  const auto made = derive(data(), all_rows(data()), options_, 0, true);
  ASSERT_TRUE(made);
  const auto q = numbers(json_["association"]["spearman"]["q"]);
  std::vector<std::size_t> expected;
  for (std::size_t g = 0; g < q.size(); ++g)
    if (q[g] <= 0.2) expected.push_back(g);
  EXPECT_EQ(made->candidates, expected);
  EXPECT_FALSE(expected.empty());
  for (std::size_t g = 0; g < q.size(); ++g) EXPECT_NEAR(made->association_q[g], q[g], 1e-10);
}

TEST_F(PipelineOfR, UnivariateCoxModels) {
  const auto made = derive(data(), all_rows(data()), options_, 0, true);
  ASSERT_TRUE(made);
  ASSERT_EQ(made->hazards.size(), expression_.columns);
  for (std::size_t g = 0; g < made->hazards.size(); ++g) {
    EXPECT_NEAR(made->hazards[g].coef, numbers(json_["screen"]["coef"])[g], 1e-8) << g;
    EXPECT_NEAR(made->hazards[g].std_error, numbers(json_["screen"]["se"])[g], 1e-8) << g;
    EXPECT_NEAR(made->hazards[g].p, numbers(json_["screen"]["p"])[g], 1e-8) << g;
  }
}

TEST_F(PipelineOfR, TheWholeOfIt) {
  const auto made = derive(data(), all_rows(data()), options_, 0, true);
  ASSERT_TRUE(made);
  expect_weights(*made, json_);
  const auto& path = made->validation->path;
  EXPECT_NEAR(path.steps[made->validation->at_min].lambda, json_["lambda"].get<double>(), 1e-8);
  const auto score = numbers(json_["score"]);
  for (std::size_t i = 0; i < score.size(); ++i) EXPECT_NEAR(made->score[i], score[i], 1e-5);
  EXPECT_NEAR(made->cut.at.at(0), json_["median"].get<double>(), 1e-5);
  EXPECT_NEAR(*indices_of(outcomes_, made->score, {}).concordance,
              json_["concordance"].get<double>(), 1e-12);
  options_.cut.kind = CutKind::tertiles;
  const auto thirds = derive(data(), all_rows(data()), options_);
  ASSERT_TRUE(thirds);
  EXPECT_NEAR(thirds->cut.at.at(0), numbers(json_["tertiles"])[0], 1e-5);
  EXPECT_NEAR(thirds->cut.at.at(1), numbers(json_["tertiles"])[1], 1e-5);
}

TEST_F(PipelineOfR, OnResamples) {
  ASSERT_EQ(json_["resamples"].size(), 12u);
  for (std::size_t b = 0; b < json_["resamples"].size(); ++b) {
    Rows rows;
    rows.patients = json_["resamples"][b].get<std::vector<std::size_t>>();
    const auto& expected = json_["boot"][b];
    const auto made = derive(data(), rows, options_, b + 1);
    ASSERT_TRUE(made) << b;
    expect_weights(*made, expected);
    EXPECT_NEAR(*indices_of(outcomes_of(outcomes_, rows.patients), made->score, {}).concordance,
                expected["c_there"].get<double>(), 1e-9)
        << b;
    EXPECT_NEAR(*indices_of(outcomes_, score_of(made->weights, expression_), {}).concordance,
                expected["c_here"].get<double>(), 1e-9)
        << b;
  }
}

class CovariatesOfR : public PipelineOfR {
protected:
  CovariatesOfR() : clinic_(outcomes_.size(), 2) {
    for (std::size_t j = 0; j < 2; ++j) {
      const auto values = numbers(json_[names_[j]]);
      std::copy(values.begin(), values.end(), clinic_.column(j).begin());
    }
    options_.screen.adjusted = true;
  }
  TrainingData beside() const {
    TrainingData view = data();
    view.covariates = &clinic_;
    view.covariate_names = names_;
    return view;
  }
  void expect_clinic(const Signature& made, const nlohmann::json& from) const {
    const auto coef = numbers(from["clinic"]);
    ASSERT_EQ(made.covariates.size(), 2u);
    for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(made.covariates[j].coef, coef[j], 1e-6) << j;
  }
  void expect_screen(const Signature& made, const nlohmann::json& from) const {
    ASSERT_EQ(made.hazards.size(), expression_.columns);
    for (std::size_t g = 0; g < made.hazards.size(); ++g) {
      EXPECT_NEAR(made.hazards[g].coef, numbers(from["screen"]["coef"])[g], 1e-8) << g;
      EXPECT_NEAR(made.hazards[g].std_error, numbers(from["screen"]["se"])[g], 1e-8) << g;
      EXPECT_NEAR(made.hazards[g].p, numbers(from["screen"]["p"])[g], 1e-8) << g;
    }
  }

  std::vector<std::string> names_{"age", "male"};
  Matrix clinic_;
};

TEST_F(CovariatesOfR, BesideAgeAndSex) {
  const auto made = derive(beside(), all_rows(beside()), options_, 0, true);
  ASSERT_TRUE(made);
  const auto& from = json_["beside"];
  expect_screen(*made, from);
  expect_weights(*made, from);
  expect_clinic(*made, from);
  const auto& path = made->validation->path;
  EXPECT_NEAR(*made->lambda, from["lambda"].get<double>(), 1e-8);
  EXPECT_NEAR(path.steps[made->validation->at_1se].lambda, from["lambda_1se"].get<double>(), 1e-8);
}

TEST_F(CovariatesOfR, BesideAgeAndSexOnResamples) {
  for (std::size_t b = 0; b < json_["beside_boot"].size(); ++b) {
    Rows rows;
    rows.patients = json_["resamples"][b].get<std::vector<std::size_t>>();
    const auto made = derive(beside(), rows, options_, b + 1);
    ASSERT_TRUE(made) << b;
    expect_weights(*made, json_["beside_boot"][b]);
    expect_clinic(*made, json_["beside_boot"][b]);
  }
}

TEST_F(CovariatesOfR, InStrata) {
  options_.screen.adjusted = false;
  TrainingData view = data();
  const auto site = json_["site"].get<std::vector<std::int32_t>>();
  view.strata = site;
  const auto made = derive(view, all_rows(view), options_, 0, true);
  ASSERT_TRUE(made);
  expect_screen(*made, json_["strata"]);
}

}  // namespace
}  // namespace venscope::signature
