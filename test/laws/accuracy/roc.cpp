// What holds of ROC curves at a time whatever the data.
#include "venscope/accuracy/roc.hpp"

#include "support/random_outcomes.hpp"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::accuracy;
using namespace venscope::test;

namespace {

/// f(outcomes, marker, time): ties in both or in neither, the time within the follow-up.
template <class F>
void for_each_marked(F f) {
  CohortMaker maker(901);
  for (const std::size_t n : {4U, 20U, 150U})
    for (const Times times : {Times::few_values, Times::continuous})
      for (int repeat = 0; repeat < 5; ++repeat) {
        const endpoint::Outcomes outcomes = maker.make({n, 2, times, false, false}).outcomes;
        std::vector<double> marker, sorted = outcomes.time;
        for (std::size_t i = 0; i < n; ++i)
          marker.push_back(times == Times::continuous ? maker.uniform()
                                                      : static_cast<double>(maker.below(6)));
        std::sort(sorted.begin(), sorted.end());
        f(outcomes, marker, sorted[n / 2]);
      }
}

TimeRoc at(const endpoint::Outcomes& outcomes, const std::vector<double>& marker, double time,
           RocMethod method) {
  return roc(outcomes, marker, std::vector<double>{time}, {.method = method, .span = 0.2})
      .value()
      .times.front();
}

double auc_or_minus_one(const TimeRoc& found) {
  return found.auc.value_or(-1);
}

}  // namespace

TEST(RocLaw, OnlyTheOrderOfTheMarkerCounts) {
  for_each_marked(
      [](const endpoint::Outcomes& outcomes, const std::vector<double>& marker, double time) {
        std::vector<double> other;
        for (const double x : marker) other.push_back(std::exp(3 * x) - 100);
        // Neighbours are found by distance, so not nne.
        for (const RocMethod method : {RocMethod::ipcw, RocMethod::km})
          EXPECT_EQ(auc_or_minus_one(at(outcomes, marker, time, method)),
                    auc_or_minus_one(at(outcomes, other, time, method)));
      });
}

TEST(RocLaw, NeighboursDoNotDependOnTheUnit) {
  for_each_marked(
      [](const endpoint::Outcomes& outcomes, const std::vector<double>& marker, double time) {
        std::vector<double> other;
        for (const double x : marker) other.push_back(8 * x);  // exact in binary
        EXPECT_EQ(auc_or_minus_one(at(outcomes, marker, time, RocMethod::nne)),
                  auc_or_minus_one(at(outcomes, other, time, RocMethod::nne)));
      });
}

TEST(RocLaw, TheMarkerTurnedRoundHasTheRestOfTheArea) {
  for_each_marked(
      [](const endpoint::Outcomes& outcomes, const std::vector<double>& marker, double time) {
        std::vector<double> other;
        for (const double x : marker) other.push_back(-x);
        const TimeRoc a = at(outcomes, marker, time, RocMethod::ipcw);
        const TimeRoc b = at(outcomes, other, time, RocMethod::ipcw);
        ASSERT_EQ(a.auc.has_value(), b.auc.has_value());
        if (!a.auc) return;
        EXPECT_NEAR(*a.auc + *b.auc, 1, 1e-12);
        EXPECT_NEAR(*a.std_error, *b.std_error, 1e-12);
      });
}

TEST(RocLaw, WeightedAndNeighbourRatesNeverGoBack) {
  for_each_marked(
      [](const endpoint::Outcomes& outcomes, const std::vector<double>& marker, double time) {
        for (const RocMethod method : {RocMethod::ipcw, RocMethod::nne}) {
          const TimeRoc found = at(outcomes, marker, time, method);
          for (std::size_t i = 1; i < found.curve.size(); ++i) {
            EXPECT_LE(found.curve[i].tpr, found.curve[i - 1].tpr);
            EXPECT_LE(found.curve[i].fpr, found.curve[i - 1].fpr);
          }
          EXPECT_TRUE(!found.auc || (*found.auc >= 0 && *found.auc <= 1));
        }
      });
}

TEST(RocLaw, WithoutCensoringWeightedAndKaplanMeierAreOne) {
  for_each_marked([](endpoint::Outcomes outcomes, const std::vector<double>& marker, double time) {
    std::fill(outcomes.event.begin(), outcomes.event.end(), 1);
    const TimeRoc a = at(outcomes, marker, time, RocMethod::ipcw);
    const TimeRoc b = at(outcomes, marker, time, RocMethod::km);
    ASSERT_EQ(a.auc.has_value(), b.auc.has_value());
    EXPECT_NEAR(auc_or_minus_one(a), auc_or_minus_one(b), 1e-12);
  });
}
