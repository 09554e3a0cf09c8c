/// Measurements of patients over time as a study asks for them: read, summarised, compared.
#pragma once

#include "venscope/course/summary_measures.hpp"
#include "venscope/course/visits.hpp"
#include "venscope/report/json.hpp"
#include "venscope/study/kinds/followed_patients.hpp"
#include "venscope/study/kinds/timed_records.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct CourseOptions {
  TimedRecordsRequest records;
  std::string group;      ///< column; "" for none
  std::string follow_up;  ///< id of the endpoint whose event is death; "" for none
  course::VisitPlan visits;
  course::Centre centre = course::Centre::mean;
  bool logarithmic = false, lines = true;
  std::optional<course::DetectionLimit> limit;
  std::optional<double> baseline;  ///< planned day
  course::AreaOptions area;
  std::string origin_label;  ///< what time begins with
  double level = 0.95;
};

struct CourseAnalysis {
  CourseOptions options;
  std::string label, heading;    ///< of the quantity; the same with its unit
  std::string value_unit, unit;  ///< of the values, perhaps ""; of the times
  PatientGroups groups;
  course::Patients patients;
  TimedRecords records;
  course::Courses courses;
  course::VisitValues values;
  std::vector<course::VisitSummary> visits, changes;  ///< changes: empty without a baseline
  std::vector<course::PatientMeasures> measures;      ///< by patient
  std::vector<course::MeasureSummary> measured;
  std::vector<course::MissingAreas> missing_areas;
  std::size_t patients_measured = 0;
  std::vector<std::size_t> without_baseline;  ///< patients by group; empty without a baseline
  std::vector<std::size_t> early;  ///< measurements before time zero and before the first visit

  std::string group_name(std::size_t g) const {
    return groups.labels.empty() ? "All patients" : groups.labels[g];
  }
  std::size_t group_size(std::size_t g) const;
};

/// Problems (of the data): course.not_positive (a geometric mean or a logarithmic axis of values
/// that are zero or negative), course.no_measurements, and those of the room course.
Result<CourseAnalysis> analyse_course(const Plan& plan, const Step& step,
                                      const CourseOptions& options);

report::Json to_json(const CourseAnalysis& analysis);

std::string_view centre_words(course::Centre centre);
std::string_view rule_words(course::Trapezoid rule);
std::string_view measure_words(course::Measure measure, bool lowest);
/// What stands for values below the limit: "half the limit".
std::string_view replacement_words(course::BelowLimit instead);
/// The estimate of a group that its centre names, with limits: a mean's interval, a median's
/// quartiles.
struct CentreEstimate {
  std::optional<double> value, low, high;
};
CentreEstimate estimate_of(const course::VisitGroup& group, course::Centre centre);

}  // namespace venscope::study
