#include "venscope/study/kinds/simon_makuch_finding.hpp"

#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/number.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;

namespace {

report::Json state_json(const InState& state) {
  return {{"patients", state.patients}, {"time", state.time}, {"events", state.events}};
}

}  // namespace

report::Json SimonMakuchFinding::json() const {
  report::Json json = {{"state", course_.state.name},
                       {"label", course_.state.happening.label},
                       {"patients", course_.patients},
                       {"unknown", course_.unknown},
                       {"conf_level", course_.options.curve.level},
                       {"from", course_.from},
                       {"warnings", warnings()},
                       {"before", state_json(course_.before)},
                       {"after", state_json(course_.after)}};
  json["time_dependent"] = to_json(course_.changing);
  report::Json curves = to_json(course_.curves);
  json["curves"] = std::move(curves["curves"]);
  json["mantel_byar"] = std::move(curves["test"]);
  json["naive"] = to_json(course_.ever);
  json["naive"]["wrong"] = "groups formed by the future: immortal time";
  json["immortal_time"] = to_json(course_.immortal);
  return json;
}

std::vector<std::string> SimonMakuchFinding::warnings() const {
  std::vector<std::string> warnings;
  if (!course_.changing.why_not.empty()) warnings.push_back(course_.changing.why_not);
  if (course_.emptied)
    warnings.push_back(
        fmt::format("a Simon–Makuch curve of {} fell to 0 while patients were still to join it, "
                    "and stays there: let the curves begin later (`from`)",
                    label()));
  return warnings;
}

/// What makes the ever/never comparison wrong, in this cohort.
std::string SimonMakuchFinding::wrong(const Plan& plan, const Step& step) const {
  const survival::ImmortalTime& immortal = course_.immortal;
  const std::string unit = unit_of(plan, step);
  if (immortal.delayed == 0)
    return fmt::format(
        "{}: under observation in {} of {} patients, in none of them after time zero. There is no "
        "immortal time.",
        course_.state.happening.label, immortal.n, course_.patients);
  return fmt::format(
      "{}: under observation in {} of {} patients, in {} of them after time zero, at the median "
      "after {}. To compare ever with never is wrong: together these patients lived {} ({} of "
      "their whole follow-up) in which it had not happened yet. That time would be counted for it, "
      "although nobody could have the event in it and still belong to the group; and {} of the "
      "others had ended their follow-up within the median wait and had hardly the chance. Below, "
      "every patient counts as not yet until it happens.",
      course_.state.happening.label, immortal.n, course_.patients, immortal.delayed,
      time_text(std::round(10 * immortal.median_wait) / 10, unit),
      time_text(std::round(10 * immortal.waiting) / 10, unit),
      report::percent(immortal.waiting / immortal.follow_up), immortal.ended_before);
}

report::Table SimonMakuchFinding::table(const Plan& plan, const Step& step) const {
  const std::string interval = interval_name(course_.options.curve.level);
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  table.columns = {{"", "", Align::left, {}},
                   {fmt::format("HR ({})", interval), "", Align::right, {"hr", "low", "high"}},
                   {"p", "", Align::right, {"p"}},
                   {fmt::format("Adjusted HR ({})", interval),
                    "",
                    Align::right,
                    {"adjusted_hr", "adjusted_low", "adjusted_high"}},
                   {"p of the curves", "", Align::right, {"p_curves"}}};
  const auto add = [&](std::string name, const StateComparison& ratios,
                       const StateComparison& curves) {
    Row row;
    row.cells = {std::move(name), state_ratio(ratios.crude), state_p(ratios.crude),
                 state_ratio(ratios.adjusted), test_p(curves.test)};
    table.rows.push_back(std::move(row));
  };
  add("As it happens", course_.changing, course_.curves);
  add("Ever against never: wrong", course_.ever, course_.ever);
  table.footnotes = {
      "As it happens: Cox model with a covariate that changes, and the test of Mantel and Byar. "
      "Ever against never: Cox model and log-rank test of groups formed by the future, shown only "
      "so that the size of the error can be seen."};
  if (course_.from > 0)
    table.footnotes.push_back(
        fmt::format("The curves and their test begin at {}, with those under observation then.",
                    time_text(course_.from, unit_of(plan, step))));
  if (!course_.options.variables.empty()) {
    std::vector<std::string> labels;
    for (const std::string& variable : course_.options.variables)
      labels.push_back(within_sentence(label_of(plan.table, variable)));
    table.footnotes.push_back(fmt::format("Adjusted for {}{}.", fmt::join(labels, ", "),
                                          course_.options.strata.empty() ? "" : ", stratified"));
  }
  if (course_.unknown > 0)
    table.footnotes.push_back(fmt::format("{} left out in whom it is not known.",
                                          report::count(static_cast<double>(course_.unknown))));
  return table;
}

report::Table SimonMakuchFinding::time_table(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step);
  report::Table table;
  table.id = step.id + "-time";
  table.title = step.title + ": time at risk and events";
  table.columns = {{"", "", Align::left, {}},
                   {"Patients", "", Align::right, {"patients"}},
                   {fmt::format("Time at risk, {}", unit), "", Align::right, {"time"}},
                   {"Events", "", Align::right, {"events"}},
                   {fmt::format("Events per 100 {}", unit), "", Align::right, {"rate"}}};
  const auto add = [&](std::string name, double patients, double time, double events) {
    Row row;
    const double rate = time > 0 ? 100 * events / time : report::no_value;
    row.cells = {std::move(name), Cell(report::count(patients), patients),
                 Cell(report::fixed(time, 1), time), Cell(report::count(events), events),
                 Cell(time > 0 ? report::fixed(rate, 2) : report::undefined_number, rate)};
    table.rows.push_back(std::move(row));
  };
  const survival::ImmortalTime& immortal = course_.immortal;
  add("Before or without " + label(), static_cast<double>(course_.before.patients),
      course_.before.time, course_.before.events);
  add("After " + label(), static_cast<double>(course_.after.patients), course_.after.time,
      course_.after.events);
  add("Immortal: before it, of those to whom it happened", static_cast<double>(immortal.delayed),
      immortal.waiting, 0);
  table.footnotes = {
      "A patient may be in the first two rows. The third is part of the first; ever against never "
      "would move it to the second."};
  return table;
}

report::Figure SimonMakuchFinding::figure(const Plan& plan, const Step& step) const {
  report::SurvivalFigure drawn;
  std::vector<survival::KaplanMeier> fits;
  std::vector<std::string> labels;
  const std::optional<CurvesAnalysis>& curves = course_.curves.curves;
  for (std::size_t g = 0; curves && g < curves->strata.size(); ++g) {
    fits.push_back(survival::with_entries(curves->strata[g].fit, curves->frame.outcomes,
                                          curves->frame.groups.group,
                                          static_cast<std::int32_t>(g)));
    labels.push_back((curves->strata[g].name.ends_with("=yes") ? "After " : "Before or without ") +
                     label());
  }
  for (std::size_t g = 0; g < fits.size(); ++g) drawn.curves.push_back({labels[g], &fits[g]});
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.medians = false;
  const Cell p = test_p(course_.curves.test);
  if (p.text != report::undefined_number)
    drawn.notes.push_back("Mantel–Byar test: " + report::p_equation(p.values[0]));
  if (course_.changing.crude)
    drawn.notes.push_back("Time-dependent HR " + state_ratio(course_.changing.crude).text);
  drawn.width = report::double_column * 0.66;
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{} by {}, Simon–Makuch curves with pointwise {}{}: patients leave the first curve and join "
      "the second when it happens, so that the numbers at risk of the second go up before they go "
      "down. While few are at risk, a curve says little.",
      outcome_of(plan, step), label(), interval_name(course_.options.curve.level),
      course_.from > 0 ? ", from " + time_text(course_.from, unit_of(plan, step)) + " on" : "");
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

report::Figure SimonMakuchFinding::naive_figure(const Plan& plan, const Step& step) const {
  report::SurvivalFigure drawn;
  for (std::size_t state = 0; state < 2; ++state)
    if (const Stratum* stratum = stratum_of(course_.ever, state))
      drawn.curves.push_back(
          {fmt::format("{} {}", state == 1 ? "Ever" : "Never", label()), &stratum->fit});
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.medians = false;
  drawn.title = "Wrong: groups formed by the future";
  drawn.notes.emplace_back("Not a comparison: immortal time");
  drawn.width = report::double_column * 0.66;
  report::Figure figure;
  figure.id = step.id + "-naive";
  figure.caption = fmt::format(
      "Wrong, to be compared with the figure before: {} by whether {} ever happened. The curve of "
      "“ever” begins with time in which its patients could not have the event.",
      within_sentence(outcome_of(plan, step)), label());
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

std::vector<std::string> SimonMakuchFinding::methods(const Plan&, const Step&) const {
  return {
      fmt::format("{} was analysed as it happened: follow-up was cut there, in Simon–Makuch curves "
                  "with the test of Mantel and Byar and in Cox models with a covariate that "
                  "changes; the comparison of ever with never is shown as wrong",
                  label())};
}

std::vector<std::string> SimonMakuchFinding::summary(const Plan&, const Step&) const {
  return {fmt::format("{} as it happens: HR {}; ever against never (wrong): {}", label(),
                      state_ratio(course_.changing.crude).text,
                      state_ratio(course_.ever.crude).text)};
}

}  // namespace venscope::study
