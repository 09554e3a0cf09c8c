// What holds of courses whatever the measurements.
#include "venscope/base/random.hpp"
#include "venscope/course/best_change.hpp"
#include "venscope/course/lanes.hpp"
#include "venscope/course/summary_measures.hpp"
#include "venscope/course/visits.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

namespace venscope::course {
namespace {

struct Made {
  Measurements rows;
  Patients patients;
};

/// Positive values; times with ties, so that the rules for duplicates are met.
Made random_rows(std::uint64_t seed) {
  RandomStream random(seed, "courses");
  Made made;
  made.patients.n = 5 + random.below(20);
  made.patients.groups = 2 + random.below(2);
  for (std::size_t i = 0; i < made.patients.n; ++i) {
    made.patients.group.push_back(
        static_cast<std::int32_t>(random.below(made.patients.groups + 1)) - 1);
    made.patients.end.push_back(std::round(40 * random.uniform()));
    made.patients.died.push_back(static_cast<std::uint8_t>(random.below(2)));
    const std::size_t n = random.below(9);
    for (std::size_t k = 0; k < n; ++k) {
      made.rows.patient.push_back(i);
      made.rows.time.push_back(std::round(60 * random.uniform()) / 2);
      made.rows.value.push_back(std::exp(4 * random.uniform() - 2));
    }
  }
  return made;
}

const VisitPlan plan{{0, 3, 7, 14, 28}, {1, 1, 2, 3, 5}};

TEST(CourseLaws, EveryRowIsAccountedForAndEveryPatientAtEveryVisit) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const Made made = random_rows(seed);
    const auto courses = make_courses(made.rows, made.patients);
    ASSERT_TRUE(courses);
    EXPECT_EQ(courses->used + courses->same_time + courses->after_death.size(),
              made.rows.patient.size());
    const auto values = assign_visits(*courses, plan);
    std::size_t kept = 0;
    for (const auto& patient : values->index)
      kept += static_cast<std::size_t>(std::count_if(
          patient.begin(), patient.end(), [](const auto& index) { return index.has_value(); }));
    EXPECT_EQ(kept + values->extra + values->outside, courses->used);
    const auto visits =
        summarise_visits(*courses, *values, plan, made.patients, Centre::mean, 0.95);
    for (const VisitSummary& visit : visits)
      for (std::size_t g = 0; g < made.patients.groups; ++g) {
        const VisitGroup& group = visit.groups[g];
        EXPECT_EQ(group.measured + group.missed + group.died + group.censored,
                  static_cast<std::size_t>(std::count(made.patients.group.begin(),
                                                      made.patients.group.end(),
                                                      static_cast<std::int32_t>(g))));
      }
  }
}

TEST(CourseLaws, TheOrderOfRowsAtDifferentTimesChangesNothing) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Made made = random_rows(seed);
    // Apart by their number: no two at one time.
    for (std::size_t i = 0; i < made.rows.time.size(); ++i)
      made.rows.time[i] += 1e-4 * static_cast<double>(i);
    std::vector<std::size_t> order(made.rows.time.size());
    std::iota(order.begin(), order.end(), 0);
    RandomStream random(seed, "order");
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    Made shuffled{{}, made.patients};
    for (const std::size_t i : order) {
      shuffled.rows.patient.push_back(made.rows.patient[i]);
      shuffled.rows.time.push_back(made.rows.time[i]);
      shuffled.rows.value.push_back(made.rows.value[i]);
    }
    const auto a = make_courses(made.rows, made.patients),
               b = make_courses(shuffled.rows, made.patients);
    for (std::size_t i = 0; i < made.patients.n; ++i) {
      ASSERT_EQ(a->of[i].size(), b->of[i].size());
      for (std::size_t k = 0; k < a->of[i].size(); ++k)
        EXPECT_EQ(a->of[i][k].value, b->of[i][k].value);
    }
  }
}

TEST(CourseLaws, ScalingTheValuesScalesAreasAndKeepsTheRanks) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Made made = random_rows(seed);
    const auto before = make_courses(made.rows, made.patients);
    for (double& value : made.rows.value) value *= 8;  // exact in binary
    const auto after = make_courses(made.rows, made.patients);
    for (const Trapezoid rule : {Trapezoid::linear, Trapezoid::log, Trapezoid::log_down})
      for (std::size_t i = 0; i < made.patients.n; ++i) {
        const AreaOptions options{rule, 2, 20, 4};
        const PatientMeasures a = summary_measures(before->of[i], options),
                              b = summary_measures(after->of[i], options);
        ASSERT_EQ(a.area.has_value(), b.area.has_value());
        if (a.area) {
          EXPECT_NEAR(*b.area, 8 * *a.area, 1e-12 * *b.area);
        }
        EXPECT_EQ(a.to_peak, b.to_peak);
      }
    const auto values = assign_visits(*before, plan);
    for (const Centre centre : {Centre::mean, Centre::geometric_mean}) {
      const auto a = summarise_visits(*before, *values, plan, made.patients, centre, 0.9),
                 b = summarise_visits(*after, *values, plan, made.patients, centre, 0.9);
      for (std::size_t v = 0; v < a.size(); ++v) {
        EXPECT_EQ(a[v].comparison.p, b[v].comparison.p);
        if (a[v].comparison.difference && centre == Centre::geometric_mean) {
          EXPECT_NEAR(a[v].comparison.difference->value, b[v].comparison.difference->value,
                      1e-12 * a[v].comparison.difference->value);
        }
      }
    }
  }
}

TEST(CourseLaws, ShiftingTheTimesShiftsTimesToPeakAndKeepsAreas) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Made made = random_rows(seed);
    made.patients.died.assign(made.patients.n, 0);
    const auto before = make_courses(made.rows, made.patients);
    for (double& time : made.rows.time) time += 16;
    const auto after = make_courses(made.rows, made.patients);
    for (std::size_t i = 0; i < made.patients.n; ++i) {
      const PatientMeasures a = summary_measures(before->of[i], {Trapezoid::log, 1, 25, 3}),
                            b = summary_measures(after->of[i], {Trapezoid::log, 17, 41, 3});
      ASSERT_EQ(a.area.has_value(), b.area.has_value());
      if (a.area) {
        EXPECT_NEAR(*a.area, *b.area, 1e-12 * *a.area);
      }
      if (a.to_peak) {
        EXPECT_EQ(*a.to_peak + 16, *b.to_peak);
      }
    }
  }
}

TEST(CourseLaws, AreasAddUpOverWhereTheyAreCut) {
  RandomStream random(7, "areas");
  for (int repeat = 0; repeat < 200; ++repeat) {
    Series series;
    double time = 0;
    for (std::size_t k = 0; k < 12; ++k) {
      series.push_back({time, std::exp(3 * random.uniform()), false, k});
      time += 0.5 + random.uniform();
    }
    const double last = series.back().time,
                 cut = series[4].time + 0.3 * (series[6].time - series[4].time);
    for (const Trapezoid rule : {Trapezoid::linear, Trapezoid::log, Trapezoid::log_down}) {
      const double all = *summary_measures(series, {rule}).area;
      const double sum = *summary_measures(series, {rule, 0, cut}).area +
                         *summary_measures(series, {rule, cut, last}).area;
      EXPECT_NEAR(all, sum, 1e-12 * all);
    }
    // The chord lies above an exponential between the same points.
    EXPECT_LE(*summary_measures(series, {Trapezoid::log}).area,
              *summary_measures(series, {Trapezoid::linear}).area);
  }
}

TEST(CourseLaws, SwappingTheGroupsTurnsTheDifferenceAndKeepsP) {
  RandomStream random(11, "swap");
  for (int repeat = 0; repeat < 100; ++repeat) {
    GroupedValues values(2);
    for (std::vector<double>& group : values)
      for (std::size_t k = 0; k < 3 + random.below(9); ++k)
        group.push_back(std::exp(2 * random.uniform()));
    const GroupedValues swapped{values[1], values[0]};
    for (const Centre centre : {Centre::mean, Centre::geometric_mean, Centre::median}) {
      const GroupComparison a = compare_groups(values, centre, 0.95),
                            b = compare_groups(swapped, centre, 0.95);
      EXPECT_NEAR(*a.p, *b.p, 1e-13);
      if (centre == Centre::geometric_mean) {
        EXPECT_NEAR(a.difference->value * b.difference->value, 1, 1e-12);
      } else {
        EXPECT_NEAR(a.difference->value + b.difference->value, 0, 1e-12);
      }
    }
  }
}

TEST(CourseLaws, AWaterfallFallsAndHoldsEveryoneEvaluated) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    RandomStream random(seed, "waterfall");
    std::vector<double> baseline, best;
    Patients patients;
    patients.n = random.below(40);
    patients.groups = 2;
    for (std::size_t i = 0; i < patients.n; ++i) {
      patients.group.push_back(static_cast<std::int32_t>(random.below(3)) - 1);
      baseline.push_back(random.below(6) == 0 ? std::nan("") : double(random.below(8)));
      best.push_back(random.below(6) == 0 ? std::nan("") : double(random.below(8)));
    }
    const auto changes = best_changes(baseline, best);
    ASSERT_TRUE(changes);
    const std::vector<std::size_t> order = waterfall_order(*changes, patients);
    for (std::size_t k = 1; k < order.size(); ++k)
      EXPECT_GE(*(*changes)[order[k - 1]].percent, *(*changes)[order[k]].percent);
    const ChangeSummary summary = summarise_changes(*changes, patients, {-100, 0}, 0.95);
    std::size_t in_no_group = 0;
    for (const std::size_t i : order) in_no_group += patients.group[i] < 0 ? 1 : 0;
    EXPECT_EQ(order.size(),
              summary.groups[0].evaluated() + summary.groups[1].evaluated() + in_no_group);
    for (const ChangeGroup& group : summary.groups) {
      EXPECT_EQ(group.patients,
                group.evaluated() + group.no_baseline + group.no_best + group.zero_baseline);
      EXPECT_LE(group.reached[0].n, group.reached[1].n);
    }
  }
}

TEST(CourseLaws, LanesHoldEveryPatientOnceAndNothingBeyondTheirEnds) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    RandomStream random(seed, "lanes");
    std::vector<LaneInput> patients(random.below(30));
    const auto maybe = [&]() -> std::optional<double> {
      if (random.below(3) == 0) return {};
      return 30 * random.uniform() - 8;
    };
    for (LaneInput& input : patients) {
      input.end = std::round(20 * random.uniform());
      input.group = static_cast<std::int32_t>(random.below(3)) - 1;
      input.phases = {{maybe(), maybe()}, {maybe(), maybe()}};
      input.markers = {maybe(), maybe()};
    }
    for (const LaneOrder order : {LaneOrder::duration, LaneOrder::group, LaneOrder::input}) {
      const Lanes lanes = order_lanes(patients, order);
      std::vector<bool> seen(patients.size(), false);
      for (const Lane& lane : lanes.lanes) {
        EXPECT_FALSE(seen[lane.patient]);
        seen[lane.patient] = true;
        for (const DrawnPhase& phase : lane.phases) {
          EXPECT_LE(lane.begin, phase.from);
          EXPECT_LE(phase.from, phase.to + 1e-6);
          EXPECT_LE(phase.to, lane.end);
        }
        for (const DrawnMarker& marker : lane.markers) EXPECT_LE(lane.begin, marker.time);
      }
      EXPECT_EQ(lanes.lanes.size(), patients.size());
      for (std::size_t k = 1; k < lanes.lanes.size() && order == LaneOrder::duration; ++k)
        EXPECT_GE(lanes.lanes[k - 1].end, lanes.lanes[k].end);
    }
  }
}

}  // namespace
}  // namespace venscope::course
