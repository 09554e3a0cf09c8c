#include "venscope/study/kinds/penalised_cox_finding.hpp"

#include "venscope/report/figure/path_figure.hpp"
#include "venscope/report/figure/validation_path_figure.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/limitations.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using report::Align;
using report::Cell;

constexpr std::size_t most_named_curves = 12, most_curves = 300;

std::string penalty_words(const CoxnetAnalysisOptions& options) {
  const double alpha = options.fit.alpha;
  const std::string adaptive = options.adaptive ? "adaptive " : "";
  if (alpha == 1) return adaptive + "LASSO";
  if (alpha == 0) return adaptive + "ridge";
  return fmt::format("{}elastic net (alpha {:g})", adaptive, alpha);
}

bool by_concordance(const CoxnetAnalysis& analysis) {
  return analysis.validation.measure == survival::CoxnetMeasure::concordance;
}

report::PenaltyPath drawn_path(const CoxnetAnalysis& analysis) {
  report::PenaltyPath path;
  for (const survival::CoxnetStep& step : analysis.validation.path.steps) {
    path.lambda.push_back(step.lambda);
    path.df.push_back(step.df());
  }
  path.at_min = analysis.validation.at_min;
  path.at_1se = analysis.validation.at_1se;
  return path;
}

/// Coefficients per standard deviation of each column that ever has one; those chosen at lambda.min
/// that are largest there first.
report::PathFigure coefficient_figure(const PenalisedCoxFound& found) {
  const CoxnetAnalysis& analysis = found.analysis;
  const auto& steps = analysis.validation.path.steps;
  const std::size_t at_min = analysis.validation.at_min;
  std::vector<std::vector<double>> values(analysis.columns.size());
  for (std::size_t k = 0; k < steps.size(); ++k)
    for (const survival::CoxnetCoefficient& one : steps[k].coefficients) {
      if (values[one.column].empty()) values[one.column].assign(steps.size(), 0.0);
      values[one.column][k] = one.value * analysis.deviation[one.column];
    }
  std::vector<std::size_t> order;
  for (std::size_t j = 0; j < values.size(); ++j)
    if (!values[j].empty()) order.push_back(j);
  const auto size = [&](std::size_t j) { return std::fabs(values[j][at_min]); };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return size(a) > size(b); });
  report::PathFigure figure;
  figure.path = drawn_path(analysis);
  figure.value_label = "Coefficient per SD";
  figure.italic_names = !found.matrix.empty();
  for (std::size_t k = 0; k < std::min(order.size(), most_curves); ++k)
    figure.curves.push_back({found.labels[order[k]], values[order[k]],
                             k < most_named_curves && size(order[k]) > 0,
                             order[k] < analysis.unpenalised});
  return figure;
}

report::ValidationPathFigure validation_figure(const CoxnetAnalysis& analysis) {
  const survival::CoxnetValidation& validation = analysis.validation;
  report::ValidationPathFigure figure;
  figure.path = drawn_path(analysis);
  figure.value_label = by_concordance(analysis) ? "Harrell's C of the patients left out"
                                                : "Partial-likelihood deviance per event";
  figure.curves.push_back(
      {validation.relaxed ? "Penalised" : "", validation.mean, validation.std_error});
  if (validation.relaxed)
    for (std::size_t g = 0; g < validation.relaxed->gamma.size(); ++g)
      if (validation.relaxed->gamma[g] < 1)
        figure.curves.push_back({fmt::format("Relaxed, γ = {:g}", validation.relaxed->gamma[g]),
                                 validation.relaxed->rounds[g].mean,
                                 validation.relaxed->rounds[g].std_error});
  return figure;
}

report::PathFigure stability_figure(const PenalisedCoxFound& found) {
  const survival::StabilitySelection& stability = *found.analysis.stability;
  report::PathFigure figure;
  figure.path.lambda = stability.lambda;
  figure.value_label = "Share of halves";
  figure.from_0_to_1 = true;
  figure.threshold = stability.threshold;
  figure.threshold_label = fmt::format("threshold {:g}", stability.threshold);
  figure.italic_names = !found.matrix.empty();
  std::vector<const survival::StabilitySelection::Trace*> order;
  for (const auto& trace : stability.traces) order.push_back(&trace);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto* a, const auto* b) { return a->share.back() > b->share.back(); });
  for (std::size_t k = 0; k < std::min(order.size(), most_curves); ++k) {
    const bool stable = order[k]->share.back() >= stability.threshold - 1e-9;
    figure.curves.push_back(
        {found.labels[order[k]->column], order[k]->share, stable && k < most_named_curves, false});
  }
  return figure;
}

/// The columns of the table: those chosen, and those that halves or resamples choose often.
std::vector<std::size_t> shown_columns(const CoxnetAnalysis& analysis,
                                       const std::vector<double>& at_min) {
  std::vector<std::size_t> columns;
  for (std::size_t j = 0; j < at_min.size(); ++j) {
    const bool stable = analysis.stability && analysis.stability->frequency[j] >= 0.5;
    const bool often = analysis.bootstrap && analysis.bootstrap->at_min[j] >= 0.5;
    if (at_min[j] != 0 || stable || often) columns.push_back(j);
  }
  std::stable_sort(columns.begin(), columns.end(), [&](std::size_t a, std::size_t b) {
    return std::fabs(at_min[a] * analysis.deviation[a]) >
           std::fabs(at_min[b] * analysis.deviation[b]);
  });
  return columns;
}

std::vector<double> dense(const std::vector<survival::CoxnetCoefficient>& coefficients,
                          std::size_t p) {
  std::vector<double> all(p, 0.0);
  for (const survival::CoxnetCoefficient& one : coefficients) all[one.column] = one.value;
  return all;
}

Cell coefficient_cell(double value, double deviation) {
  if (value == 0) return {"–", std::vector<double>{0, 0, 1}};
  return {
      fmt::format("{} ({})", report::fixed(value, 4), report::ratio(std::exp(value * deviation))),
      std::vector<double>{value, value * deviation, std::exp(value * deviation)}};
}

report::Table coefficient_table(const PenalisedCoxFound& found, const Step& step) {
  const CoxnetAnalysis& analysis = found.analysis;
  const std::size_t p = analysis.columns.size();
  const std::vector<double> at_min = dense(analysis.chosen_min(), p);
  const std::vector<double> at_1se = dense(analysis.chosen_1se(), p);
  report::Table table;
  table.id = step.id;
  table.title = step.title + ": coefficients";
  table.columns = {
      {found.matrix.empty() ? "Column" : "Gene", "", Align::left, {}},
      {"At λ min (HR per SD)", "", Align::right, {"coef", "coef_sd", "hr_sd"}},
      {"At λ 1se (HR per SD)", "", Align::right, {"coef_1se", "coef_sd_1se", "hr_sd_1se"}}};
  if (analysis.stability)
    table.columns.push_back({"Selected in halves", "", Align::right, {"stability"}});
  if (analysis.bootstrap)
    table.columns.push_back({"Chosen in resamples", "", Align::right, {"bootstrap"}});
  for (const std::size_t j : shown_columns(analysis, at_min)) {
    report::Row row;
    row.cells = {found.labels[j], coefficient_cell(at_min[j], analysis.deviation[j]),
                 coefficient_cell(at_1se[j], analysis.deviation[j])};
    const auto share = [&](double value) { return Cell(report::percent(value), value); };
    const bool penalised = j >= analysis.unpenalised;
    if (analysis.stability)
      row.cells.push_back(penalised ? share(analysis.stability->frequency[j]) : Cell("always"));
    if (analysis.bootstrap) row.cells.push_back(share(analysis.bootstrap->at_min[j]));
    table.rows.push_back(std::move(row));
  }
  table.footnotes.push_back(
      "Coefficients are shrunk and chosen by the outcome: they have no standard error and no p.");
  if (analysis.unpenalised > 0)
    table.footnotes.push_back(
        fmt::format("Not penalised: {} of the columns.", analysis.unpenalised));
  return table;
}

report::Figure block_of(std::string id, std::string caption, report::Scene scene, std::string csv) {
  report::Figure figure;
  figure.id = std::move(id);
  figure.caption = std::move(caption);
  figure.scene = std::move(scene);
  figure.csv = std::move(csv);
  return figure;
}

std::string folds_words(const CoxnetAnalysis& analysis) {
  const std::size_t repeats = std::max<std::size_t>(1, analysis.options.repeats);
  return fmt::format("{}-fold cross-validation{}", analysis.folds,
                     repeats > 1 ? fmt::format(", repeated {} times", repeats) : "");
}

}  // namespace

report::Json PenalisedCoxFinding::json() const {
  report::Json json = to_json(found_.analysis);
  json["kind"] = "penalised_cox";
  json["genes_left_out"] = found_.left_out;
  return json;
}

std::vector<std::string> PenalisedCoxFinding::warnings() const {
  std::vector<std::string> warnings = found_.analysis.frame.warnings;
  if (!found_.left_out.empty())
    warnings.push_back(
        fmt::format("{} of the genes of {} miss values or hold infinite ones: they "
                    "were not candidates (they are named in results.json)",
                    found_.left_out.size(), found_.matrix));
  return warnings;
}

std::vector<report::Block> PenalisedCoxFinding::blocks(const Plan&, const Step& step) const {
  const CoxnetAnalysis& analysis = found_.analysis;
  std::vector<report::Block> blocks;
  const report::PathFigure path = coefficient_figure(found_);
  blocks.emplace_back(block_of(
      step.id, step.title + ": coefficients along the path. Broken lines are not penalised.",
      report::path_scene(path), report::path_csv(path)));
  const report::ValidationPathFigure validation = validation_figure(analysis);
  blocks.emplace_back(block_of(
      step.id + "-validation",
      fmt::format("{}: {}; bars are one standard error.", step.title, folds_words(analysis)),
      report::validation_path_scene(validation), report::validation_path_csv(validation)));
  if (analysis.stability) {
    const report::PathFigure stability = stability_figure(found_);
    blocks.emplace_back(block_of(
        step.id + "-stability",
        fmt::format("{}: share of {} halves of the patients in which a column is among the first "
                    "{} to enter. {} falsely selected columns are expected at most.",
                    step.title, analysis.stability->halves, analysis.stability->q,
                    analysis.stability->bound ? report::fixed(*analysis.stability->bound, 2)
                                              : report::undefined_number),
        report::path_scene(stability), report::path_csv(stability)));
  }
  blocks.emplace_back(coefficient_table(found_, step));
  return blocks;
}

std::vector<std::string> PenalisedCoxFinding::methods(const Plan&, const Step&) const {
  const CoxnetAnalysis& analysis = found_.analysis;
  const CoxnetAnalysisOptions& options = analysis.options;
  std::vector<std::string> sentences;
  sentences.push_back(fmt::format(
      "{} Cox models with standardised columns were fitted along a path of penalties; the penalty "
      "was chosen by {}{} on {}",
      penalty_words(options), folds_words(analysis),
      options.folds_by_event ? ", events spread evenly," : "",
      by_concordance(analysis) ? "Harrell's C" : "the partial-likelihood deviance"));
  if (analysis.stability)
    sentences.push_back(fmt::format(
        "stability selection used {} {} of the patients, {} columns in each and a threshold of "
        "{:g}",
        analysis.stability->halves,
        analysis.stability->complementary ? "complementary halves" : "halves",
        analysis.stability->q, analysis.stability->threshold));
  if (analysis.bootstrap)
    sentences.push_back(fmt::format("the whole selection was repeated in {} bootstrap resamples",
                                    analysis.bootstrap->resamples));
  return sentences;
}

std::vector<std::string> PenalisedCoxFinding::summary(const Plan&, const Step& step) const {
  const CoxnetAnalysis& analysis = found_.analysis;
  return {fmt::format("{}: {} of {} columns at lambda min, {} at lambda 1se", step.title,
                      analysis.chosen_min().size(), analysis.columns.size(),
                      analysis.chosen_1se().size())};
}

std::vector<Limitation> PenalisedCoxFinding::limitations(const Plan& plan, const Step& step) const {
  const CoxnetAnalysis& analysis = found_.analysis;
  std::vector<Limitation> found;
  add_missing(plan, step, analysis.frame, found);
  const std::size_t events = analysis.validation.path.events;
  const std::size_t candidates = analysis.columns.size() - analysis.unpenalised;
  if (candidates > events)
    found.push_back({"more_candidates_than_events",
                     fmt::format("{}: {} columns were candidates and {} patients had the event",
                                 step.title, candidates, events),
                     {{"candidates", static_cast<double>(candidates)},
                      {"events", static_cast<double>(events)}}});
  if (!analysis.stability && !analysis.bootstrap)
    found.push_back({"selection_not_repeated",
                     fmt::format("{}: the selection was made once; how stable it is was not "
                                 "examined",
                                 step.title),
                     {}});
  return found;
}

}  // namespace venscope::study
