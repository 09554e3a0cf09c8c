// Courses over time, summary measures and best changes against R (courses.R). Tolerances: 1e-11,
// the summation in another order; p values 1e-9, R's pwilcox and pnorm in other arithmetic.
#include "support/from_r.hpp"
#include "venscope/course/best_change.hpp"
#include "venscope/course/summary_measures.hpp"
#include "venscope/course/visits.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace venscope::course {
namespace {

using test::agrees;
using test::from_r;
using test::number;

constexpr double sum_tolerance = 1e-11, p_tolerance = 1e-9;

std::vector<double> numbers(const nlohmann::json& values) {
  std::vector<double> list;
  for (const auto& value : values) list.push_back(number(value));
  return list;
}

template <class T>
double or_nan(const std::optional<T>& value) {
  return value ? *value : std::nan("");
}

struct DataSet {
  Measurements rows;
  Patients patients;
  DetectionLimit limit;
  VisitPlan plan;
};

DataSet data_of(const nlohmann::json& set) {
  DataSet data;
  for (const auto& patient : set["patient"])
    data.rows.patient.push_back(static_cast<std::size_t>(patient.get<double>()));
  data.rows.time = numbers(set["time"]);
  data.rows.value = numbers(set["value"]);
  for (const auto& group : set["group"])
    data.patients.group.push_back(static_cast<std::int32_t>(group.get<double>()));
  for (const auto& died : set["died"])
    data.patients.died.push_back(static_cast<std::uint8_t>(died.get<double>()));
  data.patients.n = data.patients.group.size();
  data.patients.groups = static_cast<std::size_t>(number(set["groups"]));
  data.patients.end = numbers(set["end"]);
  data.limit = {number(set["limit"]),
                number(set["half"]) == 1 ? BelowLimit::half : BelowLimit::root_two};
  data.plan = {numbers(set["days"]), {1}};
  return data;
}

void expect_interval(const std::optional<Estimate>& estimate, const nlohmann::json& value,
                     const nlohmann::json& interval, const std::string& what) {
  EXPECT_TRUE(agrees(estimate ? estimate->value : std::nan(""), number(value), sum_tolerance))
      << what;
  const bool has = estimate && estimate->interval;
  EXPECT_TRUE(agrees(has ? estimate->interval->low : std::nan(""), number(interval[0]),
                     sum_tolerance, 1e-11))
      << what;
  EXPECT_TRUE(agrees(has ? estimate->interval->high : std::nan(""), number(interval[1]),
                     sum_tolerance, 1e-11))
      << what;
}

void expect_summary(const VisitGroup& group, const nlohmann::json& expected,
                    const std::string& what) {
  EXPECT_EQ(static_cast<double>(group.measured), number(expected["n"])) << what;
  if (group.measured == 0) return;
  expect_interval(group.mean, expected["mean"], expected["mean_interval"], what + " mean");
  expect_interval(group.geometric_mean, expected["geometric"], expected["geometric_interval"],
                  what + " geometric mean");
  const std::optional<double> five[] = {group.low, group.q1, group.median, group.q3, group.high};
  for (std::size_t k = 0; k < 5; ++k)
    EXPECT_TRUE(agrees(or_nan(five[k]), number(expected["quartiles"][k]), sum_tolerance, 1e-12))
        << what << " quartile " << k;
}

void expect_difference(const GroupComparison& comparison, const nlohmann::json& expected,
                       const std::string& what) {
  if (!comparison.difference) {
    EXPECT_TRUE(std::isnan(number(expected[0]))) << what;
    return;
  }
  expect_interval(comparison.difference, expected[0],
                  nlohmann::json::array({expected[1], expected[2]}), what);
}

TEST(CoursesFromR, WhatIsUsedIsCountedAsRCountsIt) {
  for (const auto& set : from_r("course", "courses")["sets"]) {
    const DataSet data = data_of(set);
    const auto courses = make_courses(data.rows, data.patients, data.limit);
    ASSERT_TRUE(courses);
    const auto values = assign_visits(*courses, data.plan);
    ASSERT_TRUE(values);
    const auto& counts = set["counts"];
    EXPECT_EQ(double(courses->no_value), number(counts["no_value"]));
    EXPECT_EQ(double(courses->no_time), number(counts["no_time"]));
    EXPECT_EQ(double(courses->after_death.size()), number(counts["after_death"]));
    EXPECT_EQ(double(courses->same_time), number(counts["same_time"]));
    EXPECT_EQ(double(courses->below_limit), number(counts["below"]));
    EXPECT_EQ(double(values->extra), number(counts["extra"]));
    EXPECT_EQ(double(values->outside), number(counts["outside"]));
  }
}

TEST(CoursesFromR, VisitsAreSummarisedAndCompared) {
  for (const auto& set : from_r("course", "courses")["sets"]) {
    const DataSet data = data_of(set);
    const auto courses = make_courses(data.rows, data.patients, data.limit);
    const auto values = assign_visits(*courses, data.plan);
    for (const Centre centre : {Centre::mean, Centre::geometric_mean, Centre::median}) {
      const auto visits =
          summarise_visits(*courses, *values, data.plan, data.patients, centre, 0.95);
      ASSERT_EQ(visits.size(), set["visits"].size());
      for (std::size_t v = 0; v < visits.size(); ++v) {
        const auto& expected = set["visits"][v];
        const std::string what = fmt::format("{} groups, visit {}", data.patients.groups, v);
        for (std::size_t g = 0; g < data.patients.groups; ++g) {
          expect_summary(visits[v].groups[g], expected["groups"][g], what);
          EXPECT_EQ(double(visits[v].groups[g].died), number(expected["died"][g])) << what;
          EXPECT_EQ(double(visits[v].groups[g].censored), number(expected["censored"][g])) << what;
        }
        const GroupComparison& comparison = visits[v].comparison;
        EXPECT_TRUE(agrees(or_nan(comparison.p), number(expected["p"]), p_tolerance)) << what;
        EXPECT_TRUE(agrees(or_nan(comparison.p_adjusted), number(set["p_holm"][v]), p_tolerance))
            << what;
        if (centre == Centre::mean)
          expect_difference(comparison, expected["mean_difference"], what + " difference");
        if (centre == Centre::geometric_mean)
          expect_difference(comparison, expected["ratio"], what + " ratio");
        if (centre == Centre::median && comparison.difference) {
          EXPECT_TRUE(
              agrees(comparison.difference->value, number(expected["shift"]), sum_tolerance, 1e-12))
              << what;
        }
      }
    }
  }
}

TEST(CoursesFromR, ChangesFromBaselineAreOfPatientsWithBoth) {
  for (const auto& set : from_r("course", "courses")["sets"]) {
    const DataSet data = data_of(set);
    const auto courses = make_courses(data.rows, data.patients, data.limit);
    const auto values = assign_visits(*courses, data.plan);
    for (const bool ratio : {false, true}) {
      const auto visits =
          summarise_visits(*courses, *values, data.plan, data.patients,
                           ratio ? Centre::geometric_mean : Centre::median, 0.95, 0);
      EXPECT_FALSE(visits[0].comparison.p);
      for (std::size_t v = 1; v < visits.size(); ++v) {
        const auto& expected = set["changes"][v - 1];
        for (std::size_t g = 0; g < data.patients.groups; ++g)
          expect_summary(visits[v].groups[g], expected[ratio ? "ratio" : "difference"][g],
                         fmt::format("visit {}", v));
        EXPECT_TRUE(agrees(or_nan(visits[v].comparison.p),
                           number(expected[ratio ? "p_ratio" : "p_difference"]), p_tolerance));
      }
    }
  }
}

void expect_areas(const Courses& courses, const AreaOptions& options,
                  const nlohmann::json& expected, const std::string& what) {
  ASSERT_EQ(courses.of.size(), expected.size());
  for (std::size_t i = 0; i < courses.of.size(); ++i) {
    const PatientMeasures measures = summary_measures(courses.of[i], options);
    EXPECT_TRUE(agrees(or_nan(measures.area), number(expected[i]), sum_tolerance))
        << what << " of patient " << i;
    EXPECT_EQ(measures.area.has_value(), measures.why == NoArea::none);
  }
}

TEST(CoursesFromR, AreasPeaksAndTimesToPeak) {
  for (const auto& set : from_r("course", "courses")["sets"]) {
    const DataSet data = data_of(set);
    const auto courses = make_courses(data.rows, data.patients, data.limit);
    const auto& areas = set["areas"];
    expect_areas(*courses, {Trapezoid::linear}, areas["linear"], "linear");
    expect_areas(*courses, {Trapezoid::log}, areas["log"], "log");
    expect_areas(*courses, {Trapezoid::log_down}, areas["log_down"], "log down");
    expect_areas(*courses, {Trapezoid::linear, 0, 28, 1}, areas["linear_0_28"], "linear to 28");
    expect_areas(*courses, {Trapezoid::log, 0, 28, 1}, areas["log_0_28"], "log to 28");
    expect_areas(*courses, {Trapezoid::log_down, 2, 20, 0}, areas["log_down_2_20"], "2 to 20");
    for (std::size_t i = 0; i < data.patients.n; ++i) {
      const PatientMeasures measures = summary_measures(courses->of[i], {});
      EXPECT_TRUE(agrees(or_nan(measures.peak), number(set["peak"][i]), 0));
      EXPECT_TRUE(agrees(or_nan(measures.to_peak), number(set["to_peak"][i]), 0));
    }
  }
}

TEST(CoursesFromR, SummaryMeasuresAreComparedByRanksWithHolm) {
  for (const auto& set : from_r("course", "courses")["sets"]) {
    const DataSet data = data_of(set);
    const auto courses = make_courses(data.rows, data.patients, data.limit);
    std::vector<PatientMeasures> measures;
    for (const Series& series : courses->of)
      measures.push_back(summary_measures(series, {Trapezoid::linear, 0, 28, 1}));
    const auto summaries = summarise_measures(measures, data.patients, Centre::median, 0.95);
    ASSERT_EQ(summaries.size(), 3u);
    for (std::size_t k = 0; k < 3; ++k) {
      EXPECT_TRUE(
          agrees(or_nan(summaries[k].comparison.p), number(set["measure_p"][k]), p_tolerance));
      EXPECT_TRUE(agrees(or_nan(summaries[k].comparison.p_adjusted), number(set["measure_holm"][k]),
                         p_tolerance));
    }
  }
}

TEST(CoursesFromR, BestChanges) {
  const auto set = from_r("course", "courses")["waterfall"];
  Patients patients;
  for (const auto& group : set["group"])
    patients.group.push_back(static_cast<std::int32_t>(group.get<double>()));
  patients.n = patients.group.size();
  patients.groups = 2;
  const auto changes = best_changes(numbers(set["baseline"]), numbers(set["best"]));
  ASSERT_TRUE(changes);
  for (std::size_t i = 0; i < patients.n; ++i)
    EXPECT_TRUE(agrees(or_nan((*changes)[i].percent), number(set["percent"][i]), 1e-14));
  const std::vector<std::size_t> order = waterfall_order(*changes, patients);
  ASSERT_EQ(order.size(), set["order"].size());
  for (std::size_t k = 0; k < order.size(); ++k)
    EXPECT_EQ(double(order[k]), number(set["order"][k])) << k;
  const ChangeSummary summary = summarise_changes(*changes, patients, {-50}, 0.95);
  for (std::size_t g = 0; g < 2; ++g) {
    const ChangeGroup& group = summary.groups[g];
    EXPECT_TRUE(agrees(*group.change.median, number(set["quartiles"][g][2]), 1e-13));
    EXPECT_TRUE(agrees(*group.change.q1, number(set["quartiles"][g][1]), 1e-13));
    EXPECT_EQ(double(group.reached[0].n), number(set["reached"][g]));
    EXPECT_TRUE(
        agrees(group.reached[0].of_evaluated->low, number(set["of_evaluated"][g][0]), 1e-11));
    EXPECT_TRUE(agrees(group.reached[0].of_all->high, number(set["of_all"][g][1]), 1e-11));
  }
  EXPECT_TRUE(agrees(*summary.comparison.p, number(set["p"]), p_tolerance));
  EXPECT_TRUE(agrees(summary.comparison.difference->value, number(set["shift"]), 1e-13));
}

}  // namespace
}  // namespace venscope::course
