// What an analysis of kind "course" shows: its figure, and the order of its tables.
#include "venscope/report/figure/course_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/kinds/course_tables.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

namespace {

std::string caption_of(const CourseFinding& finding, const Step& step) {
  const CourseAnalysis& analysis = finding.analysis;
  const course::Centre centre = finding.options().centre;
  std::string caption = fmt::format("{}. {} with {} at the planned {}", step.title,
                                    capitalised(std::string(centre_words(centre))),
                                    finding.limits_words(centre), analysis.unit);
  if (finding.options().lines)
    caption += "; light lines: patients, every measurement at its own time";
  caption += analysis.patients.followed()
                 ? ". Below: patients measured, of those alive and under observation."
                 : ". Below: patients measured, of all.";
  if (finding.groups() > 1) caption += " p by ranks, adjusted by Holm's method over the visits.";
  return caption;
}

std::vector<report::CourseLine> patient_lines(const CourseAnalysis& analysis, std::size_t g) {
  std::vector<report::CourseLine> lines;
  for (std::size_t i = 0; i < analysis.patients.n; ++i) {
    if (analysis.patients.group_of(i) != static_cast<std::int32_t>(g)) continue;
    report::CourseLine& line = lines.emplace_back();
    for (const course::SeriesPoint& point : analysis.courses.of[i]) {
      line.time.push_back(point.time);
      line.value.push_back(point.value);
    }
  }
  return lines;
}

report::CourseGroup drawn_group(const CourseAnalysis& analysis, std::size_t g) {
  report::CourseGroup group;
  if (!analysis.groups.labels.empty()) group.label = analysis.groups.labels[g];
  for (const course::VisitSummary& visit : analysis.visits) {
    const auto [value, low, high] = estimate_of(visit.groups[g], analysis.options.centre);
    group.centre.push_back(value.value_or(report::no_value));
    group.low.push_back(low.value_or(report::no_value));
    group.high.push_back(high.value_or(report::no_value));
    group.numbers.push_back(
        fmt::format("{}/{}", visit.groups[g].measured, visit.groups[g].followed()));
  }
  if (analysis.options.lines) group.patients = patient_lines(analysis, g);
  return group;
}

report::Figure figure_of(const CourseFinding& finding, const Step& step) {
  const CourseAnalysis& analysis = finding.analysis;
  const CourseOptions& options = finding.options();
  report::CourseFigure drawn;
  drawn.visits = options.visits.days;
  drawn.margin = options.visits.widest_window();
  drawn.logarithmic = options.logarithmic;
  if (options.limit) drawn.limit = options.limit->limit;
  drawn.value_label = analysis.heading;
  drawn.time_label = options.origin_label.empty() ? "Time" : "Time since " + options.origin_label;
  drawn.unit = analysis.unit;
  drawn.numbers_heading =
      analysis.patients.followed() ? "Measured / under observation" : "Measured / all";
  for (std::size_t g = 0; g < finding.groups(); ++g)
    drawn.groups.push_back(drawn_group(analysis, g));
  if (finding.groups() > 1)
    for (const course::VisitSummary& visit : analysis.visits)
      drawn.p_values.push_back(
          visit.comparison.p_adjusted ? report::p_value(*visit.comparison.p_adjusted) : "");
  report::Figure figure;
  figure.id = step.id;
  figure.caption = caption_of(finding, step);
  if (report::intervals_are_cut(drawn))
    figure.caption += " Intervals that reach beyond the axis are cut there.";
  figure.scene = report::course_scene(drawn);
  figure.csv = report::course_csv(drawn);
  return figure;
}

}  // namespace

std::vector<report::Block> CourseFinding::blocks(const Plan&, const Step& step) const {
  std::vector<report::Block> blocks{figure_of(*this, step), visits_table(*this, step)};
  if (!analysis.changes.empty()) blocks.emplace_back(changes_table(*this, step));
  blocks.emplace_back(measures_table(*this, step));
  blocks.emplace_back(measured_table(*this, step));
  return blocks;
}

}  // namespace venscope::study
