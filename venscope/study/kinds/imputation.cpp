// kind = "imputation": a Cox model with missing values imputed, beside the complete cases.
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/imputed_cox.hpp"
#include "venscope/study/imputed_curves.hpp"
#include "venscope/study/kinds/imputation_blocks.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/run.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

using report::Align;
using report::Cell;
using report::HazardRow;

namespace {

/// The pooled coefficients in the place of a fit's, so that they are shown like any model's.
survival::CoxFit as_fit(const imputation::PooledCox& pooled) {
  survival::CoxFit fit;
  for (const imputation::PooledTerm& term : pooled.terms) {
    survival::CoxTerm one;
    one.coef = term.pooled.estimate;
    one.std_error = term.pooled.std_error();
    one.p = term.p;
    one.conf_low = term.conf_low;
    one.conf_high = term.conf_high;
    fit.terms.push_back(one);
  }
  return fit;
}

std::string words_of(imputation::Method method) {
  switch (method) {
    case imputation::Method::logistic:
      return "logistic regression";
    case imputation::Method::multinomial:
      return "multinomial regression";
    case imputation::Method::predictive_mean:
      return "predictive mean matching";
    case imputation::Method::the_only_value:
      return "the only value observed";
  }
  return "";
}

class ImputationFinding final : public Finding {
public:
  ImputationFinding(ImputedCox analysis, std::optional<ImputedCurves> curves)
      : analysis_(std::move(analysis)), curves_(std::move(curves)) {}

  report::Json json() const override {
    report::Json json = to_json(analysis_);
    json["curves"] = curves_ ? to_json(*curves_) : report::Json(nullptr);
    return json;
  }
  std::vector<std::string> warnings() const override {
    std::vector<std::string> all = analysis_.warnings;
    if (curves_ && curves_->left_out > 0)
      all.push_back(
          fmt::format("{} of the patients have no group in some imputation and are in no "
                      "curve: a value that the group needs is not imputed",
                      curves_->left_out));
    return all;
  }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    std::vector<report::Block> blocks{hazard_table(plan, step)};
    if (curves_) {
      blocks.emplace_back(imputed_curve_figure(plan, step, analysis_, *curves_));
      blocks.emplace_back(imputed_curve_table(plan, step, *curves_));
    }
    if (analysis_.imputation.variables.empty()) return blocks;
    blocks.emplace_back(missing_table(plan, step));
    blocks.emplace_back(trace_figure(plan, step, analysis_));
    return blocks;
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override;
  std::vector<std::string> summary(const Plan&, const Step&) const override {
    std::vector<std::string> lines;
    for (const imputation::PooledTerm& term : analysis_.pooled.terms)
      lines.push_back(fmt::format(
          "{}: HR {} imputed", term.term,
          report::ratio_interval(std::exp(term.pooled.estimate), term.conf_low, term.conf_high)));
    return lines;
  }

  std::vector<std::pair<std::string, std::string>> reporting(const Plan& plan,
                                                             const Step& step) const override {
    return {{"missing", fmt::format("{}: also with missing values imputed {} times by chained "
                                    "equations, beside the complete cases",
                                    outcome_of(plan, step), analysis_.pooled.imputations)}};
  }

private:
  report::Table hazard_table(const Plan& plan, const Step& step) const;
  report::Table missing_table(const Plan& plan, const Step& step) const;
  report::Row hazard_row(const HazardRow& row, const std::vector<HazardRow>& rows,
                         std::size_t& estimate) const;

  ImputedCox analysis_;
  std::optional<ImputedCurves> curves_;
};

Cell hazard_cell(const HazardRow& row, const std::optional<report::HazardRatio>& hazard) {
  if (row.kind == HazardRow::Kind::variable) return {};
  if (row.kind == HazardRow::Kind::reference) return {"1 (reference)", std::vector<double>{1.0}};
  if (!hazard || !hazard->estimable) return {report::undefined_number};
  return {report::ratio_interval(hazard->ratio, hazard->low, hazard->high),
          std::vector<double>{hazard->ratio, hazard->low, hazard->high}};
}

Cell p_of(const HazardRow& row, const std::optional<report::HazardRatio>& hazard) {
  if (row.kind != HazardRow::Kind::estimate || !hazard || !hazard->estimable) return {};
  return {report::p_value(hazard->p), hazard->p};
}

/// `estimate` counts the rows that show a term of the model: they come in its order.
report::Row ImputationFinding::hazard_row(const HazardRow& row, const std::vector<HazardRow>& rows,
                                          std::size_t& estimate) const {
  const auto has_heading = [&] {
    return std::any_of(rows.begin(), rows.end(), [&](const HazardRow& other) {
      return other.kind == HazardRow::Kind::variable && other.term == row.term;
    });
  };
  report::Row shown;
  shown.heading = row.kind == HazardRow::Kind::variable;
  shown.indent = !shown.heading && has_heading() ? 1 : 0;
  Cell information;
  if (row.kind == HazardRow::Kind::estimate && row.adjusted) {
    const double share = analysis_.pooled.terms[estimate++].pooled.missing_information;
    information = {report::percent(share, 0), share};
  }
  shown.cells = {row.label,
                 hazard_cell(row, row.crude),
                 p_of(row, row.crude),
                 hazard_cell(row, row.adjusted),
                 p_of(row, row.adjusted),
                 information};
  return shown;
}

report::Table ImputationFinding::hazard_table(const Plan& plan, const Step& step) const {
  std::vector<std::vector<HazardRow>> models;
  // The imputed model first: its rows are then in the order of its terms.
  models.push_back(report::hazard_rows(analysis_.frame, as_fit(analysis_.pooled), plan.table,
                                       report::Model::adjusted));
  if (analysis_.complete)
    models.push_back(report::hazard_rows(analysis_.complete_frame, *analysis_.complete, plan.table,
                                         report::Model::crude));
  const std::vector<HazardRow> rows = report::merge_rows(models);
  report::Table table;
  table.id = step.id;
  table.title = step.title;
  const std::string ratio = fmt::format("HR ({})", interval_name(analysis_.pooled.level));
  const std::string complete =
      fmt::format("Complete cases (n = {})", analysis_.complete ? analysis_.complete->n : 0);
  const std::string imputed = fmt::format("Imputed (n = {})", analysis_.pooled.n);
  table.columns = {
      {"Variable", "", Align::left, {}},
      {ratio, complete, Align::right, {"hr_complete", "hr_complete_low", "hr_complete_high"}},
      {"p", complete, Align::right, {"p_complete"}},
      {ratio, imputed, Align::right, {"hr_imputed", "hr_imputed_low", "hr_imputed_high"}},
      {"p", imputed, Align::right, {"p_imputed"}},
      {"Missing information", "", Align::right, {"fmi"}}};
  std::size_t estimate = 0;
  for (const HazardRow& row : rows) table.rows.push_back(hazard_row(row, rows, estimate));
  table.footnotes.push_back(fmt::format(
      "{} imputations, pooled by Rubin's rules; events {} of complete cases, {} of all.",
      analysis_.pooled.imputations,
      report::count(analysis_.complete ? analysis_.complete->events : 0),
      report::count(analysis_.pooled.events)));
  table.footnotes.push_back(
      "Missing information: share of what is known of a coefficient that was lost with the missing "
      "values.");
  if (analysis_.concordance)
    table.footnotes.push_back(fmt::format(
        "Harrell's C of the imputed model: {}.",
        report::estimate_interval(analysis_.concordance->estimate, analysis_.concordance->conf_low,
                                  analysis_.concordance->conf_high)));
  return table;
}

report::Table ImputationFinding::missing_table(const Plan& plan, const Step& step) const {
  report::Table table;
  table.id = step.id + "-missing";
  table.title = step.title + ": what was imputed";
  table.columns = {{"Variable", "", Align::left, {}},
                   {"Missing", "", Align::right, {"missing", "share_missing"}},
                   {"Imputed by", "", Align::left, {}}};
  const auto n = static_cast<double>(analysis_.imputation.rows);
  for (const imputation::ImputedVariable& variable : analysis_.imputation.variables) {
    const auto missing = static_cast<double>(variable.rows.size());
    report::Row row;
    row.cells = {label_of(plan.table, variable.name),
                 {report::count_percent(missing, n, 0), {missing, missing / n}},
                 words_of(variable.method)};
    table.rows.push_back(std::move(row));
  }
  if (!analysis_.imputation.predictors.empty()) {
    std::vector<std::string> labels;
    for (const std::string& name : analysis_.imputation.predictors)
      labels.push_back(label_of(plan.table, name));
    table.footnotes.push_back(
        fmt::format("Complete, and used as predictors: {}.", fmt::join(labels, ", ")));
  }
  return table;
}

std::vector<std::string> ImputationFinding::methods(const Plan&, const Step&) const {
  return {fmt::format(
      "missing values were imputed {} times by chained equations ({} rounds; logistic or "
      "multinomial regression for categories, predictive mean matching for numbers), with the "
      "event "
      "indicator and the Nelson–Aalen cumulative hazard among the predictors; estimates were "
      "pooled "
      "by Rubin's rules and are shown beside those of complete cases",
      analysis_.options.imputation.imputations, analysis_.options.imputation.iterations)};
}

class ImputationRequest final : public KindRequest {
public:
  ImputationRequest(Section& section, const AnalysisDefaults& defaults)
      : variables_(section.texts("variables")), auxiliary_(section.texts("auxiliary")) {
    if (variables_.empty())
      section.reject("variables", "study.absent", "are not given", "the columns of the Cox model");
    const auto whole = [&](const char* name, std::int64_t low, std::size_t otherwise) {
      const auto value = section.whole(name, low, 10'000);
      return value ? static_cast<std::size_t>(*value) : otherwise;
    };
    options_.imputation.imputations = whole("imputations", 2, 20);
    options_.imputation.iterations = whole("iterations", 1, 10);
    options_.imputation.donors = whole("donors", 1, 5);
    options_.fit.level = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
    options_.variables = variables_;
    by_ = section.text("by").value_or("");
    for (const std::string& name : auxiliary_)
      if (std::find(variables_.begin(), variables_.end(), name) == variables_.end())
        options_.variables.push_back(name);
  }

  std::string title(const Plan&) const override { return "Missing values imputed, Cox model"; }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> result;
    for (const std::string& name : variables_) result.emplace_back("variables", name);
    for (const std::string& name : auxiliary_) result.emplace_back("auxiliary", name);
    if (!by_.empty()) result.emplace_back("by", by_);
    return result;
  }
  std::size_t work() const override { return options_.imputation.imputations; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    ImputedCoxOptions options = options_;
    options.imputation.seed = plan.protocol.seed;
    options.imputation.threads = context.threads;
    auto analysis = imputed_cox(survival_side(plan.endpoints[*step.endpoint]),
                                right_side(variables_, {}, "", *step.table), *step.table, options);
    if (context.tick)
      for (std::size_t k = 0; k < work(); ++k) context.tick();
    if (!analysis) return failure(std::move(analysis.error()));
    std::optional<ImputedCurves> curves;
    if (!by_.empty()) {
      auto found = imputed_curves(plan, by_, survival_side(plan.endpoints[*step.endpoint]),
                                  *step.table, analysis->imputation, options.fit.level);
      if (!found) return failure(std::move(found.error()));
      curves = std::move(*found);
    }
    return std::make_unique<const ImputationFinding>(std::move(*analysis), std::move(curves));
  }

private:
  std::vector<std::string> variables_, auxiliary_;
  std::string by_;
  ImputedCoxOptions options_;
};

std::unique_ptr<const KindRequest> read_imputation(Section& section, const Protocol&,
                                                   const AnalysisDefaults& defaults) {
  return std::make_unique<const ImputationRequest>(section, defaults);
}

}  // namespace

Kind imputation_kind() {
  return {"imputation", "Missing values", true, read_imputation};
}

}  // namespace venscope::study
