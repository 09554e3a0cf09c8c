#include "venscope/course/series.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include <gtest/gtest.h>

namespace venscope::course {
namespace {

const double none = std::nan("");

TEST(CourseSeries, EveryRowIsUsedOrCountedForOneReason) {
  Patients patients;
  patients.n = 3;
  patients.end = {10, 5, none};
  patients.died = {1, 0, 0};
  const Measurements rows{{0, 0, 0, 0, 0, 1, 1, 2, 2},
                          {3, 1, 10, 10.5, 1, 6, none, 0, 4},
                          {7, none, 2, 9, 4, 3, 3, 1, 1}};
  const auto courses = make_courses(rows, patients);
  ASSERT_TRUE(courses);
  EXPECT_EQ(courses->used, 6u);
  EXPECT_EQ(courses->no_value, 1u);
  EXPECT_EQ(courses->no_time, 1u);
  EXPECT_EQ(courses->after_death, std::vector<std::size_t>{3});
  EXPECT_EQ(courses->after_the_end, std::vector<std::size_t>{5});  // alive, and kept
  ASSERT_EQ(courses->of[0].size(), 3u);
  EXPECT_EQ(courses->of[0][0].time, 1);
  EXPECT_EQ(courses->of[0][0].row, 4u);
  EXPECT_EQ(courses->of[0][2].time, 10) << "on the day of death";
}

TEST(CourseSeries, OfTwoAtOneTimeTheFirstOfTheFile) {
  Patients patients;
  patients.n = 1;
  const auto courses = make_courses({{0, 0, 0}, {2, 1, 2}, {5, 9, 6}}, patients);
  EXPECT_EQ(courses->same_time, 1u);
  ASSERT_EQ(courses->of[0].size(), 2u);
  EXPECT_EQ(courses->of[0][1].value, 5);
}

TEST(CourseSeries, BelowTheLimitIsReplacedAsDeclaredAndAtTheLimitIsMeasured) {
  Patients patients;
  patients.n = 1;
  const Measurements rows{{0, 0, 0, 0}, {0, 1, 2, 3}, {0, 3.9, 4, -1}};
  for (const auto& [instead, value] : {std::pair{BelowLimit::half, 2.0},
                                       {BelowLimit::root_two, 4 / std::numbers::sqrt2},
                                       {BelowLimit::zero, 0.0}}) {
    const auto courses = make_courses(rows, patients, DetectionLimit{4, instead});
    EXPECT_EQ(courses->below_limit, 3u);
    EXPECT_EQ(courses->of[0][0].value, value);
    EXPECT_EQ(courses->of[0][1].value, value);
    EXPECT_FALSE(courses->of[0][2].below);
    EXPECT_EQ(courses->zero.size(), instead == BelowLimit::zero ? 3u : 0u);
    EXPECT_TRUE(courses->negative.empty());
  }
  const auto as_it_is = make_courses(rows, patients);
  EXPECT_EQ(as_it_is->zero, std::vector<std::size_t>{0});
  EXPECT_EQ(as_it_is->negative, std::vector<std::size_t>{3});
}

TEST(CourseSeries, AnImpossibleLimitOrNumberIsRefused) {
  Patients patients;
  patients.n = 1;
  EXPECT_EQ(make_courses({}, patients, DetectionLimit{0, BelowLimit::half}).error()[0].code,
            "course.limit");
  const double infinite = std::numeric_limits<double>::infinity();
  EXPECT_EQ(make_courses({{0}, {0}, {infinite}}, patients).error()[0].code, "course.infinite");
  EXPECT_EQ(make_courses({}, {})->used, 0u);
}

}  // namespace
}  // namespace venscope::course
