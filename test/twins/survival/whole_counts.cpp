/// Curves and tests on whole counts beside the same on weights of 1, which take the way of records.
#include "venscope/survival/whole_counts.hpp"

#include "support/random_outcomes.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;

namespace {

/// Some hundred cohorts watched from the start: every kind of times, from one group to many.
template <class F>
void for_each_whole_cohort(F f) {
  test::CohortMaker maker(20261122);
  for (const std::size_t n : {1U, 2U, 5U, 30U, 400U, 3000U})
    for (const auto times :
         {test::Times::whole_days, test::Times::few_values, test::Times::continuous})
      for (const std::size_t groups : {1U, 2U, 3U, 12U, 90U})
        for (int repeat = 0; repeat < 3; ++repeat)
          f(maker.make({n, groups, times, false, false}), groups);
}

/// Events and censorings by time and group.
using Ends = std::map<std::pair<double, std::uint32_t>, std::pair<double, double>>;

void expect_the_same(double a, double b, const std::string& what) {
  EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << what << ": " << a << ", " << b;
}

}  // namespace

TEST(WholeCountsTwin, AreTheCountsOfRecords) {
  for_each_whole_cohort([](const test::Cohort& cohort, std::size_t k) {
    const TimeGrid grid = *time_grid(cohort.outcomes);
    const EventCounts slow = count_events(grid, cohort.group, k, {});
    Ends expected;
    for (const EventCount& end : slow.ends) {
      auto& [events, censored] = expected[{grid.times[end.time], end.group}];
      events += end.events;
      censored += end.censored;
    }
    for (const unsigned threads : {1U, 3U}) {
      const auto counts = WholeCounts::make(cohort.outcomes, cohort.group, k, threads);
      ASSERT_TRUE(counts) << cohort.label;
      Ends up, down;
      std::set<double> times;
      std::vector<double> left(counts->rows().begin(), counts->rows().end());
      counts->ascending(
          [&](double time, std::uint32_t g, std::uint32_t events, std::uint32_t censored) {
            EXPECT_TRUE(times.empty() || *times.rbegin() <= time) << cohort.label;
            times.insert(time);
            up[{time, g}].first += events;
            up[{time, g}].second += censored;
            left[g] -= events + censored;
          });
      std::size_t done = 0;
      counts->descending(
          [&](double time, std::uint32_t g, std::uint32_t events, std::uint32_t censored) {
            down[{time, g}].first += events;
            down[{time, g}].second += censored;
          },
          [&] { ++done; });
      EXPECT_EQ(up, expected) << cohort.label;
      EXPECT_EQ(down, expected) << cohort.label;
      EXPECT_GE(done, times.size()) << cohort.label;
      for (const double rest : left) EXPECT_EQ(rest, 0) << cohort.label;
    }
  });
}

TEST(WholeCountsTwin, CurvesAreThoseOfWeightsOfOne) {
  for_each_whole_cohort([](const test::Cohort& cohort, std::size_t k) {
    const std::vector<double> ones(cohort.group.size(), 1.0);
    const auto fast = kaplan_meier_groups(cohort.outcomes, cohort.group, k);
    const auto slow = kaplan_meier_groups(cohort.outcomes, cohort.group, k, ones);
    ASSERT_TRUE(fast && slow) << cohort.label;
    for (std::size_t g = 0; g < k; ++g) {
      const KaplanMeier &a = (*fast)[g], &b = (*slow)[g];
      EXPECT_EQ(a.n, b.n) << cohort.label;
      EXPECT_EQ(a.events, b.events) << cohort.label;
      ASSERT_EQ(a.curve.size(), b.curve.size()) << cohort.label;
      for (std::size_t j = 0; j < a.curve.size(); ++j)
        for (const auto member :
             {&KaplanMeierPoint::time, &KaplanMeierPoint::n_risk, &KaplanMeierPoint::n_event,
              &KaplanMeierPoint::n_censor, &KaplanMeierPoint::survival,
              &KaplanMeierPoint::std_error, &KaplanMeierPoint::lower, &KaplanMeierPoint::upper})
          expect_the_same(a.curve[j].*member, b.curve[j].*member, cohort.label);
    }
  });
}

TEST(WholeCountsTwin, TestsAreThoseOfWeightsOfOne) {
  for_each_whole_cohort([](const test::Cohort& cohort, std::size_t k) {
    const std::vector<double> ones(cohort.group.size(), 1.0);
    for (const bool stratified : {false, true})
      for (const RankWeight weight :
           {RankWeight(), RankWeight(1, 0.5), RankWeight(RankWeight::Kind::gehan)}) {
        const auto strata = stratified ? cohort.strata : std::vector<std::int32_t>{};
        const auto fast = log_rank(cohort.outcomes, cohort.group, k, strata, weight);
        const auto slow = log_rank(cohort.outcomes, cohort.group, k, strata, weight, ones);
        ASSERT_EQ(fast.has_value(), slow.has_value()) << cohort.label;
        if (!fast) continue;
        expect_the_same(fast->chi_squared, slow->chi_squared, cohort.label);
        expect_the_same(fast->p, slow->p, cohort.label);
        for (std::size_t g = 0; g < k; ++g) {
          expect_the_same(fast->groups[g].n, slow->groups[g].n, cohort.label);
          expect_the_same(fast->groups[g].expected, slow->groups[g].expected, cohort.label);
        }
      }
  });
}

TEST(WholeCountsTwin, ThreadsChangeNothing) {
  test::CohortMaker maker(4);
  for (const auto times :
       {test::Times::whole_days, test::Times::few_values, test::Times::continuous})
    for (const std::size_t groups : {1U, 2U, 3U, 4U, 7U}) {
      const test::Cohort cohort = maker.make({270000, groups, times, false, false});
      const GroupedTimes one(cohort.outcomes, cohort.group, groups);
      const auto curves = kaplan_meier_groups(one);
      const auto tested = log_rank(one);
      for (const unsigned threads : {2U, 3U, 8U}) {
        const GroupedTimes many(cohort.outcomes, cohort.group, groups, true, threads);
        const auto others = kaplan_meier_groups(many);
        for (std::size_t g = 0; g < groups; ++g)
          for (const auto member : {&KaplanMeierPoint::time, &KaplanMeierPoint::n_risk,
                                    &KaplanMeierPoint::n_event, &KaplanMeierPoint::survival})
            ASSERT_EQ((*curves)[g].curve.column(member), (*others)[g].curve.column(member));
        const auto again = log_rank(many);
        ASSERT_EQ(tested.has_value(), again.has_value());
        if (!tested) continue;
        EXPECT_EQ(tested->chi_squared, again->chi_squared) << cohort.label << ", " << threads;
        EXPECT_EQ(tested->variance.values, again->variance.values) << cohort.label;
        for (std::size_t g = 0; g < groups; ++g)
          EXPECT_EQ(tested->groups[g].expected, again->groups[g].expected) << cohort.label;
      }
    }
}
