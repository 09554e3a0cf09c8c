#include "venscope/report/figure/subgroup_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/subgroups_finding.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace venscope::study {

namespace {

using report::Align;
using report::Cell;
using report::Row;

/// Over the counts: "Events / n", "CR or CRi / n".
std::string counts_heading(const Plan& plan, const SubgroupAnalysis& analysis) {
  if (analysis.options.measure == SubgroupMeasure::hazard_ratio) return "Events / n";
  return label_of(plan.table, analysis.options.outcome) + " / n";
}

}  // namespace

report::Figure SubgroupFinding::figure(const Plan& plan, const Step& step) const {
  const MeasureWords measure = words(plan);
  report::SubgroupFigure drawn;
  drawn.reference = report::level_words(analysis_.reference);
  drawn.compared = report::level_words(analysis_.compared);
  drawn.counts = counts_heading(plan, analysis_);
  drawn.measure = measure.short_name;
  drawn.axis_title = measure.name;
  drawn.lower = "lower with " + drawn.compared;
  drawn.higher = "higher";
  drawn.ratio = ratio();
  drawn.level = analysis_.options.level;
  const auto row = [](const Subgroup& group, report::SubgroupRow::Kind kind, std::string label) {
    const auto counts = [](const ArmCount& arm) {
      return fmt::format("{} / {}", arm.events, arm.n);
    };
    report::SubgroupRow made{
        kind, std::move(label), counts(group.reference), counts(group.compared), {}, group.why_not,
        {}};
    if (group.effect)
      made.estimate = {group.effect->estimate, group.effect->low, group.effect->high};
    return made;
  };
  drawn.rows.push_back(row(analysis_.overall, report::SubgroupRow::Kind::overall, "All patients"));
  for (const FactorEffects& factor : analysis_.factors) {
    report::SubgroupRow head;
    head.kind = report::SubgroupRow::Kind::factor;
    head.label = heading(plan, factor);
    head.interaction = test_text(factor);
    drawn.rows.push_back(std::move(head));
    for (const Subgroup& level : factor.levels)
      drawn.rows.push_back(
          row(level, report::SubgroupRow::Kind::level, report::level_words(level.level)));
  }
  report::Figure figure;
  figure.id = step.id;
  figure.caption = fmt::format(
      "{}: {}, {} against {}, with {}. The p of interaction is of whether the effect "
      "differs between subgroups; a subgroup has no p of its own. {}",
      step.title, within_sentence(measure.name), drawn.compared, drawn.reference,
      interval_name(analysis_.options.level), multiplicity());
  figure.scene = report::subgroup_scene(drawn);
  return figure;
}

report::Table SubgroupFinding::table(const Plan& plan, const Step& step) const {
  const MeasureWords measure = words(plan);
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  const std::string arms = label_of(plan.table, analysis_.options.by);
  const std::string counts = counts_heading(plan, analysis_);
  table.columns = {
      {"Subgroup", "", Align::left, {}},
      {report::level_words(analysis_.reference),
       counts,
       Align::right,
       {"reference_events", "reference_n"}},
      {report::level_words(analysis_.compared),
       counts,
       Align::right,
       {"compared_events", "compared_n"}},
      {fmt::format("{} ({})", measure.short_name, interval_name(analysis_.options.level)),
       "",
       Align::right,
       {"estimate", "low", "high"}},
      {"p", "Interaction", Align::right, {"interaction_p"}},
      {"p (Holm)", "Interaction", Align::right, {"interaction_p_holm"}},
      {"Gail–Simon p", "", Align::right, {"gail_simon_p"}}};
  const bool reasons = any_reason();
  if (reasons) table.columns.push_back({"Why no estimate", "", Align::left, {}});
  const auto add = [&](const Subgroup& group, std::string label, int indent, bool heading) {
    const auto cell = [](const ArmCount& arm) {
      return Cell(fmt::format("{} / {}", arm.events, arm.n),
                  std::vector{static_cast<double>(arm.events), static_cast<double>(arm.n)});
    };
    Row row;
    row.indent = indent;
    row.heading = heading;
    row.cells = {std::move(label),
                 cell(group.reference),
                 cell(group.compared),
                 estimate_text(group),
                 "",
                 "",
                 ""};
    if (reasons) row.cells.emplace_back(group.why_not);
    if (group.effect)
      row.cells[3].values = {group.effect->estimate, group.effect->low, group.effect->high};
    table.rows.push_back(std::move(row));
  };
  add(analysis_.overall, "All patients", 0, true);
  for (const FactorEffects& factor : analysis_.factors) {
    Row row;
    row.heading = true;
    row.cells = {heading(plan, factor), "", "", "", test_text(factor), "", ""};
    if (reasons) row.cells.emplace_back(factor.why_not);
    if (factor.interaction) {
      row.cells[4].values = {factor.interaction->p};
      row.cells[5] = {report::p_value(factor.interaction->p_holm), factor.interaction->p_holm};
    }
    if (factor.qualitative)
      row.cells[6] = {report::p_value(factor.qualitative->p), factor.qualitative->p};
    table.rows.push_back(std::move(row));
    for (const Subgroup& level : factor.levels)
      add(level, report::level_words(level.level), 1, false);
  }
  table.footnotes.push_back(fmt::format("{}: {} against {}. {}", arms,
                                        report::level_words(analysis_.compared),
                                        report::level_words(analysis_.reference), multiplicity()));
  table.footnotes.emplace_back(
      "Gail–Simon: do some effects point the other way than the rest? 1 where all estimates point "
      "the same way.");
  if (small_differences())
    table.footnotes.emplace_back(
        "The test of differences finds too much where subgroups are small: in four subgroups with "
        "7 to 10 patients in each arm, 10 to 12% of simulated cohorts without an interaction are "
        "below 0.05.");
  if (analysis_.n_missing > 0)
    table.footnotes.push_back(fmt::format(
        "{} of {} patients were left out for a missing value.", analysis_.n_missing,
        analysis_.n_missing + analysis_.overall.reference.n + analysis_.overall.compared.n));
  for (const FactorEffects& factor : analysis_.factors)
    if (factor.n_missing > 0)
      table.footnotes.push_back(
          fmt::format("{} is not known in {}.", heading(plan, factor), factor.n_missing));
  return table;
}

}  // namespace venscope::study
