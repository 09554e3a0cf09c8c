#include "venscope/study/kinds/course_tables.hpp"

#include "venscope/report/number.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using course::Centre;
using report::Align;
using report::Cell;

std::vector<double> numbers_of(const std::optional<double>& value, const std::optional<double>& low,
                               const std::optional<double>& high) {
  return {value.value_or(report::no_value), low.value_or(report::no_value),
          high.value_or(report::no_value)};
}

std::string group_heading(const CourseAnalysis& analysis, std::size_t g) {
  return fmt::format("{} (n = {})", analysis.group_name(g), analysis.group_size(g));
}

std::string difference_words(const CourseFinding& finding) {
  switch (finding.options().centre) {
    case Centre::mean:
      return fmt::format("Difference ({})", interval_name(finding.options().level));
    case Centre::geometric_mean:
      return fmt::format("Ratio ({})", interval_name(finding.options().level));
    case Centre::median:
      return "Difference";
  }
  return "";
}

/// The columns of the groups, of their difference and of the test.
void add_columns(const CourseFinding& finding, report::Table& table) {
  const Centre centre = finding.options().centre;
  for (std::size_t g = 0; g < finding.groups(); ++g) {
    const std::string name = group_heading(finding.analysis, g);
    table.columns.push_back({"n", name, Align::right, {"n"}});
    table.columns.push_back(
        {capitalised(fmt::format("{} ({})", centre_words(centre), finding.limits_words(centre))),
         name,
         Align::right,
         {"n", "estimate", "low", "high"}});
  }
  if (finding.groups() == 2)
    table.columns.push_back(
        {difference_words(finding), "", Align::right, {"difference", "low", "high"}});
  if (finding.groups() > 1) {
    table.columns.push_back({"p", "", Align::right, {"p"}});
    table.columns.push_back({"p (Holm)", "", Align::right, {"p_holm"}});
  }
}

Cell estimate_cell(const course::VisitGroup& group, Centre centre) {
  const auto [value, low, high] = estimate_of(group, centre);
  std::vector<double> numbers{static_cast<double>(group.measured)};
  for (const double number : numbers_of(value, low, high)) numbers.push_back(number);
  return {short_estimate(value, low, high), std::move(numbers)};
}

Cell difference_cell(const CourseFinding& finding, const course::GroupComparison& comparison,
                     Centre centre) {
  std::optional<double> value, low, high;
  if (comparison.difference) value = comparison.difference->value;
  if (comparison.difference && comparison.difference->interval) {
    low = comparison.difference->interval->low;
    high = comparison.difference->interval->high;
  }
  std::string text = short_estimate(value, low, high);
  // A median in a column of ratios says that it is a difference.
  if (value && centre != finding.options().centre)
    text = fmt::format("difference {} {}", text, finding.analysis.unit);
  return {std::move(text), numbers_of(value, low, high)};
}

/// The cells below add_columns().
void add_cells(const CourseFinding& finding, const std::vector<course::VisitGroup>& values,
               const course::GroupComparison& comparison, Centre centre, report::Row& row) {
  for (const course::VisitGroup& group : values) {
    row.cells.push_back(count_cell(group.measured));
    row.cells.push_back(estimate_cell(group, centre));
  }
  if (finding.groups() == 2) row.cells.push_back(difference_cell(finding, comparison, centre));
  if (finding.groups() < 2) return;
  for (const std::optional<double>& p : {comparison.p, comparison.p_adjusted})
    row.cells.emplace_back(p ? report::p_value(*p) : report::undefined_number,
                           p.value_or(report::no_value));
}

std::string test_note(const CourseFinding& finding, std::string_view over) {
  const CourseAnalysis& analysis = finding.analysis;
  const std::string test = finding.groups() == 2
                               ? fmt::format("p of the Mann–Whitney test; {} against {}",
                                             analysis.group_name(1), analysis.group_name(0))
                               : std::string("p of Kruskal and Wallis' test");
  return fmt::format("{}. p (Holm): adjusted over {}.", test, over);
}

/// Of measurements: those used and, by the reason, those left out.
std::string used_note(const CourseAnalysis& analysis) {
  const course::Courses& courses = analysis.courses;
  std::string used = fmt::format("{} in {} of {} patients.",
                                 count_words(courses.used, "measurement", "measurements"),
                                 analysis.patients_measured, analysis.patients.n);
  std::vector<std::string> out;
  const auto left = [&](std::size_t n, std::string_view why) {
    if (n > 0) out.push_back(fmt::format("{} {}", report::count(static_cast<double>(n)), why));
  };
  left(courses.no_value, "without a value");
  left(courses.no_time, "without a time");
  left(courses.after_death.size(), "after death");
  left(courses.same_time, "second at the same time");
  if (!out.empty()) used += fmt::format(" Left out: {}.", fmt::join(out, ", "));
  return used;
}

void add_count_notes(const CourseAnalysis& analysis, std::vector<std::string>& notes) {
  notes.push_back(used_note(analysis));
  if (analysis.values.extra + analysis.values.outside > 0)
    notes.push_back(fmt::format(
        "Of several measurements at a visit the one nearest to the planned time, then the first "
        "({} not used); {} in no visit's window.",
        report::count(static_cast<double>(analysis.values.extra)),
        count_words(analysis.values.outside, "measurement is", "measurements are")));
  if (const auto& limit = analysis.options.limit)
    notes.push_back(fmt::format("{} below the limit of detection ({}) taken as {}.",
                                count_words(analysis.courses.below_limit, "value", "values"),
                                report::exact(limit->limit), replacement_words(limit->instead)));
  if (!analysis.groups.labels.empty() && analysis.groups.unknown > 0)
    notes.push_back(fmt::format(
        "{} in no group.", count_words(analysis.groups.unknown, "patient is", "patients are")));
}

report::Table values_table(const CourseFinding& finding,
                           const std::vector<course::VisitSummary>& visits,
                           std::optional<double> but) {
  const CourseOptions& options = finding.options();
  report::Table table;
  table.columns = {{"Visit", "", Align::left, {}}};
  add_columns(finding, table);
  for (std::size_t v = 0; v < visits.size(); ++v) {
    if (options.visits.days[v] == but) continue;
    report::Row row;
    row.cells = {visit_name(finding.analysis, options.visits.days[v])};
    add_cells(finding, visits[v].groups, visits[v].comparison, options.centre, row);
    table.rows.push_back(std::move(row));
  }
  if (finding.groups() > 1) table.footnotes.push_back(test_note(finding, "the visits"));
  return table;
}

/// "other 2, venetoclax 1"; "" where `of` is 0 in every group.
std::string groups_text(const CourseAnalysis& analysis, const std::vector<std::size_t>& of) {
  std::vector<std::string> parts;
  for (std::size_t g = 0; g < of.size(); ++g)
    if (of[g] > 0) parts.push_back(fmt::format("{} {}", analysis.group_name(g), of[g]));
  return fmt::format("{}", fmt::join(parts, ", "));
}

/// Why patients of a group have no area; "" where all have one.
std::string without_area_note(const CourseAnalysis& analysis, std::size_t g) {
  const course::MissingAreas& missing = analysis.missing_areas[g];
  std::vector<std::string> why;
  for (const auto& [n, words] : {std::pair{missing.no_value, "never measured"},
                                 {missing.too_few, "measured too rarely"},
                                 {missing.starts_late, "measured too late first"},
                                 {missing.ends_early, "measured too early last"}})
    if (n > 0) why.push_back(fmt::format("{} {}", n, words));
  if (why.empty()) return "";
  std::string note =
      fmt::format("{}, without an area: {}", analysis.group_name(g), fmt::join(why, ", "));
  if (missing.died_early > 0)
    note += fmt::format("; {} of them died before the end", missing.died_early);
  return note + ".";
}

std::string area_note(const CourseAnalysis& analysis) {
  const course::AreaOptions& area = analysis.options.area;
  const std::string range = area.from && area.to
                                ? fmt::format("from {} to {} {}", time_number(*area.from),
                                              time_number(*area.to), analysis.unit)
                                : std::string("from each patient's first to last measurement");
  const std::string in = analysis.value_unit.empty()
                             ? ""
                             : fmt::format(", in {} × {}", analysis.value_unit, analysis.unit);
  return fmt::format("Area by the {} {}{}.", rule_words(area.rule), range, in);
}

}  // namespace

report::Table visits_table(const CourseFinding& finding, const Step& step) {
  report::Table table = values_table(finding, finding.analysis.visits, {});
  table.id = step.id;
  table.title = step.title;
  add_count_notes(finding.analysis, table.footnotes);
  return table;
}

report::Table changes_table(const CourseFinding& finding, const Step& step) {
  const CourseAnalysis& analysis = finding.analysis;
  const bool ratios = finding.options().centre == Centre::geometric_mean;
  const double baseline = *finding.options().baseline;
  report::Table table = values_table(finding, analysis.changes, baseline);
  table.id = step.id + "-change";
  table.title = fmt::format("{}: {} {}", step.title, ratios ? "ratio to" : "change from",
                            within_sentence(visit_name(analysis, baseline)));
  table.footnotes.push_back(
      ratios ? "Of patients with both values: value divided by the baseline, geometric mean."
             : "Of patients with both values: value minus the baseline.");
  if (const std::string without = groups_text(analysis, analysis.without_baseline);
      !without.empty())
    table.footnotes.push_back(fmt::format("Patients without a baseline: {}.", without));
  return table;
}

report::Table measures_table(const CourseFinding& finding, const Step& step) {
  const CourseAnalysis& analysis = finding.analysis;
  report::Table table;
  table.id = step.id + "-measures";
  table.title = step.title + ": summary measures";
  table.columns = {{"Measure", "", Align::left, {}}};
  add_columns(finding, table);
  for (const course::MeasureSummary& summary : analysis.measured) {
    const Centre centre = finding.centre_of(summary.measure);
    std::string label(measure_words(summary.measure, analysis.options.area.lowest));
    if (summary.measure == course::Measure::to_peak)
      label += fmt::format(" ({}{})", analysis.unit,
                           centre != analysis.options.centre ? "; median, quartiles" : "");
    report::Row row;
    row.cells = {std::move(label)};
    add_cells(finding, summary.groups, summary.comparison, centre, row);
    table.rows.push_back(std::move(row));
  }
  if (finding.groups() > 1) table.footnotes.push_back(test_note(finding, "the three measures"));
  table.footnotes.push_back(area_note(analysis));
  for (std::size_t g = 0; g < finding.groups(); ++g)
    if (std::string note = without_area_note(analysis, g); !note.empty())
      table.footnotes.push_back(std::move(note));
  return table;
}

report::Table measured_table(const CourseFinding& finding, const Step& step) {
  const CourseAnalysis& analysis = finding.analysis;
  const bool followed = analysis.patients.followed(), limited = finding.options().limit.has_value();
  report::Table table;
  table.id = step.id + "-measured";
  table.title = step.title + ": who was measured";
  table.columns = {{"Visit", "", Align::left, {}}};
  for (std::size_t g = 0; g < finding.groups(); ++g) {
    std::vector<std::string> counted{"Measured", "Missed"};
    if (followed) counted.insert(counted.end(), {"Died", "Censored"});
    if (limited) counted.emplace_back("Below limit");
    for (const std::string& what : counted)
      table.columns.push_back({what, group_heading(analysis, g), Align::right, {what}});
  }
  for (std::size_t v = 0; v < analysis.visits.size(); ++v) {
    report::Row row;
    row.cells = {visit_name(analysis, finding.options().visits.days[v])};
    for (const course::VisitGroup& group : analysis.visits[v].groups) {
      std::vector<std::size_t> numbers{group.measured, group.missed};
      if (followed) numbers.insert(numbers.end(), {group.died, group.censored});
      if (limited) numbers.push_back(group.below_limit);
      for (const std::size_t n : numbers) row.cells.push_back(count_cell(n));
    }
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      followed ? "Died, censored: before the window of the visit opened. Missed: under "
                 "observation, not measured."
               : "Missed: not measured, whether alive or not: the analysis names no follow_up.");
  return table;
}

}  // namespace venscope::study
