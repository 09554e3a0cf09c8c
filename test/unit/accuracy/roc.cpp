#include "venscope/accuracy/roc.hpp"

#include "venscope/accuracy/inverse_censoring.hpp"
#include "venscope/base/random.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;

namespace {

constexpr RocMethod every_method[] = {RocMethod::ipcw, RocMethod::nne, RocMethod::km};

TimeRoc at(const endpoint::Outcomes& outcomes, const std::vector<double>& marker, double time,
           RocMethod method = RocMethod::ipcw) {
  return roc(outcomes, marker, std::vector<double>{time}, {.method = method}).value().times.front();
}

}  // namespace

TEST(Roc, AMarkerThatOrdersEveryoneHasAnAreaOfOne) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 1, 1, 1, 1, 0}};
  const TimeRoc best = at(outcomes, {6, 5, 4, 3, 2, 1}, 3);
  EXPECT_EQ(best.auc, 1);
  EXPECT_EQ(best.cases, 3U);
  EXPECT_EQ(best.controls, 3U);
  EXPECT_EQ(best.std_error, 0);
  EXPECT_EQ(at(outcomes, {1, 2, 3, 4, 5, 6}, 3).auc, 0);
  for (const RocMethod method : every_method)
    EXPECT_EQ(at(outcomes, {2, 2, 2, 2, 2, 2}, 3, method).auc, 0.5) << "nothing is told apart";
}

TEST(Roc, ACurveRunsFromEveryonePositiveToNobody) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 0, 1, 1, 1, 0}};
  for (const RocMethod method : every_method) {
    const TimeRoc found = at(outcomes, {3, 1, 4, 1, 5, 9}, 3.5, method);
    ASSERT_EQ(found.curve.size(), 6U);
    EXPECT_EQ(found.curve.front().cut, -std::numeric_limits<double>::infinity());
    EXPECT_EQ(found.curve.front().tpr, 1);
    EXPECT_EQ(found.curve.front().fpr, 1);
    EXPECT_EQ(found.curve.back().cut, 9);
    EXPECT_EQ(found.curve.back().tpr, 0);
    EXPECT_EQ(found.curve.back().fpr, 0);
  }
}

TEST(Roc, WeightsAreThoseOfTheUncensored) {
  // One of five is censored at 2, four at risk: G(3-) = G(3.5) = 3/4. The cases at 1 and 3 weigh 1
  // and 4/3. Of the cases, that at 1 is above both controls, that at 3 above none.
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5}, {1, 0, 1, 1, 0}};
  const TimeRoc found = at(outcomes, {9, 1, 2, 4, 3}, 3.5);
  EXPECT_EQ(found.censored, 1U);
  EXPECT_NEAR(*found.auc, 1 / (1 + 4.0 / 3), 1e-15);
}

TEST(Roc, AnEventComesBeforeACensoringOfTheSameTime) {
  const auto censoring = InverseCensoring::of({{}, {1, 1, 1, 2}, {1, 0, 0, 1}}).value();
  const WeightedFates fates = censoring.at(1);
  EXPECT_EQ(fates.weight[0], 1);
  EXPECT_EQ(fates.weight[1], 0);
  EXPECT_EQ(fates.weight[3], 3);
}

TEST(Roc, AnotherCauseMakesAControl) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4}, {1, 2, 1, 0}};
  const TimeRoc found = at(outcomes, {4, 3, 2, 1}, 2.5);
  EXPECT_EQ(found.cases, 1U);
  EXPECT_EQ(found.controls, 3U);
  EXPECT_EQ(found.auc, 1);
  for (const RocMethod method : {RocMethod::nne, RocMethod::km})
    EXPECT_FALSE(roc(outcomes, std::vector<double>{4, 3, 2, 1}, std::vector<double>{2.5},
                     {.method = method}));
}

TEST(Roc, WhatIsUndefinedSaysWhy) {
  const endpoint::Outcomes censored_last{{}, {2, 3, 4, 5}, {1, 0, 1, 0}};
  const endpoint::Outcomes dead_last{{}, {2, 3, 4, 5}, {1, 0, 1, 1}};
  const std::vector<double> marker{4, 3, 2, 1};
  for (const RocMethod method : every_method) {
    EXPECT_EQ(at(censored_last, marker, 1, method).undefined, "there is no event by then");
    EXPECT_EQ(at(censored_last, marker, 6, method).undefined, "follow-up ends at 5");
    EXPECT_FALSE(at(dead_last, marker, 5, method).undefined.empty());
    EXPECT_TRUE(at(dead_last, marker, 5, method).curve.empty());
    EXPECT_TRUE(at(dead_last, marker, 4, method).auc);
  }
  // At the last time itself survival is still estimated where its row is censored.
  EXPECT_EQ(at(censored_last, marker, 5).undefined, "nobody is observed beyond");
  EXPECT_TRUE(at(censored_last, marker, 5, RocMethod::km).auc);
}

TEST(Roc, ProblemsAreNamed) {
  const std::vector<double> times{1};
  EXPECT_FALSE(roc({}, {}, times));
  EXPECT_FALSE(roc({{0, 0}, {1, 2}, {1, 0}}, std::vector<double>{1, 2}, times));
  EXPECT_FALSE(roc({{}, {1, 2}, {1, 0}},
                   std::vector<double>{1, std::numeric_limits<double>::quiet_NaN()}, times));
  const auto wide = roc({{}, {1, 2}, {1, 0}}, std::vector<double>{1, 2}, times,
                        {.method = RocMethod::nne, .span = 2});
  ASSERT_FALSE(wide);
  EXPECT_EQ(wide.error().front().code, "accuracy.span");
}

TEST(Roc, MarkersOfTheSameOrderDoNotDiffer) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6}, {1, 0, 1, 1, 1, 0}};
  const TimeRoc a = at(outcomes, {3, 1, 4, 2, 5, 9}, 3.5),
                b = at(outcomes, {9, 1, 16, 4, 25, 81}, 3.5);
  const auto difference = auc_difference(a, b).value();
  EXPECT_EQ(difference.difference, 0);
  EXPECT_FALSE(difference.p);
  EXPECT_FALSE(auc_difference(a, at(outcomes, {3, 1, 4, 2, 5, 9}, 3.5, RocMethod::nne)));
  EXPECT_FALSE(auc_difference(a, at(outcomes, {3, 1, 4, 2, 5, 9}, 4.5)));
}

TEST(Roc, WithoutCurvesTheNumbersAreTheSame) {
  const endpoint::Outcomes outcomes{{}, {1, 2, 3, 4, 5, 6, 7}, {1, 0, 2, 1, 1, 0, 1}};
  const std::vector<double> marker{3, 1, 4, 1, 5, 9, 2}, times{2.5, 4.5, 5};
  const Roc whole = roc(outcomes, marker, times).value(),
            alone = roc(outcomes, marker, times, {.auc_only = true}).value();
  for (std::size_t k = 0; k < times.size(); ++k) {
    EXPECT_EQ(alone.times[k].auc, whole.times[k].auc);
    EXPECT_EQ(alone.times[k].std_error, whole.times[k].std_error);
    EXPECT_EQ(alone.times[k].conf_low, whole.times[k].conf_low);
    EXPECT_EQ(alone.times[k].cases, whole.times[k].cases);
    EXPECT_EQ(alone.times[k].controls, whole.times[k].controls);
    EXPECT_TRUE(alone.times[k].curve.empty() && alone.times[k].influence.empty());
    EXPECT_EQ(whole.times[k].influence.size(), marker.size());
  }
}

TEST(Roc, ABootstrapGivesTheOthersALimit) {
  endpoint::Outcomes outcomes;
  std::vector<double> marker;
  RandomStream random(2, "roc test", 0);
  for (int i = 0; i < 120; ++i) {
    marker.push_back(random.normal());
    outcomes.time.push_back(random.exponential() * std::exp(-marker.back()));
    outcomes.event.push_back(random.chance(0.8));
  }
  const double time = 0.5;
  for (const RocMethod method : every_method) {
    RocOptions options{.method = method, .resamples = 300};
    const TimeRoc one = roc(outcomes, marker, std::vector<double>{time}, options)->times[0];
    options.threads = 4;
    const TimeRoc four = roc(outcomes, marker, std::vector<double>{time}, options)->times[0];
    EXPECT_EQ(one.std_error, four.std_error);
    EXPECT_EQ(one.conf_low, four.conf_low);
    EXPECT_LT(*one.conf_low, *one.auc);
    EXPECT_GT(*one.conf_high, *one.auc);
    // Near the standard error of the weighted estimate, which is not resampled: of 300 resamples
    // it is known to 4 %, and the methods differ a little.
    EXPECT_NEAR(*one.std_error, *at(outcomes, marker, time).std_error, 0.25 * *one.std_error);
    EXPECT_EQ(at(outcomes, marker, time, method).std_error.has_value(), method == RocMethod::ipcw);
  }
}
