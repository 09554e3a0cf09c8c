/// Slow copies, from the definitions, of what compares two arms.
#include "support/random_outcomes.hpp"
#include "venscope/survival/piecewise_hazard.hpp"
#include "venscope/survival/restricted_mean_difference.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// The steps of a curve to tau: where each begins, how long it is, S on it and Greenwood's sum.
struct Step {
  double length, survival, greenwood;
};

std::vector<Step> steps(const KaplanMeier& fit, double tau) {
  std::vector<Step> list{{0, 1, 0}};
  double at = 0, greenwood = 0;
  for (const KaplanMeierPoint& point : fit.curve) {
    if (point.time > tau) break;
    list.back().length = point.time - at;
    at = point.time;
    if (point.n_event > 0 && point.n_risk > point.n_event)
      greenwood += point.n_event / (point.n_risk * (point.n_risk - point.n_event));
    list.push_back({0, point.survival, greenwood});
  }
  list.back().length = tau - at;
  return list;
}

}  // namespace

// The variance as the double integral of Cov(S(s), S(t)) = S(s) S(t) G(min(s, t)).
TEST(ArmsTwin, VarianceOfTheRestrictedMeanIsTheDoubleIntegral) {
  test::CohortMaker maker(5);
  for (const test::Times times :
       {test::Times::whole_days, test::Times::few_values, test::Times::continuous})
    for (int repeat = 0; repeat < 10; ++repeat) {
      const test::Cohort cohort = maker.make({40, 2, times, false, false});
      const auto fits = kaplan_meier_groups(cohort.outcomes, cohort.group, 2).value();
      const auto found = compare_restricted_means(fits[0], fits[1]);
      ASSERT_TRUE(found);
      double mean = 0, variance = 0;
      const std::vector<Step> list = steps(fits[1], found->horizon);
      for (std::size_t i = 0; i < list.size(); ++i) {
        mean += list[i].length * list[i].survival;
        for (std::size_t j = 0; j < list.size(); ++j)
          variance += list[i].length * list[j].length * list[i].survival * list[j].survival *
                      list[std::min(i, j)].greenwood;
      }
      EXPECT_NEAR(found->compared.mean, mean, 1e-10 * mean) << cohort.label;
      EXPECT_NEAR(found->compared.std_error, std::sqrt(variance), 1e-9 * std::sqrt(variance));
    }
}

// Without covariates the intervals share nothing: each ratio is that of a Cox model of its own, on
// those still there, followed to its end.
TEST(ArmsTwin, PiecewiseRatiosAreModelsOfTheirOwn) {
  test::CohortMaker maker(11);
  CoxOptions strict;  // the two are iterated to the end, or they differ by where they stop
  strict.tolerance = 1e-13;
  strict.max_iterations = 50;
  for (const bool delayed : {false, true})
    for (int repeat = 0; repeat < 10; ++repeat) {
      const test::Cohort cohort = maker.make({120, 2, test::Times::continuous, delayed, false});
      const std::vector<double> cuts{3, 8};
      const auto found = piecewise_hazard(cohort.outcomes, cohort.group, cuts, {}, {}, strict);
      ASSERT_TRUE(found);
      double loglik = 0;
      for (std::size_t k = 0; k < 3; ++k) {
        const double from = k == 0 ? -1e9 : cuts[k - 1], to = k == 2 ? 1e9 : cuts[k];
        endpoint::Outcomes own;
        std::vector<double> second;
        for (std::size_t i = 0; i < cohort.group.size(); ++i) {
          const double entry = delayed ? cohort.outcomes.entry[i] : 0,
                       end = cohort.outcomes.time[i];
          if (end <= from || entry >= to) continue;
          own.entry.push_back(std::max(entry, from));
          own.time.push_back(std::min(end, to));
          own.event.push_back(end <= to ? cohort.outcomes.event[i] : 0);
          second.push_back(cohort.group[i]);
        }
        Matrix design(second.size(), 1);
        design.values = second;
        const auto alone = cox({own, design}, strict);
        ASSERT_TRUE(alone);
        loglik += alone->loglik;
        EXPECT_NEAR(found->intervals[k].ratio.coef, alone->terms[0].coef, 1e-8);
        EXPECT_NEAR(found->intervals[k].ratio.std_error, alone->terms[0].std_error, 1e-7);
      }
      Matrix all(cohort.group.size(), 1);
      for (std::size_t i = 0; i < all.rows; ++i) all(i, 0) = cohort.group[i];
      const auto one = cox({cohort.outcomes, all}, strict);
      EXPECT_NEAR(found->change.statistic, 2 * (loglik - one->loglik), 1e-7);
      EXPECT_NEAR(found->constant.coef, one->terms[0].coef, 1e-8);
    }
}
