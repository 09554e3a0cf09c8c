// Areas and changes small enough for a pencil.
#include "venscope/course/best_change.hpp"
#include "venscope/course/summary_measures.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace venscope::course {
namespace {

Series series(std::initializer_list<std::pair<double, double>> points) {
  Series made;
  for (const auto& [time, value] : points) made.push_back({time, value, false, made.size()});
  return made;
}

TEST(AreasByHand, TheLinearTrapezoid) {
  // 2 (1 + 3) / 2 = 4, then 4 (3 + 5) / 2 = 16.
  EXPECT_EQ(summary_measures(series({{0, 1}, {2, 3}, {6, 5}}), {}).area, 20.0);
}

TEST(AreasByHand, AnExponentialFallHasTheAreaOfItsIntegral) {
  // 8 exp(-t ln 2) from 0 to 3 has the integral 8 (1 - 1/8) / ln 2 = 7 / ln 2.
  const double area = *summary_measures(series({{0, 8}, {1, 4}, {3, 1}}), {Trapezoid::log}).area;
  EXPECT_NEAR(area, 7 / std::log(2.0), 1e-14);
}

TEST(AreasByHand, LogDownIsLinearOnTheWayUp) {
  // Up from 2 to 4 in 2: 6. Down from 4 to 2 in 3: 3 * 2 / ln 2.
  const double area =
      *summary_measures(series({{0, 2}, {2, 4}, {5, 2}}), {Trapezoid::log_down}).area;
  EXPECT_NEAR(area, 6 + 6 / std::log(2.0), 1e-14);
}

TEST(AreasByHand, AZeroHasNoLogarithmAndTheSegmentIsLinear) {
  EXPECT_EQ(summary_measures(series({{0, 0}, {2, 4}, {4, 0}}), {Trapezoid::log}).area, 8.0);
}

TEST(AreasByHand, ASegmentAcrossTheEndIsCutThere) {
  // From 1 (value 2) to 3 (value 6) of a line from (0, 0) to (5, 10): 2 (2 + 6) / 2 = 8.
  const Series line = series({{0, 0}, {2, 4}, {5, 10}});
  EXPECT_EQ(summary_measures(line, {Trapezoid::linear, 1, 3, 1}).area, 8.0);
  EXPECT_EQ(summary_measures(line, {Trapezoid::linear, 1, 3, 0}).why, NoArea::too_few)
      << "only one of its measurements is in the range";
}

TEST(AreasByHand, AGapWithinReachIsCarriedAndOneBeyondIsNone) {
  const AreaOptions options{Trapezoid::linear, 0, 10, 1};
  // 1 .. 9 measured at 4: 8 * 4, and a day of 4 at either end.
  EXPECT_EQ(summary_measures(series({{1, 4}, {9, 4}}), options).area, 40.0);
  EXPECT_EQ(summary_measures(series({{1.1, 4}, {9, 4}}), options).why, NoArea::starts_late);
  EXPECT_EQ(summary_measures(series({{1, 4}, {8.9, 4}}), options).why, NoArea::ends_early);
  EXPECT_EQ(summary_measures({}, options).why, NoArea::no_value);
  EXPECT_EQ(summary_measures(series({{3, 4}}), {}).why, NoArea::too_few);
}

TEST(AreasByHand, OfEqualPeaksTheFirst) {
  const PatientMeasures measures = summary_measures(series({{0, 1}, {3, 7}, {5, 7}, {9, 2}}), {});
  EXPECT_EQ(measures.peak, 7.0);
  EXPECT_EQ(measures.to_peak, 3.0);
}

TEST(AreasByHand, ANadirIsTheFirstOfTheLowest) {
  AreaOptions options;
  options.lowest = true;
  const PatientMeasures measures =
      summary_measures(series({{0, 5}, {7, 0.5}, {10, 0.5}, {21, 3}}), options);
  EXPECT_EQ(measures.peak, 0.5);
  EXPECT_EQ(measures.to_peak, 7.0);
}

TEST(WaterfallByHand, ChangesAndWhyThereIsNone) {
  const double none = std::nan("");
  const auto changes = best_changes({50, 40, 0, none, 30, 20}, {10, 60, 5, 3, none, 0});
  ASSERT_TRUE(changes);
  EXPECT_EQ((*changes)[0].percent, -80.0);
  EXPECT_EQ((*changes)[1].percent, 50.0);
  EXPECT_EQ((*changes)[2].why, NoChange::zero_baseline);
  EXPECT_EQ((*changes)[3].why, NoChange::no_baseline);
  EXPECT_EQ((*changes)[4].why, NoChange::no_best);
  EXPECT_EQ((*changes)[5].percent, -100.0);
  Patients patients;
  patients.n = 6;
  EXPECT_EQ(waterfall_order(*changes, patients), (std::vector<std::size_t>{1, 0, 5}));
  const ChangeSummary summary = summarise_changes(*changes, patients, {-50, -80}, 0.95);
  EXPECT_EQ(summary.groups[0].patients, 6u);
  EXPECT_EQ(summary.groups[0].evaluated(), 3u);
  EXPECT_EQ(summary.groups[0].reached[0].n, 2u);
  EXPECT_EQ(summary.groups[0].reached[1].n, 2u);  // at the threshold counts
  EXPECT_FALSE(best_changes({-1}, {2}));
  EXPECT_EQ(best_changes({3}, {-2}).error()[0].code, "course.negative");
}

TEST(WaterfallByHand, AtTheThresholdWhateverTheLastBit) {
  const auto changes = best_changes({1.0}, {0.8});  // -19.999999999999996
  Patients patients;
  patients.n = 1;
  EXPECT_EQ(summarise_changes(*changes, patients, {-20}, 0.95).groups[0].reached[0].n, 1u);
}

TEST(WaterfallByHand, BaselineIsTheLastBeforeAndBestTheLeastAfter) {
  Courses courses;
  courses.of = {series({{-9, 80}, {-2, 50}, {0, 40}, {7, 30}, {14, 5}, {28, 60}}),
                series({{1, 20}, {5, 10}}), series({{-40, 70}, {8, 9}}), series({{0, 33}})};
  const BestValues values = best_values(courses, 0, 14, 28);
  EXPECT_EQ(values.baseline[0], 40);
  EXPECT_EQ(values.best[0], 5);
  EXPECT_TRUE(std::isnan(values.baseline[1]));
  EXPECT_EQ(values.best[1], 10);
  EXPECT_TRUE(std::isnan(values.baseline[2]));
  EXPECT_TRUE(std::isnan(values.best[3]));
  EXPECT_EQ(best_values(courses, 0, {}, {}).baseline[2], 70);
  EXPECT_EQ(best_values(courses, 0, {}, 7).best[0], 30);
}

}  // namespace
}  // namespace venscope::course
