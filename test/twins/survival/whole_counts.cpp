/// Curves and tests on whole counts beside the same on weights of 1, which take the way of records.
#include "venscope/survival/whole_counts.hpp"

#include "support/random_outcomes.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/log_rank.hpp"

#include <algorithm>
#include <cmath>

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

void expect_the_same(double a, double b, const std::string& what) {
  EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << what << ": " << a << ", " << b;
}

}  // namespace

TEST(WholeCountsTwin, AreTheCountsOfRecords) {
  for_each_whole_cohort([](const test::Cohort& cohort, std::size_t k) {
    const GroupedTimes times(*time_grid(cohort.outcomes), cohort.group, k);
    // Many groups on many days are no table any more.
    if (!times.counts) return;
    const EventCounts slow = count_events(times.grid, cohort.group, k, {});
    WholeCounts::Reader reader(*times.counts);
    std::size_t at = 0;
    for (std::uint32_t time = 0; time < times.counts->times(); ++time)
      for (const EventCount& end : reader.at(time)) {
        ASSERT_LT(at, slow.ends.size()) << cohort.label;
        const EventCount& expected = slow.ends[at++];
        EXPECT_EQ(end.time, expected.time) << cohort.label;
        EXPECT_EQ(end.group, expected.group) << cohort.label;
        EXPECT_EQ(end.events, expected.events) << cohort.label;
        EXPECT_EQ(end.censored, expected.censored) << cohort.label;
      }
    EXPECT_EQ(at, slow.ends.size()) << cohort.label;
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
