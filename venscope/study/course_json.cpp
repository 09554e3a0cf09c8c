#include "venscope/study/course_analysis.hpp"

namespace venscope::study {

namespace {

using report::Json;
using report::json_number;

void put_estimate(Json& json, const std::string& name,
                  const std::optional<course::Estimate>& estimate) {
  const bool interval = estimate && estimate->interval;
  json[name] = estimate ? json_number(estimate->value) : Json(nullptr);
  json[name + "_low"] = interval ? json_number(estimate->interval->low) : Json(nullptr);
  json[name + "_high"] = interval ? json_number(estimate->interval->high) : Json(nullptr);
}

Json group_json(const CourseAnalysis& analysis, std::size_t g) {
  return analysis.groups.labels.empty() ? Json(nullptr) : Json(analysis.groups.labels[g]);
}

Json values_json(const CourseAnalysis& analysis, const course::VisitGroup& group, std::size_t g) {
  Json json;
  json["group"] = group_json(analysis, g);
  json["n"] = group.measured;
  put_estimate(json, "mean", group.mean);
  put_estimate(json, "geometric_mean", group.geometric_mean);
  for (const auto& [key, value] : {std::pair{"low", group.low},
                                   {"q1", group.q1},
                                   {"median", group.median},
                                   {"q3", group.q3},
                                   {"high", group.high}})
    json[key] = json_number(value);
  return json;
}

Json comparison_json(const course::GroupComparison& comparison, std::size_t groups) {
  if (groups < 2) return nullptr;
  Json json;
  json["test"] = groups == 2 ? "mann_whitney" : "kruskal_wallis";
  json["statistic"] = json_number(comparison.statistic);
  json["exact"] = comparison.exact;
  json["p"] = json_number(comparison.p);
  json["p_holm"] = json_number(comparison.p_adjusted);
  put_estimate(json, "difference", comparison.difference);
  return json;
}

Json visits_json(const CourseAnalysis& analysis, const std::vector<course::VisitSummary>& visits) {
  Json list = Json::array();
  for (std::size_t v = 0; v < visits.size(); ++v) {
    Json visit;
    visit["time"] = json_number(analysis.options.visits.days[v]);
    visit["window"] = json_number(analysis.options.visits.window_of(v));
    visit["groups"] = Json::array();
    for (std::size_t g = 0; g < visits[v].groups.size(); ++g) {
      const course::VisitGroup& group = visits[v].groups[g];
      Json one = values_json(analysis, group, g);
      one["missed"] = group.missed;
      one["died"] = group.died;
      one["censored"] = group.censored;
      one["below_limit"] = group.below_limit;
      visit["groups"].push_back(std::move(one));
    }
    visit["comparison"] = comparison_json(visits[v].comparison, visits[v].groups.size());
    list.push_back(std::move(visit));
  }
  return list;
}

Json measures_json(const CourseAnalysis& analysis) {
  const bool lowest = analysis.options.area.lowest;
  const char* ids[] = {"area", lowest ? "nadir" : "peak",
                       lowest ? "time_to_nadir" : "time_to_peak"};
  Json list = Json::array();
  for (const course::MeasureSummary& summary : analysis.measured) {
    Json one;
    one["measure"] = ids[static_cast<std::size_t>(summary.measure)];
    one["groups"] = Json::array();
    for (std::size_t g = 0; g < summary.groups.size(); ++g)
      one["groups"].push_back(values_json(analysis, summary.groups[g], g));
    one["comparison"] = comparison_json(summary.comparison, summary.groups.size());
    list.push_back(std::move(one));
  }
  return list;
}

Json areas_json(const CourseAnalysis& analysis) {
  constexpr const char* rules[] = {"linear", "log", "log_down"};
  const course::AreaOptions& area = analysis.options.area;
  Json json;
  json["rule"] = rules[static_cast<std::size_t>(area.rule)];
  json["from"] = json_number(area.from);
  json["to"] = json_number(area.to);
  json["without"] = Json::array();
  for (std::size_t g = 0; g < analysis.missing_areas.size(); ++g) {
    const course::MissingAreas& missing = analysis.missing_areas[g];
    json["without"].push_back({{"group", group_json(analysis, g)},
                               {"no_value", missing.no_value},
                               {"too_few", missing.too_few},
                               {"starts_late", missing.starts_late},
                               {"ends_early", missing.ends_early},
                               {"died_early", missing.died_early}});
  }
  return json;
}

}  // namespace

report::Json to_json(const CourseAnalysis& analysis) {
  constexpr const char* centres[] = {"mean", "geometric_mean", "median"};
  Json json;
  json["variable"] = analysis.heading;
  json["unit"] = analysis.unit;
  json["summary"] = centres[static_cast<std::size_t>(analysis.options.centre)];
  json["patients"] = analysis.patients.n;
  json["patients_measured"] = analysis.patients_measured;
  json["in_no_group"] = analysis.groups.labels.empty() ? 0 : analysis.groups.unknown;
  const course::Courses& courses = analysis.courses;
  json["measurements"] = {{"rows", analysis.records.measurements.patient.size()},
                          {"other_rows", analysis.records.other},
                          {"undecided_rows", analysis.records.undecided},
                          {"used", courses.used},
                          {"no_value", courses.no_value},
                          {"no_time", courses.no_time},
                          {"same_time", courses.same_time},
                          {"after_death", courses.after_death.size()},
                          {"after_last_contact", courses.after_the_end.size()},
                          {"below_limit", courses.below_limit},
                          {"before_visits_and_zero", analysis.early.size()},
                          {"outside_visits", analysis.values.outside},
                          {"second_at_visit", analysis.values.extra}};
  json["visits"] = visits_json(analysis, analysis.visits);
  json["changes"] = visits_json(analysis, analysis.changes);
  json["without_baseline"] = Json::array();
  for (std::size_t g = 0; g < analysis.without_baseline.size(); ++g)
    json["without_baseline"].push_back(
        {{"group", group_json(analysis, g)}, {"n", analysis.without_baseline[g]}});
  json["area"] = areas_json(analysis);
  json["measures"] = measures_json(analysis);
  return json;
}

}  // namespace venscope::study
