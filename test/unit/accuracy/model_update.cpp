// Updating a score: by hand, laws of likelihood ratios, and what is refused.
#include "venscope/accuracy/model_update.hpp"

#include "venscope/base/random.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

namespace {

/// Patients with hazard exp(truth x score) times `factor`, two terms of 0.8 and -0.6.
struct Patients {
  endpoint::Outcomes outcomes;
  Matrix terms;
  std::vector<double> hazard;  ///< that the card expects: its baseline is t

  Patients(std::size_t n, std::uint64_t seed, double truth, double factor) : terms(n, 2) {
    RandomStream random(seed, "patients");
    for (std::size_t i = 0; i < n; ++i) {
      terms(i, 0) = random.uniform() < 0.4 ? 0.8 : 0;
      terms(i, 1) = random.uniform() < 0.3 ? -0.6 : 0;
      const double score = terms(i, 0) + terms(i, 1);
      const double time = -std::log(random.uniform()) / (factor * std::exp(truth * score));
      const double censored = 0.2 + 3 * random.uniform();
      outcomes.time.push_back(std::min(time, censored));
      outcomes.event.push_back(time <= censored);
    }
    hazard = outcomes.time;
  }
  ModelUpdates updates() const { return model_updates({outcomes, terms, hazard}).value(); }
};

}  // namespace

TEST(ModelUpdate, InTheLargeByHand) {
  // Hazards passed through 0.5, 1 and 1.5 at score 0: 3 expected, 2 seen; ln(2/3), se 1/sqrt(2).
  const endpoint::Outcomes outcomes{{}, {0.5, 1, 1.5}, {1, 0, 1}};
  Matrix terms(3, 1);
  terms.values = {0, 0.0, std::log(2.0)};
  const std::vector<double> hazard{0.5, 1, 0.75};  // the third: 0.75 exp(ln 2) = 1.5
  const auto found = model_updates({outcomes, terms, hazard});
  ASSERT_TRUE(found && found->kept_baseline);
  EXPECT_NEAR(*found->expected, 3, 1e-14);
  const UpdatedScore* large = found->kept_baseline->find(Update::in_the_large);
  ASSERT_TRUE(large);
  EXPECT_NEAR(large->log_factor->value, std::log(2.0 / 3), 1e-10);
  EXPECT_NEAR(large->log_factor->std_error, 1 / std::sqrt(2.0), 1e-10);
  // l = 2 (ln 2 at the third) - 3 before; after: d (a + eta) - 2.
  const UpdatedScore* original = found->kept_baseline->find(Update::original);
  EXPECT_NEAR(original->log_likelihood, std::log(2.0) - 3, 1e-14);
  EXPECT_NEAR(large->log_likelihood, 2 * std::log(2.0 / 3) + std::log(2.0) - 2, 1e-12);
  // One term: its refit would be the slope again.
  EXPECT_FALSE(found->kept_baseline->find(Update::refit));
  EXPECT_FALSE(found->new_baseline.find(Update::refit));
}

TEST(ModelUpdate, TheRightScoreIsKeptAndAWrongOneIsNot) {
  const ModelUpdates right = Patients(4000, 1, 1, 1).updates();
  EXPECT_EQ(right.kept_baseline->chosen, Update::original);
  EXPECT_NEAR(right.kept_baseline->find(Update::slope)->slope->value, 1, 0.1);
  const ModelUpdates twice = Patients(4000, 2, 1, 2).updates();
  EXPECT_EQ(twice.kept_baseline->chosen, Update::in_the_large);
  EXPECT_NEAR(twice.kept_baseline->find(Update::in_the_large)->log_factor->value, std::log(2), 0.1);
  const ModelUpdates half = Patients(4000, 3, 0.5, 1).updates();
  EXPECT_EQ(half.kept_baseline->chosen, Update::slope);
  EXPECT_NEAR(half.new_baseline.find(Update::slope_and_baseline)->slope->value, 0.5, 0.1);
}

TEST(ModelUpdate, LikelihoodsAscendAndStepsAddUp) {
  for (std::uint64_t seed = 10; seed < 16; ++seed) {
    const ModelUpdates found = Patients(150, seed, 0.3 * double(seed % 4), 1.3).updates();
    for (const UpdateFamily* family : {&*found.kept_baseline, &found.new_baseline}) {
      double sum = 0, df = 0;
      for (std::size_t k = 1; k < family->scores.size(); ++k)
        EXPECT_GE(family->scores[k].log_likelihood, family->scores[k - 1].log_likelihood - 1e-9);
      for (const UpdateTest& step : family->steps) {
        sum += step.statistic;
        df += step.df;
      }
      EXPECT_NEAR(sum, family->to_largest.front().statistic, 1e-8);
      EXPECT_EQ(df, family->to_largest.front().df);
    }
  }
}

TEST(ModelUpdate, ATermThatNobodyHasStaysAsItIs) {
  Patients patients(200, 4, 1, 1);
  Matrix terms(200, 3);
  std::copy(patients.terms.values.begin(), patients.terms.values.end(), terms.values.begin());
  const auto found = model_updates({patients.outcomes, terms, patients.hazard});
  ASSERT_TRUE(found);
  const UpdatedScore* refit = found->kept_baseline->find(Update::refit);
  ASSERT_TRUE(refit);
  EXPECT_TRUE(refit->factors[0] && refit->factors[1]);
  EXPECT_FALSE(refit->factors[2]);
  EXPECT_EQ(refit->parameters, 3u);
}

TEST(ModelUpdate, ATermWithoutEventsHasNoRefitAndSaysSo) {
  Patients patients(200, 5, 1, 1);
  for (std::size_t i = 0; i < 200; ++i)
    if (patients.terms(i, 1) != 0) patients.outcomes.event[i] = 0;
  const auto found = model_updates({patients.outcomes, patients.terms, patients.hazard});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->kept_baseline->find(Update::refit));
  EXPECT_FALSE(found->new_baseline.find(Update::refit));
  EXPECT_NE(found->kept_baseline->undefined, "");
  EXPECT_NE(found->new_baseline.undefined, "");
}

TEST(ModelUpdate, RefusesWhatCannotBeUpdated) {
  const endpoint::Outcomes nobody;
  EXPECT_EQ(model_updates({nobody, Matrix(0, 1)}).error().front().code, "accuracy.no_rows");
  Patients patients(50, 6, 1, 1);
  std::fill(patients.outcomes.event.begin(), patients.outcomes.event.end(), 0);
  EXPECT_EQ(model_updates({patients.outcomes, patients.terms}).error().front().code,
            "accuracy.no_events");
  const Patients others(50, 7, 1, 1);
  EXPECT_EQ(model_updates({others.outcomes, Matrix(50, 2, 0.3)}).error().front().code,
            "accuracy.update");
}

TEST(ModelUpdate, WithoutABaselineOnlyThePartialLikelihoodSpeaks) {
  const Patients patients(300, 8, 1, 1);
  const auto found = model_updates({patients.outcomes, patients.terms});
  ASSERT_TRUE(found);
  EXPECT_FALSE(found->kept_baseline);
  EXPECT_FALSE(found->expected);
  EXPECT_EQ(found->new_baseline.chosen, Update::baseline);
}
