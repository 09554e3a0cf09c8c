#include "venscope/course/visits.hpp"

#include <gtest/gtest.h>

namespace venscope::course {
namespace {

Courses one_patient(std::vector<double> times, std::vector<double> values) {
  Patients patients;
  patients.n = 1;
  const std::vector<std::size_t> of(times.size(), 0);
  return *make_courses({of, std::move(times), std::move(values)}, patients);
}

TEST(Visits, TheNearestMeasurementThenTheFirst) {
  // Day 7, window 2: 5 and 9 are equally near, 6 and 8 nearer, and of these 6 comes first.
  const Courses courses = one_patient({9, 8, 6, 5}, {1, 2, 3, 4});
  const auto values = assign_visits(courses, {{0, 7}, {2}});
  ASSERT_TRUE(values);
  EXPECT_FALSE(values->index[0][0]);
  EXPECT_EQ(courses.of[0][*values->index[0][1]].value, 3);
  EXPECT_EQ(values->extra, 3u);
  EXPECT_EQ(values->outside, 0u);
}

TEST(Visits, BetweenTwoVisitsTheNearerOfTwoEquallyNearTheEarlier) {
  const auto values = assign_visits(one_patient({2, 4.1}, {1, 2}), {{0, 4, 6}, {9}});
  EXPECT_EQ(values->index[0][0], 0u);
  EXPECT_EQ(values->index[0][1], 1u);
  EXPECT_FALSE(values->index[0][2]);
}

TEST(Visits, AWindowOfEachVisitAndWhatIsInNone) {
  const auto values = assign_visits(one_patient({-1, 1, 20, 40}, {1, 2, 3, 4}), {{0, 28}, {1, 10}});
  EXPECT_TRUE(values->index[0][0]);
  EXPECT_TRUE(values->index[0][1]);
  EXPECT_EQ(values->extra, 1u);
  EXPECT_EQ(values->outside, 1u);
}

TEST(Visits, PlansThatAreNone) {
  const Courses courses = one_patient({}, {});
  for (const VisitPlan& plan : {VisitPlan{}, VisitPlan{{3, 3}, {}}, VisitPlan{{5, 3}, {}},
                                VisitPlan{{1, 2, 3}, {1, 2}}, VisitPlan{{1}, {-1}}}) {
    const auto values = assign_visits(courses, plan);
    ASSERT_FALSE(values);
    EXPECT_EQ(values.error()[0].code, "course.visits");
  }
}

TEST(Visits, MeasuredMissedDiedAndLostAreAllPatients) {
  Patients patients;
  patients.n = 5;
  patients.groups = 2;
  patients.group = {0, 0, 0, 1, -1};
  patients.end = {30, 12, 9, 40, 40};
  patients.died = {0, 1, 0, 0, 0};
  const VisitPlan plan{{0, 7, 14}, {1}};
  const auto courses =
      make_courses({{0, 0, 1, 2, 2, 4}, {0, 14, 12, 0, 14, 0}, {1, 2, 3, 4, 5, 6}}, patients);
  const auto values = assign_visits(*courses, plan);
  const auto visits = summarise_visits(*courses, *values, plan, patients, Centre::mean, 0.95);
  const VisitGroup& last = visits[2].groups[0];
  EXPECT_EQ(last.measured, 2u);  // one of them after the last contact, and so he was alive
  EXPECT_EQ(last.died, 1u);
  EXPECT_EQ(last.censored, 0u);
  EXPECT_EQ(last.missed, 0u);
  EXPECT_EQ(visits[1].groups[0].missed, 3u);
  EXPECT_EQ(visits[0].groups[1].followed(), 1u);
  for (const VisitSummary& visit : visits) {
    const VisitGroup& group = visit.groups[0];
    EXPECT_EQ(group.measured + group.missed + group.died + group.censored, 3u);
    EXPECT_FALSE(visit.comparison.p) << "a group without a value";
  }
}

TEST(Visits, OnePatientHasAMeanAndNoInterval) {
  const VisitGroup group = summarise_values({3}, 0.95);
  EXPECT_EQ(group.mean->value, 3);
  EXPECT_FALSE(group.mean->interval);
  EXPECT_NEAR(group.geometric_mean->value, 3, 1e-15);
  EXPECT_EQ(group.median, 3);
  EXPECT_FALSE(summarise_values({}, 0.95).mean);
  EXPECT_FALSE(summarise_values({3, 0}, 0.95).geometric_mean);
}

TEST(Visits, AComparisonWithOnePatientIsMadeAndWithEqualValuesIsNot) {
  const GroupComparison one = compare_groups({{1}, {2, 3, 4}}, Centre::mean, 0.95);
  EXPECT_NEAR(*one.p, 0.5, 1e-15);  // the smallest that one of four can have, twice a quarter
  EXPECT_EQ(one.difference->value, 2);
  EXPECT_FALSE(one.difference->interval);
  const GroupComparison equal = compare_groups({{2, 2}, {2, 2}}, Centre::geometric_mean, 0.95);
  EXPECT_FALSE(equal.p);
  EXPECT_EQ(equal.difference->value, 1);
  EXPECT_FALSE(compare_groups({{0, 1}, {2, 3}}, Centre::geometric_mean, 0.95).difference);
  EXPECT_FALSE(compare_groups({{1, 2}}, Centre::mean, 0.95).p);
}

}  // namespace
}  // namespace venscope::course
