// Kind validate: groups, case-mix and figures of the report.
#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/baseline_blocks.hpp"
#include "venscope/study/cells.hpp"
#include "venscope/study/kinds/calibration_parts.hpp"
#include "venscope/study/kinds/validate_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::no_value;

std::vector<report::Block> ValidateFinding::blocks(const Plan& plan, const Step& step) const {
  std::vector<report::Block> blocks;
  blocks.emplace_back(report::Paragraph{case_mix_note(found_, log_hazard()) + "."});
  blocks.emplace_back(performance_table(plan, step));
  blocks.emplace_back(case_mix_table(step));
  if (found_.other.calibration) blocks.emplace_back(calibration(plan, step));
  blocks.emplace_back(group_table(plan, step));
  blocks.emplace_back(curves(plan, step, found_.own));
  blocks.emplace_back(curves(plan, step, found_.other));
  return blocks;
}

report::Table ValidateFinding::case_mix_table(const Step& step) const {
  Step of_table = step;
  of_table.id += "-case-mix";
  of_table.title += ": case-mix";
  const std::vector<report::Block> made = baseline_blocks(of_table, case_mix_);
  report::Table table = std::get<report::Table>(made.front());
  // Two cohorts side by side: no column of both together, and no p, which would tell their sizes.
  const auto drop = [&](std::size_t column) {
    table.columns.erase(table.columns.begin() + static_cast<std::ptrdiff_t>(column));
    for (report::Row& row : table.rows)
      if (column < row.cells.size())
        row.cells.erase(row.cells.begin() + static_cast<std::ptrdiff_t>(column));
  };
  drop(table.columns.size() - 2);
  drop(1);
  table.footnotes = {
      "Patients with score and outcome. SMD: standardised difference without sign; above 0.1 is "
      "commonly called a difference. Without p values, which would tell the size of the cohorts."};
  return table;
}

namespace {

report::Row group_row(const CohortPerformance& cohort, const std::string& name, std::size_t g,
                      bool risks) {
  const GroupOutcome& group = cohort.groups[g];
  const auto n = static_cast<double>(group.n);
  report::Row row;
  row.indent = 1;
  row.cells = {name};
  row.cells.emplace_back(report::count_percent(n, double(cohort.patients.size())), n);
  row.cells.emplace_back(report::count(double(group.events)), double(group.events));
  row.cells.emplace_back(
      group.n > 0 ? report::median_interval(group.median) : std::string(report::undefined_number),
      std::vector{group.median.time.value_or(no_value), group.median.lower.value_or(no_value),
                  group.median.upper.value_or(no_value)});
  if (!risks) return row;
  const auto& calibration = cohort.calibration;
  const bool judged =
      group.n > 0 && calibration && g < calibration->groups.size() && calibration->groups[g].n > 0;
  const accuracy::ObservedRisk risk = judged ? calibration->groups[g] : accuracy::ObservedRisk{};
  row.cells.push_back(number_cell(judged ? std::optional(risk.predicted) : std::nullopt, 3));
  row.cells.push_back(interval_cell(risk.observed, risk.conf_low, risk.conf_high, 3));
  return row;
}

}  // namespace

report::Table ValidateFinding::group_table(const Plan& plan, const Step& step) const {
  const std::string unit = unit_of(plan, step);
  report::Table table;
  table.id = step.id + "-groups";
  table.title = step.title + ": groups in both cohorts";
  const bool risks = found_.other.calibration.has_value();
  table.columns = {
      {"Group", "", Align::left, {}},
      {"n (%)", "", Align::right, {"n"}},
      {"Events", "", Align::right, {"events"}},
      {fmt::format("Median, {}", unit), "", Align::right, {"median", "median_low", "median_high"}}};
  if (risks) {
    table.columns.push_back({"Risk predicted", "", Align::right, {"predicted"}});
    table.columns.push_back(
        {"Risk observed", "", Align::right, {"observed", "observed_low", "observed_high"}});
  }
  for (const CohortPerformance* cohort : {&found_.own, &found_.other}) {
    report::Row heading;
    heading.heading = true;
    heading.cells = {cohort->patients.label};
    table.rows.push_back(std::move(heading));
    for (std::size_t g = 0; g < cohort->groups.size(); ++g)
      table.rows.push_back(group_row(*cohort, group_names()[g], g, risks));
  }
  table.footnotes.push_back(fmt::format(
      "Medians by Kaplan–Meier with 95% CI.{}",
      risks ? fmt::format(" Risk: of the event within {}, observed by Kaplan–Meier with {}.",
                          time_text(options_.time, unit), interval_name(options_.level))
            : ""));
  return table;
}

report::Figure ValidateFinding::curves(const Plan& plan, const Step& step,
                                       const CohortPerformance& cohort) const {
  report::SurvivalFigure drawn;
  const std::vector<std::string> names = group_names();
  for (std::size_t g = 0; g < cohort.groups.size(); ++g)
    if (cohort.groups[g].curve) drawn.curves.push_back({names[g], &*cohort.groups[g].curve});
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.width = report::double_column * 0.66;
  // The same axis for both: they are to be compared.
  double last = 0;
  for (const CohortPerformance* one : {&found_.own, &found_.other})
    for (const double time : one->patients.outcomes.time) last = std::max(last, time);
  drawn.last_time = last;
  if (cohort.harrell) drawn.notes.push_back("C " + report::fixed(cohort.harrell->estimate, 2));
  report::Figure figure;
  figure.id = step.id + "-curves-" + (&cohort == &found_.own ? "own" : "validation");
  figure.caption = fmt::format(
      "{}: {} by group of {} in {}. Kaplan–Meier estimates with pointwise 95% CI; ticks mark "
      "censored patients, dotted lines the medians.",
      step.title, within_sentence(outcome_of(plan, step)), model_.label,
      within_sentence(cohort.patients.label));
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

report::Figure ValidateFinding::calibration(const Plan& plan, const Step& step) const {
  const CohortPerformance& other = found_.other;
  const report::CalibrationFigure drawn =
      drawn_calibration(*other.calibration, other.risk, group_names());
  report::Figure figure;
  figure.id = step.id + "-calibration";
  figure.caption = fmt::format(
      "{}: {} in {}. Risk within {}: predicted, from {}, against observed (Kaplan–Meier) in the "
      "groups of the score, with {}; line: smooth calibration curve.",
      step.title, model_.label, within_sentence(other.patients.label),
      time_text(options_.time, unit_of(plan, step)), found_.baseline->source,
      interval_name(options_.level));
  figure.scene = report::calibration_scene(drawn);
  figure.csv = report::calibration_csv(drawn);
  return figure;
}

}  // namespace venscope::study
