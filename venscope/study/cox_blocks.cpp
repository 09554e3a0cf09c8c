#include "venscope/study/cox_blocks.hpp"

#include "venscope/report/figure/forest_figure.hpp"
#include "venscope/report/figure/hazard_time_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::Row;

namespace {

std::string test_text(std::string_view name, const survival::ChiSquaredTest& test) {
  return fmt::format("{} test: chi-squared = {}, df = {}, {}", name,
                     report::fixed(test.statistic, 2), report::exact(test.df),
                     report::p_equation(test.p));
}

/// Of the adjusted model: what a table of hazard ratios leaves open.
report::FactList model_facts(const Plan& plan, const Step& step, const CoxAnalysis& cox) {
  report::FactList list;
  const auto n = static_cast<double>(cox.fit.n);
  const std::size_t missing = missing_values(plan, step, cox.frame);
  list.facts.push_back({"Patients in the multivariable model",
                        missing == 0
                            ? report::count(n)
                            : fmt::format("{} ({} left out, value missing)", report::count(n),
                                          report::count(double(missing)))});
  list.facts.push_back({"Events", report::count(cox.fit.events)});
  const survival::ChiSquaredTest& ratio = cox.fit.likelihood_ratio;
  list.facts.push_back({"Likelihood ratio test", test_text("Global", ratio)});
  if (cox.concordance)
    list.facts.push_back({"Harrell's C (standard error)",
                          fmt::format("{} ({})", report::fixed(cox.concordance->estimate, 3),
                                      report::fixed(cox.concordance->std_error, 3))});
  list.facts.push_back(
      {"AIC, BIC", report::fixed(cox.fit.aic, 1) + ", " + report::fixed(cox.fit.bic, 1)});
  return list;
}

/// A term of the test in words; R's name where the model has no such term.
std::string label_of_term(const Plan& plan, const CoxAnalysis& cox, const std::string& name) {
  for (const formula::Term& term : cox.frame.terms)
    if (term.name == name) return report::term_label(term, plan.table);
  return name;
}

report::Table zph_table(const Plan& plan, const Step& step, const CoxAnalysis& cox) {
  const survival::ProportionalHazardsTest& zph = *cox.zph;
  report::Table table;
  table.id = step.id + "-zph";
  table.title = step.title + ": test of proportional hazards";
  table.columns = {{"Term", "", Align::left, {}},
                   {"Chi-squared", "", Align::right, {"chisq"}},
                   {"df", "", Align::right, {"df"}},
                   {"p", "", Align::right, {"p"}}};
  const auto add = [&](const std::string& name, const survival::ChiSquaredTest& test) {
    Row row;
    row.cells = {name, Cell(report::fixed(test.statistic, 2), test.statistic),
                 Cell(report::exact(test.df), test.df), Cell(report::p_value(test.p), test.p)};
    table.rows.push_back(std::move(row));
  };
  for (const survival::ProportionalHazardsRow& row : zph.terms)
    add(label_of_term(plan, cox, row.term), row.test);
  add("GLOBAL (all terms)", zph.global);
  table.footnotes = {
      "Score test of an interaction with time (Kaplan–Meier scale); a small p speaks against a "
      "hazard ratio that holds over the whole follow-up."};
  return table;
}

/// Above so many columns only those are drawn whose test gives cause.
constexpr std::size_t columns_all_drawn = 10;
constexpr double cause_for_doubt = 0.05;
constexpr std::size_t panels_of_a_figure = 12;  // what a page of paper holds

report::HazardTimeFigure hazard_time_panel(const Plan& plan, const Step& step,
                                           const CoxAnalysis& cox, const formula::Term& term,
                                           std::size_t column, double p) {
  const survival::ProportionalHazardsTest& zph = *cox.zph;
  report::HazardTimeFigure panel;
  panel.term = report::term_label(term, plan.table);
  const std::string contrast = report::contrast_label(term, cox.frame.column_names[column]);
  if (!contrast.empty()) panel.term += ": " + contrast;
  panel.time_label = time_since(plan, step);
  panel.unit = unit_of(plan, step);
  panel.time = zph.residuals.time;
  panel.transformed = zph.transformed;
  const auto residuals = zph.residuals.values.column(column);
  panel.residual.assign(residuals.begin(), residuals.end());
  panel.coef = cox.fit.terms[column].coef;
  const Matrix& variance =
      cox.fit.naive_covariance ? *cox.fit.naive_covariance : cox.fit.covariance;
  panel.residual_variance = variance(column, column) * static_cast<double>(panel.residual.size());
  panel.p = p;
  return panel;
}

/// The smoothed scaled Schoenfeld residuals of each column: does its hazard ratio change with time?
std::vector<report::Figure> hazard_time_figures(const Plan& plan, const Step& step,
                                                const CoxAnalysis& cox) {
  const survival::ProportionalHazardsTest& zph = *cox.zph;
  const bool doubtful_only = cox.frame.design.columns > columns_all_drawn;
  std::vector<report::HazardTimeFigure> panels;
  for (const formula::Term& term : cox.frame.terms) {
    const auto row = std::find_if(zph.terms.begin(), zph.terms.end(), [&](const auto& candidate) {
      return candidate.term == term.name;
    });
    if (row == zph.terms.end()) continue;
    if (doubtful_only && !(row->test.p < cause_for_doubt)) continue;
    for (std::size_t j = term.first_column; j < term.first_column + term.column_count; ++j)
      if (j < zph.residuals.values.columns && std::isfinite(cox.fit.terms[j].coef))
        panels.push_back(hazard_time_panel(plan, step, cox, term, j, row->test.p));
  }
  std::vector<report::Figure> figures;
  for (std::size_t from = 0; from < panels.size(); from += panels_of_a_figure) {
    const auto some =
        std::span(panels).subspan(from, std::min(panels_of_a_figure, panels.size() - from));
    report::Figure& figure = figures.emplace_back();
    figure.id = step.id + "-zph" + (from == 0 ? "" : fmt::format("-{}", figures.size()));
    figure.caption = fmt::format(
        "{}. Scaled Schoenfeld residuals at the events (points) with a natural spline and its band "
        "of two standard errors; dashed, the log hazard ratio of the model, which the smooth "
        "should "
        "follow if hazards are proportional{}.",
        outcome_of(plan, step), doubtful_only ? "; only terms with p < 0.05 are shown" : "");
    figure.scene = report::hazard_time_scene(some);
    figure.csv = report::hazard_time_csv(some);
  }
  return figures;
}

report::Figure forest(const Plan& plan, const Step& step, std::vector<report::HazardRow> rows) {
  report::Figure figure;
  figure.id = step.group + "-forest";
  figure.csv = report::csv(report::hazard_table(rows, figure.id, "", step.request->level));
  report::ForestFigure drawn;
  drawn.rows = std::move(rows);
  drawn.outcome = "hazard";
  drawn.level = step.request->level;
  const std::string outcome = outcome_of(plan, step);
  const bool said = step.group_title.find(outcome) != std::string::npos;
  figure.caption = fmt::format("{}{}. Hazard ratios with {}.", said ? "" : outcome + ": ",
                               step.group_title, interval_name(step.request->level));
  figure.scene = report::forest_scene(drawn);
  return figure;
}

/// n and events of the rows are the crude models': said where the adjusted one has fewer patients.
std::string lost_note(const Plan& plan, const Step& step,
                      const std::vector<std::vector<report::HazardRow>>& models,
                      const CoxAnalysis* adjusted, std::size_t crude_count) {
  if (!adjusted || adjusted->frame.n_missing == 0) return {};
  const auto n = static_cast<double>(adjusted->fit.n);
  if (crude_count == 0 || models.empty()) return left_out_text(plan, step, adjusted->frame) + ".";
  if (missing_values(plan, step, adjusted->frame) == 0) return {};
  return fmt::format(
      "n and events are those of the univariable models; the multivariable model was fitted to the "
      "{} patients ({} events) without a missing value in any variable.",
      report::count(n), report::count(adjusted->fit.events));
}

}  // namespace

std::vector<report::Block> cox_blocks(const Plan& plan, const StudyResult& result,
                                      std::size_t index) {
  const Step& first = plan.steps[index];
  std::vector<std::vector<report::HazardRow>> crude, models;
  const CoxAnalysis* adjusted = nullptr;
  for (std::size_t i = 0; i < plan.steps.size(); ++i) {
    const Step& step = plan.steps[i];
    const CoxAnalysis* cox = result.steps[i].as<CoxAnalysis>();
    if (step.kind != AnalysisKind::cox || step.group != first.group || !cox) continue;
    if (!step.univariable) adjusted = cox;
    (step.univariable ? crude : models)
        .push_back(
            report::hazard_rows(cox->frame, cox->fit, plan.table,
                                step.univariable ? report::Model::crude : report::Model::adjusted));
  }
  // The crude models first: they count a variable's patients before others cost it some.
  const std::size_t crude_count = crude.size();
  crude.insert(crude.end(), models.begin(), models.end());
  const std::vector<report::HazardRow> rows = report::merge_rows(crude);
  if (rows.empty()) return {};
  report::Table table =
      report::hazard_table(rows, first.group, first.group_title, first.request->level);
  if (std::string note = lost_note(plan, first, crude, adjusted, crude_count); !note.empty())
    table.footnotes.push_back(std::move(note));
  std::vector<report::Block> blocks{std::move(table), forest(plan, first, rows)};
  if (!adjusted) return blocks;
  blocks.emplace_back(model_facts(plan, first, *adjusted));
  if (!first.request->zph || !adjusted->zph) return blocks;
  blocks.emplace_back(zph_table(plan, first, *adjusted));
  for (report::Figure& figure : hazard_time_figures(plan, first, *adjusted))
    blocks.emplace_back(std::move(figure));
  return blocks;
}

}  // namespace venscope::study
