/// What must hold of competing risks whatever the data.
#include "support/competing_outcomes.hpp"
#include "venscope/survival/cumulative_incidence.hpp"
#include "venscope/survival/gray_test.hpp"
#include "venscope/survival/log_rank.hpp"

#include <cmath>

#include <gtest/gtest.h>

using namespace venscope;
using namespace venscope::survival;
using test::Cohort;

namespace {

// Sums in another order, magnified where errors cancel.
constexpr double tolerance = 1e-9;

std::vector<CumulativeIncidence> curves(const Cohort& cohort, std::span<const double> weights,
                                        std::span<const std::int32_t> cluster) {
  auto fits =
      cumulative_incidence(cohort.outcomes, cohort.group, 3, std::vector{1, 2}, weights, cluster);
  EXPECT_TRUE(fits) << cohort.label;
  return fits ? std::move(*fits) : std::vector<CumulativeIncidence>{};
}

void expect_same(const std::vector<CumulativeIncidence>& a,
                 const std::vector<CumulativeIncidence>& b, const std::string& what) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t g = 0; g < a.size(); ++g) {
    ASSERT_EQ(a[g].times.size(), b[g].times.size()) << what;
    for (std::size_t c = 0; c < a[g].causes.size(); ++c)
      for (std::size_t j = 0; j < a[g].times.size(); ++j) {
        const IncidencePoint &p = a[g].causes[c].points[j], &q = b[g].causes[c].points[j];
        EXPECT_NEAR(p.estimate, q.estimate, tolerance) << what;
        // The square root of what rounding leaves of nothing.
        EXPECT_NEAR(p.std_error, q.std_error, 3e-8) << what;
      }
  }
}

void expect_same_test(const GrayTest& a, const GrayTest& b, const std::string& what) {
  EXPECT_NEAR(a.statistic, b.statistic, 1e-7 * (1 + a.statistic)) << what;
  EXPECT_EQ(a.df, b.df) << what;
}

}  // namespace

TEST(CompetingLaws, IncidencesAndEventFreeSurvivalSumToOne) {
  test::for_each_competing_cohort([](const Cohort& cohort) {
    for (const CumulativeIncidence& fit : curves(cohort, cohort.weights, {}))
      for (std::size_t j = 0; j < fit.times.size(); ++j) {
        const double sum = fit.causes[0].points[j].estimate + fit.causes[1].points[j].estimate +
                           fit.times[j].event_free;
        EXPECT_NEAR(sum, 1, 1e-12) << cohort.label;
      }
  });
}

TEST(CompetingLaws, OneCauseAloneIsOneMinusKaplanMeier) {
  test::for_each_cohort([](const Cohort& cohort) {
    for (const bool weighted : {false, true}) {
      const auto weights = weighted ? cohort.weights : std::vector<double>{};
      const auto fits =
          cumulative_incidence(cohort.outcomes, cohort.group, 3, std::vector{1}, weights);
      KaplanMeierOptions options;
      if (weighted || cohort.outcomes.delayed_entry()) options.variance = CurveVariance::robust;
      const auto km = kaplan_meier_groups(cohort.outcomes, cohort.group, 3, weights, {}, options);
      ASSERT_TRUE(fits && km) << cohort.label;
      for (std::size_t g = 0; g < 3; ++g)
        for (std::size_t j = 0; j < (*km)[g].curve.size(); ++j) {
          const KaplanMeierPoint& point = (*km)[g].curve[j];
          const IncidencePoint& own = (*fits)[g].causes[0].points[j];
          EXPECT_NEAR(own.estimate, 1 - point.survival, 1e-12) << cohort.label;
          const double error = std::isnan(point.std_error) ? 0 : point.std_error;
          EXPECT_NEAR(own.std_error, error, 3e-7) << cohort.label;
        }
    }
  });
}

TEST(CompetingLaws, TheDeltaMethodIsTheJackknifeOfRowsWithoutWeights) {
  test::for_each_competing_cohort([](const Cohort& cohort) {
    if (cohort.outcomes.delayed_entry()) return;
    const std::vector<double> ones(cohort.group.size(), 1.0);
    expect_same(curves(cohort, {}, {}), curves(cohort, ones, {}), cohort.label);
  });
}

TEST(CompetingLaws, EntryBeforeEverythingIsNoDelay) {
  test::for_each_competing_cohort([](Cohort cohort) {
    cohort.outcomes.entry.clear();
    const auto plain = curves(cohort, {}, {});
    cohort.outcomes.entry.assign(cohort.group.size(), -1.0);
    expect_same(plain, curves(cohort, {}, {}), cohort.label);
  });
}

TEST(CompetingLaws, CuttingFollowUpInTwoRowsOfAClusterChangesNothing) {
  test::for_each_competing_cohort([](const Cohort& cohort) {
    if (cohort.outcomes.delayed_entry()) return;
    Cohort cut;
    const std::size_t n = cohort.group.size();
    for (std::size_t i = 0; i < n; ++i)
      for (const bool first : {true, false}) {
        const double time = cohort.outcomes.time[i];
        cut.outcomes.entry.push_back(first ? 0 : time / 2);
        cut.outcomes.time.push_back(first ? time / 2 : time);
        cut.outcomes.event.push_back(first ? 0 : cohort.outcomes.event[i]);
        cut.group.push_back(cohort.group[i]);
        cut.cluster.push_back(static_cast<std::int32_t>(i));
      }
    const auto whole = curves(cohort, {}, {}), parts = curves(cut, {}, cut.cluster);
    for (std::size_t g = 0; g < whole.size(); ++g)
      for (std::size_t c = 0; c < 2; ++c)
        for (const IncidenceTime& at : whole[g].times) {
          const auto a = at_times(whole[g], c, std::vector{at.time});
          const auto b = at_times(parts[g], c, std::vector{at.time});
          EXPECT_NEAR(a[0].point.estimate, b[0].point.estimate, tolerance) << cohort.label;
          EXPECT_NEAR(a[0].point.std_error, b[0].point.std_error, 3e-7) << cohort.label;
        }
  });
}

TEST(CompetingLaws, GrayOfOneCauseHasTheScoreOfTheLogRankTest) {
  test::for_each_cohort([](const Cohort& cohort) {
    if (cohort.outcomes.delayed_entry()) return;
    const auto gray = gray_test(cohort.outcomes, cohort.group, 3, 1, cohort.strata);
    const auto log = log_rank(cohort.outcomes, cohort.group, 3, cohort.strata);
    ASSERT_EQ(gray.has_value(), log.has_value()) << cohort.label;
    if (!gray) return;
    double sum = 0;
    for (std::size_t g = 0; g < 3; ++g) {
      const double difference = log->groups[g].observed - log->groups[g].expected;
      EXPECT_NEAR(gray->score[g], difference, tolerance) << cohort.label;
      sum += gray->score[g];
    }
    EXPECT_NEAR(sum, 0, tolerance) << cohort.label;
  });
}

TEST(CompetingLaws, GrayDependsOnNeitherTheOrderOfGroupsNorTheScaleOfTime) {
  test::for_each_competing_cohort([](const Cohort& cohort) {
    if (cohort.outcomes.delayed_entry() || cohort.group.size() < 7) return;
    const auto test = gray_test(cohort.outcomes, cohort.group, 3, 1, {}, 0.5);
    if (!test) return;
    Cohort turned = cohort;
    for (std::int32_t& group : turned.group) group = (group + 1) % 3;
    for (double& time : turned.outcomes.time) time = std::pow(time, 1.7) / 3;
    const auto same = gray_test(turned.outcomes, turned.group, 3, 1, {}, 0.5);
    ASSERT_TRUE(same);
    expect_same_test(*test, *same, cohort.label);
    // The other causes compete, whatever they are called.
    for (std::int32_t& event : turned.outcomes.event) event = event == 2 ? 7 : event;
    const auto renamed = gray_test(turned.outcomes, turned.group, 3, 1, {}, 0.5);
    ASSERT_TRUE(renamed);
    expect_same_test(*same, *renamed, cohort.label);
  });
}
