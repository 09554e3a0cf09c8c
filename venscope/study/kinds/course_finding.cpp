#include "venscope/study/kinds/course_finding.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using course::Centre;

/// Measurements whose lines are named, and what is the matter with them.
void warn_of_rows(const CourseAnalysis& analysis, const std::vector<std::size_t>& rows,
                  std::string_view where, std::string_view then,
                  std::vector<std::string>& warnings) {
  if (rows.empty()) return;
  warnings.push_back(fmt::format("{}: {} {} ({}){}", analysis.label,
                                 count_words(rows.size(), "measurement", "measurements"), where,
                                 lines_of(analysis.records, rows), then));
}

std::size_t measured_at(const course::VisitSummary& visit) {
  std::size_t measured = 0;
  for (const course::VisitGroup& group : visit.groups) measured += group.measured;
  return measured;
}

std::string_view distribution_words(Centre centre) {
  switch (centre) {
    case Centre::mean:
      return " by Student's distribution";
    case Centre::geometric_mean:
      return " by Student's distribution on the logarithmic scale";
    case Centre::median:
      return "";
  }
  return "";
}

/// Whoever is not measured at the last visit.
std::optional<Limitation> survivors_only(const CourseAnalysis& analysis) {
  std::size_t died = 0, censored = 0, missed = 0, n = 0;
  for (const course::VisitGroup& group : analysis.visits.back().groups) {
    died += group.died;
    censored += group.censored;
    missed += group.missed;
    n += group.measured + group.missed + group.died + group.censored;
  }
  if (died + censored + missed == 0) return {};
  const std::string last =
      within_sentence(visit_name(analysis, analysis.options.visits.days.back()));
  const std::string who =
      analysis.patients.followed()
          ? fmt::format(
                "of {} patients {} had died, {} were no longer followed and {} were not "
                "measured",
                n, died, censored, missed)
          : fmt::format(
                "of {} patients {} were not measured, and how many of them had died is "
                "not known",
                n, missed);
  return Limitation{"survivors_only",
                    fmt::format("{} at {} is of those still measured: {}, so that its course may "
                                "show who is left rather than how patients fare",
                                analysis.label, last, who),
                    {{"died", double(died)},
                     {"censored", double(censored)},
                     {"missed", double(missed)},
                     {"patients", double(n)}}};
}

}  // namespace

std::string time_number(double time) {
  return (time < 0 ? "−" : "") + report::exact(std::fabs(time));
}

std::string visit_name(const CourseAnalysis& analysis, double time) {
  return capitalised(analysis.unit.substr(0, analysis.unit.size() - 1)) + " " + time_number(time);
}

Centre CourseFinding::centre_of(course::Measure measure) const {
  // A time may be zero or negative, and its ratio means nothing.
  return options().centre == Centre::geometric_mean && measure == course::Measure::to_peak
             ? Centre::median
             : options().centre;
}

std::string CourseFinding::limits_words(Centre centre) const {
  return centre == Centre::median ? "quartiles" : interval_name(options().level);
}

std::vector<std::string> CourseFinding::warnings() const {
  std::vector<std::string> warnings;
  warn_of_rows(analysis, analysis.courses.after_death, "after the patient's death left out", "",
               warnings);
  warn_of_rows(analysis, analysis.courses.after_the_end, "after the patient's last contact",
               ": the follow-up may be out of date", warnings);
  warn_of_rows(analysis, analysis.early, "before time zero and before the first visit",
               options().area.from ? ": not used; their times may be wrong"
                                   : ": not in the figure, but in areas and peaks, for which no "
                                     "auc_from is declared; their times may be wrong",
               warnings);
  if (analysis.records.undecided > 0)
    warnings.push_back(fmt::format(
        "{}: {} left out, of which the condition '{}' cannot be decided", analysis.label,
        count_words(analysis.records.undecided, "row", "rows"), options().records.rows));
  for (std::size_t v = 0; v < analysis.visits.size(); ++v)
    if (measured_at(analysis.visits[v]) == 0)
      warnings.push_back(
          fmt::format("{}: nobody was measured at {}", analysis.label,
                      within_sentence(visit_name(analysis, options().visits.days[v]))));
  return warnings;
}

std::vector<std::string> CourseFinding::methods(const Plan&, const Step&) const {
  std::vector<std::string> sentences{
      "Courses over time: a measurement belongs to the planned time that is nearest, within its "
      "window; of several at one visit the nearest to the planned time counts, then the first",
      fmt::format("{} is given as {} with {}{}", analysis.label, centre_words(options().centre),
                  limits_words(options().centre), distribution_words(options().centre))};
  if (options().limit)
    sentences.push_back(fmt::format(
        "values of {} below {} were taken as {}", within_sentence(analysis.label),
        report::exact(options().limit->limit), replacement_words(options().limit->instead)));
  if (groups() > 1)
    sentences.push_back(fmt::format(
        "groups were compared at each visit, and by area under the curve, {} and the time to it, "
        "by {}, with Holm's adjustment over the visits and over the measures",
        options().area.lowest ? "nadir" : "peak",
        groups() == 2 ? "the Mann–Whitney test" : "Kruskal and Wallis' test"));
  sentences.push_back(
      fmt::format("areas under the curve are by the {}", rule_words(options().area.rule)));
  return sentences;
}

std::vector<Limitation> CourseFinding::limitations(const Plan&, const Step&) const {
  std::vector<Limitation> all;
  if (auto survivors = survivors_only(analysis)) all.push_back(std::move(*survivors));
  const course::Courses& courses = analysis.courses;
  if (5 * courses.below_limit > courses.used)
    all.push_back({"below_limit",
                   fmt::format("{}: {} of {} values are below the limit of detection, and means "
                               "and areas depend on what was put in their place",
                               analysis.label, courses.below_limit, courses.used),
                   {{"below", double(courses.below_limit)}, {"used", double(courses.used)}}});
  return all;
}

std::vector<std::string> CourseFinding::summary(const Plan&, const Step&) const {
  std::vector<std::string> lines;
  for (const course::MeasureSummary& measure : analysis.measured) {
    const Centre centre = centre_of(measure.measure);
    std::vector<std::string> parts;
    for (std::size_t g = 0; g < groups(); ++g) {
      const auto [value, low, high] = estimate_of(measure.groups[g], centre);
      parts.push_back(fmt::format("{} {} (n = {})", analysis.group_name(g),
                                  short_estimate(value, low, high), measure.groups[g].measured));
    }
    std::string line = fmt::format(
        "{}: {}, {}: {}", analysis.label,
        within_sentence(std::string(measure_words(measure.measure, options().area.lowest))),
        centre_words(centre), fmt::join(parts, "; "));
    if (measure.comparison.p) line += "; " + report::p_equation(*measure.comparison.p);
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace venscope::study
