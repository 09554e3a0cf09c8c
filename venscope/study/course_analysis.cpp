#include "venscope/study/course_analysis.hpp"

#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

using course::Centre;

const endpoint::Endpoint* find_endpoint(const Plan& plan, const std::string& id) {
  for (const endpoint::Endpoint& endpoint : plan.endpoints)
    if (endpoint.definition.id == id) return &endpoint;
  return nullptr;
}

/// Values that a logarithm cannot take, with the lines where they stand.
std::optional<Problem> not_positive(const CourseAnalysis& analysis) {
  const CourseOptions& options = analysis.options;
  if (options.centre != Centre::geometric_mean && !options.logarithmic) return {};
  std::vector<std::size_t> rows = analysis.courses.negative;
  rows.insert(rows.end(), analysis.courses.zero.begin(), analysis.courses.zero.end());
  if (rows.empty()) return {};
  std::sort(rows.begin(), rows.end());
  return Problem{
      "course.not_positive",
      {},
      fmt::format("{} of {} {} not positive ({})", count_words(rows.size(), "value", "values"),
                  within_sentence(analysis.label), plural(rows.size(), "is", "are"),
                  lines_of(analysis.records, rows)),
      options.centre == Centre::geometric_mean ? "positive values for a geometric mean"
                                               : "positive values for a logarithmic axis",
      "declare the limit of detection and what stands below it (limit, below_limit), or another "
      "summary",
      Fault::analysis};
}

std::optional<std::size_t> baseline_visit(const CourseOptions& options) {
  const auto& days = options.visits.days;
  if (!options.baseline) return {};
  return static_cast<std::size_t>(std::find(days.begin(), days.end(), *options.baseline) -
                                  days.begin());
}

std::vector<std::size_t> without_baseline(const CourseAnalysis& analysis, std::size_t visit) {
  std::vector<std::size_t> groups(analysis.patients.groups);
  for (std::size_t patient = 0; patient < analysis.patients.n; ++patient)
    if (analysis.patients.group_of(patient) >= 0 && !analysis.values.index[patient][visit])
      ++groups[static_cast<std::size_t>(analysis.patients.group_of(patient))];
  return groups;
}

std::vector<std::size_t> early_measurements(const CourseAnalysis& analysis) {
  const course::VisitPlan& plan = analysis.options.visits;
  const double opens = std::min(0.0, plan.days.front() - plan.window_of(0));
  std::vector<std::size_t> early;
  for (const course::Series& series : analysis.courses.of)
    for (const course::SeriesPoint& point : series)
      if (point.time < opens) early.push_back(point.row);
  std::sort(early.begin(), early.end());
  return early;
}

/// Problems: course.no_measurements, course.not_positive, and those of the room course.
std::optional<Problems> make_series(CourseAnalysis& analysis) {
  auto courses = course::make_courses(analysis.records.measurements, analysis.patients,
                                      analysis.options.limit);
  if (!courses) return std::move(courses.error());
  analysis.courses = std::move(*courses);
  if (analysis.courses.used == 0)
    return Problems{{"course.no_measurements",
                     {},
                     fmt::format("there is no measurement of {} in these patients",
                                 within_sentence(analysis.label)),
                     "",
                     "look at the columns and the condition that the analysis names",
                     Fault::analysis}};
  if (auto problem = not_positive(analysis)) return Problems{std::move(*problem)};
  for (const course::Series& series : analysis.courses.of)
    analysis.patients_measured += series.empty() ? 0 : 1;
  analysis.early = early_measurements(analysis);
  return {};
}

/// Problems: those of the room course.
std::optional<Problems> summarise(CourseAnalysis& analysis) {
  const CourseOptions& options = analysis.options;
  auto values = course::assign_visits(analysis.courses, options.visits);
  if (!values) return std::move(values.error());
  analysis.values = std::move(*values);
  const auto summarised = [&](std::optional<std::size_t> baseline) {
    return course::summarise_visits(analysis.courses, analysis.values, options.visits,
                                    analysis.patients, options.centre, options.level, baseline);
  };
  analysis.visits = summarised({});
  if (const auto baseline = baseline_visit(options)) {
    analysis.changes = summarised(baseline);
    analysis.without_baseline = without_baseline(analysis, *baseline);
  }
  for (const course::Series& series : analysis.courses.of)
    analysis.measures.push_back(course::summary_measures(series, options.area));
  analysis.measured = course::summarise_measures(analysis.measures, analysis.patients,
                                                 options.centre, options.level);
  analysis.missing_areas =
      course::missing_areas(analysis.measures, analysis.patients, options.area);
  return {};
}

}  // namespace

std::size_t CourseAnalysis::group_size(std::size_t g) const {
  return static_cast<std::size_t>(
      std::count(groups.of.begin(), groups.of.end(), static_cast<std::int32_t>(g)));
}

Result<CourseAnalysis> analyse_course(const Plan& plan, const Step& step,
                                      const CourseOptions& options) {
  CourseAnalysis analysis;
  analysis.options = options;
  analysis.label = timed_label(plan, options.records);
  analysis.heading = timed_heading(plan, options.records);
  analysis.value_unit = timed_unit(plan, options.records);
  analysis.unit = options.records.unit_name();
  analysis.groups = patient_groups(plan, *step.table, options.group);
  analysis.patients = course_patients(*step.table, analysis.groups);
  if (const endpoint::Endpoint* endpoint = find_endpoint(plan, options.follow_up)) {
    FollowUpEnds ends = follow_up_ends(*step.table, *endpoint, options.records.unit);
    analysis.patients.end = std::move(ends.end);
    analysis.patients.died = std::move(ends.event);
  }
  auto records = read_timed_records(plan, step, options.records);
  if (!records) return tl::unexpected(std::move(records.error()));
  analysis.records = std::move(*records);
  if (auto problems = make_series(analysis)) return failure(std::move(*problems));
  if (auto problems = summarise(analysis)) return failure(std::move(*problems));
  return analysis;
}

std::string_view centre_words(Centre centre) {
  switch (centre) {
    case Centre::mean:
      return "mean";
    case Centre::geometric_mean:
      return "geometric mean";
    case Centre::median:
      return "median";
  }
  return "";
}

std::string_view rule_words(course::Trapezoid rule) {
  switch (rule) {
    case course::Trapezoid::linear:
      return "linear trapezoidal rule";
    case course::Trapezoid::log:
      return "logarithmic trapezoidal rule";
    case course::Trapezoid::log_down:
      return "linear-up log-down trapezoidal rule";
  }
  return "";
}

std::string_view measure_words(course::Measure measure, bool lowest) {
  switch (measure) {
    case course::Measure::area:
      return "Area under the curve";
    case course::Measure::peak:
      return lowest ? "Nadir" : "Peak";
    case course::Measure::to_peak:
      return lowest ? "Time to nadir" : "Time to peak";
  }
  return "";
}

std::string_view replacement_words(course::BelowLimit instead) {
  switch (instead) {
    case course::BelowLimit::half:
      return "half the limit";
    case course::BelowLimit::root_two:
      return "the limit divided by √2";
    case course::BelowLimit::zero:
      return "zero";
  }
  return "";
}

CentreEstimate estimate_of(const course::VisitGroup& group, Centre centre) {
  if (centre == Centre::median) return {group.median, group.q1, group.q3};
  const auto& estimate = centre == Centre::mean ? group.mean : group.geometric_mean;
  if (!estimate) return {};
  if (!estimate->interval) return {estimate->value, {}, {}};
  return {estimate->value, estimate->interval->low, estimate->interval->high};
}

}  // namespace venscope::study
