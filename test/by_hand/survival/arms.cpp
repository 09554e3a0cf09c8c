/// Two arms of three patients, with a pencil. First: dead at 1, censored at 3, dead at 4. Second:
/// dead at 2 and 5, censored at 6.
///
///   first   S = 2/3 from 1, 0 from 4       second  S = 2/3 from 2, 1/3 from 5
#include "venscope/survival/landmark.hpp"
#include "venscope/survival/log_rank.hpp"
#include "venscope/survival/median_by_density.hpp"
#include "venscope/survival/milestone.hpp"
#include "venscope/survival/piecewise_hazard.hpp"
#include "venscope/survival/restricted_mean_difference.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

const endpoint::Outcomes six{{}, {1, 3, 4, 2, 5, 6}, {1, 0, 1, 1, 1, 0}};
const std::vector<std::int32_t> arm{0, 0, 0, 1, 1, 1};

std::vector<KaplanMeier> curves() {
  return kaplan_meier_groups(six, arm, 2).value();
}

}  // namespace

TEST(ArmsByHand, RestrictedMeans) {
  const auto fits = curves();
  // The first curve has reached 0 and is known for ever; the second only to 6.
  EXPECT_EQ(smaller_last_time(fits[0], fits[1]), 4);
  EXPECT_EQ(greatest_horizon(fits[0], fits[1]), 6);
  const auto to_five = compare_restricted_means(fits[0], fits[1], 5.0);
  ASSERT_TRUE(to_five);
  // 1 + 3 * 2/3 = 3 and 2 + 3 * 2/3 = 4. Right of the first death lies the area 2 in both, which
  // with d / (n (n - d)) = 1/6 gives the variance 4/6; the death at 4 (n = d) adds nothing.
  EXPECT_NEAR(to_five->reference.mean, 3, 1e-15);
  EXPECT_NEAR(to_five->compared.mean, 4, 1e-15);
  EXPECT_NEAR(to_five->reference.std_error, std::sqrt(2.0 / 3), 1e-15);
  EXPECT_NEAR(to_five->difference.estimate, 1, 1e-15);
  EXPECT_NEAR(to_five->difference.std_error, std::sqrt(4.0 / 3), 1e-15);
  EXPECT_NEAR(to_five->difference.lower, 1 - 1.959963984540054 * std::sqrt(4.0 / 3), 1e-12);
  EXPECT_NEAR(to_five->ratio.estimate, 4.0 / 3, 1e-15);
  EXPECT_NEAR(to_five->lost_ratio.estimate, 0.5, 1e-15);  // 1 lost against 2
  EXPECT_NEAR(to_five->lost_ratio.std_error, std::sqrt(2.0 / 3 / 1 + 2.0 / 3 / 4), 1e-14);
  EXPECT_EQ(compare_restricted_means(fits[0], fits[1])->horizon, 4);
}

// Censored at 0.1, 0.2, … 2.9: whose sum of steps is not 2.9 in binary.
TEST(ArmsByHand, AnArmWithoutEventsLosesExactlyNothing) {
  endpoint::Outcomes outcomes;
  std::vector<std::int32_t> group;
  for (int tenths = 1; tenths < 30; ++tenths)
    for (const std::int32_t g : {0, 1}) {
      outcomes.time.push_back(tenths / 10.0);
      outcomes.event.push_back(g == 0 && tenths % 5 == 0);
      group.push_back(g);
    }
  const auto fits = kaplan_meier_groups(outcomes, group, 2).value();
  for (const std::optional<double> tau : {std::optional<double>{}, std::optional(1.7)}) {
    const auto there = compare_restricted_means(fits[0], fits[1], tau),
               back = compare_restricted_means(fits[1], fits[0], tau);
    ASSERT_TRUE(there && back);
    EXPECT_EQ(there->compared.mean, tau.value_or(2.9));
    EXPECT_EQ(there->compared.std_error, 0);
    EXPECT_EQ(there->difference.std_error, there->reference.std_error);
    for (const Contrast& lost : {there->lost_ratio, back->lost_ratio}) {
      EXPECT_TRUE(std::isnan(lost.estimate));
      EXPECT_TRUE(std::isnan(lost.lower));
      EXPECT_TRUE(std::isnan(lost.p));
    }
    EXPECT_LT(there->reference.mean, there->horizon);
  }
  // An event at tau itself takes nothing away either.
  EXPECT_EQ(compare_restricted_means(fits[0], fits[1], 0.5)->reference.mean, 0.5);
}

TEST(ArmsByHand, HorizonsThatMeanNothing) {
  const auto fits = curves();
  for (const double tau : {6.5, 0.0, -1.0}) {
    const auto refused = compare_restricted_means(fits[0], fits[1], tau);
    ASSERT_FALSE(refused) << tau;
    EXPECT_EQ(refused.error()[0].code, "survival.horizon");
    EXPECT_EQ(refused.error()[0].fault, Fault::analysis);
    EXPECT_NE(refused.error()[0].remedy.find("at most 6"), std::string::npos);
  }
  EXPECT_FALSE(compare_restricted_means(fits[0], KaplanMeier{}, 1.0));
  EXPECT_TRUE(std::isnan(greatest_horizon(KaplanMeier{}, fits[1])));
}

TEST(ArmsByHand, Milestones) {
  const auto fits = curves();
  const Milestone at_two = compare_at(fits[0], fits[1], 2);
  EXPECT_EQ(at_two.difference.estimate, 0);
  EXPECT_NEAR(at_two.difference.std_error, std::sqrt(2 * 4.0 / 9 / 6), 1e-15);
  EXPECT_NEAR(at_two.hazard_ratio.estimate, 1, 1e-15);
  // sqrt(1/6) / |log(2/3)| of each.
  EXPECT_NEAR(at_two.hazard_ratio.std_error, std::sqrt(2.0 / 6) / std::log(1.5), 1e-14);
  // At 4 all of the first arm are dead: a difference there is, hazards cannot be compared.
  const Milestone at_four = compare_at(fits[0], fits[1], 4);
  EXPECT_NEAR(at_four.difference.estimate, 2.0 / 3, 1e-15);
  EXPECT_NEAR(at_four.difference.std_error, 2.0 / 3 * std::sqrt(1.0 / 6), 1e-15);
  EXPECT_TRUE(std::isnan(at_four.hazard_ratio.estimate));
  // After 6 the second curve is not known; before 1 nobody has died and nothing varies.
  EXPECT_TRUE(std::isnan(compare_at(fits[0], fits[1], 7).difference.estimate));
  EXPECT_EQ(compare_at(fits[0], fits[1], 7).reference.survival, 0);
  const Milestone early = compare_at(fits[0], fits[1], 0.5);
  EXPECT_EQ(early.difference.estimate, 0);
  EXPECT_TRUE(std::isnan(early.difference.p));
}

TEST(ArmsByHand, LateWeights) {
  // Of all six together S(t-) = 1, 5/6, 2/3, 4/9 at the deaths 1, 2, 4, 5; weights 1 - S(t-):
  //   2: 1/6, one of the second arm dies of 3 at risk among 5     O - E = 1/6 (1 - 3/5)
  //   4: 1/3, one of the first dies, 2 of the second among 3      O - E = 1/3 (0 - 2/3)
  //   5: nobody of the first is left                              nothing
  const auto late = log_rank(six, arm, 2, {}, {0, 1});
  ASSERT_TRUE(late);
  const double u = 1.0 / 6 * 2 / 5 - 2.0 / 9;
  const double v = 1.0 / 36 * 6 / 25 + 1.0 / 9 * 2 / 9;
  EXPECT_NEAR(late->groups[1].observed - late->groups[1].expected, u, 1e-15);
  EXPECT_NEAR(late->variance(1, 1), v, 1e-15);
  EXPECT_NEAR(late->chi_squared, u * u / v, 1e-14);
  // Gehan: weights 6, 5, 3, 2.   6 (0 - 1/2) + 5 (1 - 3/5) + 3 (0 - 2/3) = -3
  const auto gehan = log_rank(six, arm, 2, {}, RankWeight::Kind::gehan);
  ASSERT_TRUE(gehan);
  EXPECT_NEAR(gehan->groups[1].observed - gehan->groups[1].expected, -3, 1e-14);
  EXPECT_NEAR(gehan->variance(1, 1), 36.0 / 4 + 25.0 * 6 / 25 + 9.0 * 2 / 9, 1e-13);
}

TEST(ArmsByHand, MedianByDensity) {
  // Second arm: S falls from 2/3 (at 2) to 1/3 (at 5): median 5, f = (2/3 - 1/3) / 3 = 1/9,
  // se(S) = 1/3 sqrt(1/6 + 1/2).
  const MedianByDensity median = median_by_density(curves()[1]);
  EXPECT_EQ(*median.time, 5);
  EXPECT_NEAR(*median.std_error, 9.0 / 3 * std::sqrt(2.0 / 3), 1e-14);
  EXPECT_NEAR(*median.lower, 5 - 1.959963984540054 * 3 * std::sqrt(2.0 / 3), 1e-12);
  // First arm: all gone at the median, no variance there.
  const MedianByDensity first = median_by_density(curves()[0]);
  EXPECT_EQ(*first.time, 4);
  EXPECT_FALSE(first.std_error);
  // Not reached at all.
  const auto alive = kaplan_meier({{}, {1, 2, 3}, {1, 0, 0}});
  EXPECT_FALSE(median_by_density(*alive).time);
  // One patient, dead at 3: reached, without an error.
  const auto one = kaplan_meier({{}, {3}, {1}});
  EXPECT_EQ(*median_by_density(*one).time, 3);
  EXPECT_FALSE(median_by_density(*one).std_error);
}

TEST(ArmsByHand, PiecewiseHazard) {
  // To 3: deaths at 1 (first arm; 3 and 3 at risk) and 2 (second; 2 and 3 at risk). With the ratio
  // h: L = 3 / (3 + 3 h) ... maximised where 1 = 3h/(3+3h) + 3h/(2+3h), that is h = sqrt(2/3).
  // After 3 one of each dies: at 4 of 1 + 2, at 5 of 0 + 2, so L = 1 / (1 + 2 h): h runs to 0.
  const auto found = piecewise_hazard(six, arm, std::vector<double>{3});
  ASSERT_TRUE(found);
  ASSERT_EQ(found->intervals.size(), 2U);
  EXPECT_NEAR(std::exp(found->intervals[0].ratio.coef), std::sqrt(2.0 / 3), 1e-9);
  EXPECT_NE(found->intervals[1].ratio.trouble, CoxTrouble::none);
  EXPECT_EQ(found->intervals[0].events, (std::vector<double>{1, 1}));
  EXPECT_EQ(found->intervals[1].events, (std::vector<double>{1, 1}));
  EXPECT_EQ(found->intervals[1].n_risk, (std::vector<double>{1, 2}));
  EXPECT_EQ(found->change.df, 1);  // the likelihood has a limit, so the test stands
  EXPECT_EQ(found->wald.df, 0);    // Wald's has none
  // Nobody dies after 5.5: no ratio there, and nothing is compared with it.
  const auto nobody = piecewise_hazard(six, arm, std::vector<double>{5.5});
  ASSERT_TRUE(nobody);
  EXPECT_EQ(nobody->intervals[1].events, (std::vector<double>{0, 0}));
  EXPECT_TRUE(std::isnan(nobody->intervals[1].ratio.coef));
  EXPECT_EQ(nobody->change.df, 0);
  for (const std::vector<double>& cuts :
       {std::vector<double>{3, 2}, std::vector<double>{0}, std::vector<double>{2, 2}})
    EXPECT_EQ(piecewise_hazard(six, arm, cuts).error()[0].code, "survival.cuts");
}

TEST(ArmsByHand, Landmarks) {
  // Responses at 1 (who is censored at 3), 3 (dies at 4), 5 (dies at 5: never counts before 5).
  const endpoint::HappeningTimes when{{}, 1.0, 3.0, {}, 5.0, {}};
  const Landmark at_three = landmark(six, when, 3);
  EXPECT_EQ(at_three.events_before, 2U);
  EXPECT_EQ(at_three.censored_before, 1U);  // at the landmark itself: not followed beyond it
  EXPECT_EQ(at_three.row, (std::vector<std::size_t>{2, 4, 5}));
  EXPECT_EQ(at_three.group, (std::vector<std::int32_t>{1, 0, 0}));
  EXPECT_EQ(at_three.happened_later, 1U);
  EXPECT_EQ(at_three.outcomes.time, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(landmark(six, when, 6).row.size(), 0U);  // after everyone
  const Landmark late = landmark({{0, 4, 0}, {5, 6, 7}, {1, 1, 0}}, {{}, {}, {}}, 2);
  EXPECT_EQ(late.entered_late, 1U);
  EXPECT_EQ(late.row.size(), 2U);
}

TEST(ArmsByHand, ImmortalTime) {
  // 1 of 3 waited for, then 3 of 4; the one at 5 is at the end and is no response under
  // observation.
  const endpoint::HappeningTimes when{{}, 1.0, 3.0, {}, 5.0, 0.0};
  const ImmortalTime found = immortal_time(six, when);
  EXPECT_EQ(found.n, 3U);
  EXPECT_EQ(found.delayed, 2U);
  EXPECT_EQ(found.waiting, 4);
  EXPECT_EQ(found.follow_up, 3 + 4 + 6);
  EXPECT_EQ(found.median_wait, 2);
  EXPECT_EQ(found.longest_wait, 3);
  EXPECT_EQ(found.ended_before, 2U);  // those dead at 1 and 2
  EXPECT_TRUE(std::isnan(immortal_time(six, endpoint::HappeningTimes(6)).median_wait));
}

TEST(ArmsByHand, NumbersAtRiskGoUpAndDown) {
  // Enter at 0, 2, 2, 5; end at 3, 4, 6 (events) and 7.
  const endpoint::Outcomes late{{0, 2, 2, 5}, {3, 4, 6, 7}, {1, 1, 1, 0}};
  const std::vector<std::int32_t> group(4, 0);
  const KaplanMeier fit = kaplan_meier(late).value();
  const KaplanMeier shown = with_entries(fit, late, group, 0);
  std::vector<double> risk;
  const std::vector<double> asked{0, 1, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6.5, 8};
  for (const KaplanMeierPoint& point : at_times(shown, asked)) risk.push_back(point.n_risk);
  EXPECT_EQ(risk, (std::vector<double>{1, 1, 1, 3, 3, 2, 2, 1, 1, 2, 1, 0}));
  // The estimate is untouched.
  for (const double t : asked)
    EXPECT_EQ(at_times(shown, {&t, 1})[0].survival, at_times(fit, {&t, 1})[0].survival) << t;
}
