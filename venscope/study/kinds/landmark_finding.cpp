#include "venscope/study/kinds/landmark_finding.hpp"

#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/identifier.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;

namespace {

Cell median_of(const Stratum* stratum) {
  const survival::SurvivalQuantile median =
      stratum ? stratum->median : survival::SurvivalQuantile{};
  if (!stratum)
    return {report::undefined_number, {report::no_value, report::no_value, report::no_value}};
  return {report::median_interval(median),
          {median.time.value_or(report::no_value), median.lower.value_or(report::no_value),
           median.upper.value_or(report::no_value)}};
}

}  // namespace

report::Json LandmarkFinding::json() const {
  report::Json json = {{"state", state_.name},   {"label", state_.happening.label},
                       {"patients", patients_},  {"conf_level", options_.curve.level},
                       {"warnings", warnings()}, {"landmarks", report::Json::array()}};
  for (const AtLandmark& at : found_) {
    report::Json one = {{"landmark", at.landmark.time},
                        {"n_no", at.in(0)},
                        {"n_yes", at.in(1)},
                        {"events_before", at.landmark.events_before},
                        {"censored_before", at.landmark.censored_before},
                        {"entered_late", at.landmark.entered_late},
                        {"unknown", at.unknown},
                        {"happened_later", at.landmark.happened_later}};
    one.update(to_json(at.comparison));
    json["landmarks"].push_back(std::move(one));
  }
  return json;
}

std::vector<std::string> LandmarkFinding::warnings() const {
  std::vector<std::string> warnings;
  for (const AtLandmark& at : found_) {
    const std::string when = report::exact(at.landmark.time);
    if (at.landmark.row.empty())
      warnings.push_back(
          fmt::format("nobody was under observation after the landmark of {}", when));
    else if (at.in(0) == 0 || at.in(1) == 0)
      warnings.push_back(
          fmt::format("at the landmark of {}, {} {}: there is nothing to compare", when, label(),
                      at.in(1) == 0 ? "had happened to nobody" : "had happened to everybody"));
  }
  return warnings;
}

std::vector<report::Block> LandmarkFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks{table(plan, step), medians(plan, step)};
  for (const AtLandmark& at : found_)
    if (at.in(0) > 0 && at.in(1) > 0 && at.comparison.curves)
      blocks.emplace_back(figure(plan, step, at));
  return blocks;
}

report::Table LandmarkFinding::table(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step), interval = interval_name(options_.curve.level);
  const bool adjusted = !options_.variables.empty() || !options_.strata.empty();
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {
      {"Landmark", "", Align::left, {}},
      {"event", "Left out: before it", Align::right, {"events_before"}},
      {"censored", "Left out: before it", Align::right, {"censored_before"}},
      {"not by then", "Patients", Align::right, {"n_no"}},
      {"by then", "Patients", Align::right, {"n_yes"}},
      {"p, log-rank", "", Align::right, {"p_logrank"}},
      {fmt::format("HR ({})", interval), "", Align::right, {"hr", "hr_low", "hr_high"}}};
  if (adjusted)
    table.columns.push_back({fmt::format("Adjusted HR ({})", interval),
                             "",
                             Align::right,
                             {"adjusted_hr", "adjusted_low", "adjusted_high"}});
  for (const AtLandmark& at : found_) {
    const auto count = [](std::size_t n) {
      return Cell(report::count(static_cast<double>(n)), static_cast<double>(n));
    };
    Row row;
    row.cells = {time_text(at.landmark.time, unit),
                 count(at.landmark.events_before),
                 count(at.landmark.censored_before),
                 count(at.in(0)),
                 count(at.in(1)),
                 test_p(at.comparison.test),
                 state_ratio(at.comparison.crude)};
    if (adjusted) row.cells.push_back(state_ratio(at.comparison.adjusted));
    table.rows.push_back(std::move(row));
    std::vector<std::string> notes;
    if (at.landmark.happened_later > 0)
      notes.push_back(fmt::format("of those not by then, {} had it later and stay among them",
                                  report::count(static_cast<double>(at.landmark.happened_later))));
    if (at.unknown > 0)
      notes.push_back(fmt::format("{} left out in whom it is not known",
                                  report::count(static_cast<double>(at.unknown))));
    if (at.landmark.entered_late > 0)
      notes.push_back(fmt::format("{} left out who came under observation after it",
                                  report::count(static_cast<double>(at.landmark.entered_late))));
    if (!notes.empty())
      table.footnotes.push_back(fmt::format("Landmark {}: {}.", time_text(at.landmark.time, unit),
                                            fmt::join(notes, "; ")));
  }
  table.footnotes.push_back(
      fmt::format("Of {} patients. Whoever had the event or was censored at the landmark or before "
                  "is left out; the others are sorted by what had happened until then, and time "
                  "begins there. HR: by then against not by then.",
                  report::count(static_cast<double>(patients_))));
  return table;
}

report::Table LandmarkFinding::medians(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step), interval = interval_name(options_.curve.level);
  report::Table table;
  table.id = step.id + "-medians";
  table.title = step.title + ": median time from the landmark";
  table.columns = {{"Landmark", "", Align::left, {}},
                   {fmt::format("not by then, {} ({})", unit, interval),
                    "",
                    Align::right,
                    {"median_no", "median_no_low", "median_no_high"}},
                   {fmt::format("by then, {} ({})", unit, interval),
                    "",
                    Align::right,
                    {"median_yes", "median_yes_low", "median_yes_high"}}};
  for (const AtLandmark& at : found_) {
    Row row;
    row.cells = {time_text(at.landmark.time, unit), median_of(stratum_of(at.comparison, 0)),
                 median_of(stratum_of(at.comparison, 1))};
    table.rows.push_back(std::move(row));
  }
  table.footnotes = {
      "By R's rule. NR: not reached. A dash: nobody in the group, or limits that "
      "cannot be computed."};
  return table;
}

report::Figure LandmarkFinding::figure(const Plan& plan, const Step& step,
                                       const AtLandmark& at) const {
  const std::string time = time_text(at.landmark.time, unit_of(plan, step));
  report::SurvivalFigure drawn;
  for (std::size_t state = 0; state < 2; ++state)
    if (const Stratum* stratum = stratum_of(at.comparison, state))
      drawn.curves.push_back(
          {fmt::format("{} by {}", state == 1 ? state_.happening.label : "No " + label(), time),
           &stratum->fit});
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = "Time since the landmark";
  drawn.unit = unit_of(plan, step);
  if (at.comparison.test && at.comparison.test->test.df > 0)
    drawn.notes.push_back("Log-rank test: " + report::p_equation(at.comparison.test->test.p));
  drawn.width = report::double_column * 0.66;
  report::Figure figure;
  figure.id = step.id + "-" + slug(report::exact(at.landmark.time));
  figure.caption =
      fmt::format("{} from {} on, by {} until then: {} patients still under observation after it.",
                  outcome_of(plan, step), time, label(), at.landmark.row.size());
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

std::vector<std::string> LandmarkFinding::methods(const Plan& plan, const Step& step) const {
  std::vector<std::string> times;
  for (const AtLandmark& at : found_)
    times.push_back(time_text(at.landmark.time, unit_of(plan, step)));
  return {fmt::format(
      "patients were compared by {} in landmark analyses at {}: those without the event and under "
      "observation then, by what had happened until then, with time beginning there",
      label(), fmt::join(times, ", "))};
}

std::vector<std::string> LandmarkFinding::summary(const Plan& plan, const Step& step) const {
  std::vector<std::string> lines;
  for (const AtLandmark& at : found_)
    lines.push_back(
        fmt::format("landmark {}: {} patients with {} by then against {} without, HR {}",
                    time_text(at.landmark.time, unit_of(plan, step)), at.in(1), label(), at.in(0),
                    state_ratio(at.comparison.crude).text));
  return lines;
}

}  // namespace venscope::study
