/// What holds of two arms whatever the data.
#include "support/random_outcomes.hpp"
#include "venscope/survival/landmark.hpp"
#include "venscope/survival/log_rank.hpp"
#include "venscope/survival/milestone.hpp"
#include "venscope/survival/piecewise_hazard.hpp"
#include "venscope/survival/restricted_mean_difference.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

template <class F>
void for_each_pair(F f) {
  test::CohortMaker maker(77);
  for (const test::Times times :
       {test::Times::whole_days, test::Times::few_values, test::Times::continuous})
    for (int repeat = 0; repeat < 8; ++repeat) f(maker.make({60, 2, times, false, false}));
}

std::vector<KaplanMeier> fit(const test::Cohort& cohort) {
  return kaplan_meier_groups(cohort.outcomes, cohort.group, 2).value();
}

void expect_mirrored(const Contrast& a, const Contrast& b, bool ratio) {
  if (std::isnan(a.estimate) || std::isnan(a.p)) {
    EXPECT_TRUE(std::isnan(b.estimate) || std::isnan(b.p));
    return;
  }
  EXPECT_NEAR(a.estimate, ratio ? 1 / b.estimate : -b.estimate,
              1e-12 * (1 + std::fabs(a.estimate)));
  EXPECT_NEAR(a.lower, ratio ? 1 / b.upper : -b.upper, 1e-10 * (1 + std::fabs(a.lower)));
  EXPECT_NEAR(a.p, b.p, 1e-12);
}

}  // namespace

TEST(ArmsLaw, ExchangedArmsMirrorEveryContrast) {
  for_each_pair([](const test::Cohort& cohort) {
    const auto fits = fit(cohort);
    const auto there = compare_restricted_means(fits[0], fits[1]),
               back = compare_restricted_means(fits[1], fits[0]);
    ASSERT_TRUE(there && back);
    expect_mirrored(there->difference, back->difference, false);
    expect_mirrored(there->ratio, back->ratio, true);
    expect_mirrored(there->lost_ratio, back->lost_ratio, true);
    for (const double time : {1.0, 3.0, 5.0, 20.0}) {
      const Milestone at = compare_at(fits[0], fits[1], time),
                      other = compare_at(fits[1], fits[0], time);
      expect_mirrored(at.difference, other.difference, false);
      expect_mirrored(at.hazard_ratio, other.hazard_ratio, true);
    }
    std::vector<std::int32_t> exchanged;
    for (const std::int32_t g : cohort.group) exchanged.push_back(1 - g);
    for (const RankWeight& weight : {RankWeight(0, 1), RankWeight(RankWeight::Kind::gehan),
                                     RankWeight(RankWeight::Kind::tarone_ware)})
      EXPECT_NEAR(log_rank(cohort.outcomes, cohort.group, 2, {}, weight)->chi_squared,
                  log_rank(cohort.outcomes, exchanged, 2, {}, weight)->chi_squared, 1e-10);
  });
}

TEST(ArmsLaw, AnotherUnitOfTimeScalesTheMeansAlone) {
  for_each_pair([](const test::Cohort& cohort) {
    test::Cohort weeks = cohort;
    for (double& time : weeks.outcomes.time) time *= 8;  // exact in binary
    const auto days_fits = fit(cohort), week_fits = fit(weeks);
    const auto a = compare_restricted_means(days_fits[0], days_fits[1]),
               b = compare_restricted_means(week_fits[0], week_fits[1]);
    EXPECT_NEAR(8 * a->difference.estimate, b->difference.estimate, 1e-9);
    EXPECT_NEAR(a->ratio.estimate, b->ratio.estimate, 1e-12);
    EXPECT_NEAR(a->difference.p, b->difference.p, 1e-9);
  });
}

TEST(ArmsLaw, WeightsThatDoNotDifferAreTheLogRankTest) {
  for_each_pair([](const test::Cohort& cohort) {
    const auto plain = log_rank(cohort.outcomes, cohort.group, 2);
    EXPECT_EQ(plain->chi_squared,
              log_rank(cohort.outcomes, cohort.group, 2, {}, {0, 0})->chi_squared);
    // S(t-) and 1 - S(t-) add up to 1, and so do the differences that they weight.
    const auto early = log_rank(cohort.outcomes, cohort.group, 2, {}, {1, 0}),
               late = log_rank(cohort.outcomes, cohort.group, 2, {}, {0, 1});
    const auto difference = [](const LogRank& t) {
      return t.groups[1].observed - t.groups[1].expected;
    };
    EXPECT_NEAR(difference(*early) + difference(*late), difference(*plain), 1e-10);
  });
}

TEST(ArmsLaw, WithoutCutsThePiecewiseModelIsTheCoxModel) {
  for_each_pair([](const test::Cohort& cohort) {
    const auto found = piecewise_hazard(cohort.outcomes, cohort.group, {});
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->intervals[0].ratio.coef, found->constant.coef, 1e-12);
    EXPECT_EQ(found->change.df, 0);
    EXPECT_TRUE(std::isnan(found->change.p));
  });
}

TEST(ArmsLaw, ALandmarkCountsEverybodyOnce) {
  test::CohortMaker maker(3);
  for (int repeat = 0; repeat < 20; ++repeat) {
    const test::Cohort cohort =
        maker.make({60, 2, test::Times::few_values, repeat % 2 == 1, false});
    endpoint::HappeningTimes when;
    for (std::size_t i = 0; i < cohort.group.size(); ++i)
      when.push_back(maker.below(2) == 0 ? std::nullopt
                                         : std::optional(static_cast<double>(maker.below(9))));
    for (const double at : {0.0, 2.0, 5.0, 8.0, 100.0}) {
      const Landmark found = landmark(cohort.outcomes, when, at);
      EXPECT_EQ(found.row.size() + found.events_before + found.censored_before + found.entered_late,
                cohort.group.size());
      for (std::size_t i = 0; i < found.row.size(); ++i) {
        EXPECT_GT(found.outcomes.time[i], 0);
        EXPECT_EQ(found.group[i] == 1, when[found.row[i]] && *when[found.row[i]] <= at);
      }
    }
  }
}
