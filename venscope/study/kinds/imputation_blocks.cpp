#include "venscope/study/kinds/imputation_blocks.hpp"

#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/figure/trace_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/wording.hpp"

#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;

report::Figure trace_figure(const Plan& plan, const Step& step, const ImputedCox& analysis) {
  std::vector<report::TracePanel> panels;
  for (std::size_t v = 0; v < analysis.imputation.variables.size(); ++v) {
    const std::string& name = analysis.imputation.variables[v].name;
    const cohort::Column* column = plan.table.find(name);
    report::TracePanel panel;
    panel.label = label_of(plan.table, name);
    panel.value_label = column && !column->numeric() && !column->levels.empty()
                            ? "share of " + report::level_words(column->levels.back())
                            : "mean";
    for (const auto& rounds : analysis.imputation.trace) {
      std::vector<double>& chain = panel.chains.emplace_back();
      for (const std::vector<double>& round : rounds) chain.push_back(round[v]);
    }
    panels.push_back(std::move(panel));
  }
  report::Figure figure;
  figure.id = step.id + "-traces";
  figure.caption = fmt::format(
      "{}: what was drawn in each round, one line per imputation. The lines should cross and not "
      "drift; where they do, more rounds would change nothing.",
      step.title);
  figure.scene = report::trace_scene(panels);
  figure.csv = report::trace_csv(panels);
  return figure;
}

report::Figure imputed_curve_figure(const Plan& plan, const Step& step, const ImputedCox& analysis,
                                    const ImputedCurves& curves) {
  // Whole patients below the curves; the data keep the means.
  std::vector<survival::KaplanMeier> whole = curves.curves;
  for (survival::KaplanMeier& fit : whole) {
    fit.n_weighted = std::round(fit.n_weighted);
    survival::KaplanMeierCurve rounded;
    for (survival::KaplanMeierPoint point : fit.curve) {
      point.n_risk = std::round(point.n_risk);
      rounded.push_back(point);
    }
    fit.curve = std::move(rounded);
  }
  report::SurvivalFigure drawn, exact;
  for (std::size_t g = 0; g < curves.groups.size(); ++g) {
    if (curves.curves[g].curve.empty()) continue;
    drawn.curves.push_back({curves.groups[g], &whole[g]});
    exact.curves.push_back({curves.groups[g], &curves.curves[g]});
  }
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.width = report::double_column * 0.66;
  drawn.censoring = false;
  report::Figure figure;
  figure.id = step.id + "-curves";
  figure.caption = fmt::format(
      "{}: {} of {} patients by {}; groups and curves of each of {} imputations, pooled by Rubin's "
      "rules, with pointwise {}. Numbers at risk are means.",
      step.title, within_sentence(outcome_of(plan, step)), curves.n, curves.label,
      analysis.pooled.imputations, interval_name(analysis.pooled.level));
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(exact);
  return figure;
}

report::Table imputed_curve_table(const Plan& plan, const Step& step, const ImputedCurves& curves) {
  report::Table table;
  table.id = step.id + "-groups";
  table.title = fmt::format("{}: by {}", step.title, curves.label);
  const std::string complete = fmt::format("Group known (n = {})", curves.known);
  const std::string imputed = fmt::format("Imputed (n = {})", curves.n);
  const std::string median = fmt::format("Median, {}", unit_of(plan, step));
  table.columns = {{"Group", "", Align::left, {}}};
  for (const auto& [heading, prefix] :
       {std::pair(complete, std::string("known")), std::pair(imputed, std::string("imputed"))}) {
    table.columns.push_back({"n", heading, Align::right, {prefix + "_n"}});
    table.columns.push_back({"Events", heading, Align::right, {prefix + "_events"}});
    table.columns.push_back(
        {median,
         heading,
         Align::right,
         {prefix + "_median", prefix + "_median_low", prefix + "_median_high"}});
  }
  for (std::size_t g = 0; g < curves.groups.size(); ++g) {
    report::Row row;
    row.cells = {curves.groups[g]};
    for (const survival::KaplanMeier* fit : {&curves.complete[g], &curves.curves[g]}) {
      const survival::SurvivalQuantile middle =
          fit->curve.empty() ? survival::SurvivalQuantile{} : survival::median(*fit);
      row.cells.emplace_back(report::count(fit->n_weighted), fit->n_weighted);
      row.cells.emplace_back(report::count(fit->events), fit->events);
      row.cells.emplace_back(fit->curve.empty() ? std::string(report::undefined_number)
                                                : report::median_interval(middle),
                             std::vector{middle.time.value_or(report::no_value),
                                         middle.lower.value_or(report::no_value),
                                         middle.upper.value_or(report::no_value)});
    }
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      "n and events of the imputed: means over the imputations, in which a patient may be in "
      "different groups. Medians by Kaplan–Meier, log-log limits.");
  return table;
}

}  // namespace venscope::study
