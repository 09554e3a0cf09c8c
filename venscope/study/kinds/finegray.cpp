// kind = "finegray": models of one of an endpoint's events: of its subdistribution hazard, and of
// its cause-specific hazard beside it.
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/competing.hpp"
#include "venscope/study/kinds/causes.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/limitations.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/step_limitations.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

class FineGrayFinding final : public Finding {
public:
  FineGrayFinding(FineGrayAnalysis analysis, std::optional<CoxAnalysis> specific)
      : analysis_(std::move(analysis)), specific_(std::move(specific)) {}

  report::Json json() const override {
    report::Json json = to_json(analysis_);
    if (specific_) json["cause_specific"] = to_json(*specific_);
    return json;
  }
  std::vector<std::string> warnings() const override {
    std::vector<std::string> warnings = analysis_.frame.warnings;
    if (specific_)
      for (const std::string& warning : specific_->fit.warnings)
        warnings.push_back("cause-specific model: " + warning);
    return warnings;
  }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    return {table(plan, step)};
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    std::vector<std::string> sentences{
        "subdistribution hazards were modelled as proposed by Fine and Gray, with their variance"};
    if (specific_)
      sentences.emplace_back(
          "cause-specific hazards were modelled by Cox regression with other events as censored");
    return sentences;
  }
  std::vector<std::string> summary(const Plan& plan, const Step&) const override {
    std::vector<std::string> lines;
    const std::vector<std::string> names = column_labels(plan, analysis_.frame);
    const survival::CoxFit& fit = analysis_.fit.model;
    for (std::size_t j = 0; j < fit.terms.size(); ++j)
      if (std::isfinite(fit.terms[j].coef))
        lines.push_back(
            fmt::format("{}, {}: SHR {}, {}", analysis_.cause, names[j],
                        report::ratio_interval(std::exp(fit.terms[j].coef), fit.terms[j].conf_low,
                                               fit.terms[j].conf_high),
                        report::p_equation(fit.terms[j].p)));
    return lines;
  }

  std::vector<Limitation> limitations(const Plan& plan, const Step& step) const override {
    std::vector<Limitation> found;
    add_missing(plan, step, analysis_.frame, found);
    const auto coefficients = static_cast<double>(analysis_.fit.model.terms.size());
    const double events = analysis_.fit.model.events;
    if (events < LimitationRules().events_per_coefficient * coefficients)
      found.push_back(
          {"few_events",
           fmt::format("{}: {} events of {} for {} coefficients are {} each, fewer than "
                       "{:g}",
                       step.title, report::count(events), analysis_.cause, coefficients,
                       report::fixed(events / coefficients, 1),
                       LimitationRules().events_per_coefficient),
           {{"events", events},
            {"coefficients", coefficients},
            {"events_per_coefficient", events / coefficients}}});
    return found;
  }

private:
  report::Table table(const Plan& plan, const Step& step) const;

  FineGrayAnalysis analysis_;
  std::optional<CoxAnalysis> specific_;
};

report::Table FineGrayFinding::table(const Plan& plan, const Step& step) const {
  const survival::FineGrayFit& fit = analysis_.fit;
  formula::ModelFrame frame = analysis_.frame;
  for (std::int32_t& event : frame.outcomes.event) event = event == fit.cause;
  std::vector<std::vector<report::HazardRow>> models;
  if (specific_)
    models.push_back(report::hazard_rows(frame, specific_->fit, plan.table, report::Model::crude));
  models.push_back(report::hazard_rows(frame, fit.model, plan.table, report::Model::adjusted));
  report::Table table = report::hazard_table(report::merge_rows(models), step.id, step.title,
                                             fit.model.options.level);
  // The two models have the same terms: what differs is the hazard.
  for (report::ColumnHead& column : table.columns) {
    if (column.group.empty()) continue;
    const bool crude = column.group == "Univariable";
    column.group = crude ? "Cause-specific hazard" : "Subdistribution hazard";
    const std::size_t prefix = std::string_view(crude ? "univariable" : "multivariable").size();
    for (std::string& field : column.fields)
      field = (crude ? "cause_specific" : "subdistribution") + field.substr(prefix);
  }
  table.footnotes.push_back(
      fmt::format("Of {} patients, {} had {}, {} another event, {} were censored.",
                  report::count(static_cast<double>(fit.model.n)), report::count(fit.model.events),
                  analysis_.cause, report::count(static_cast<double>(fit.competing)),
                  report::count(static_cast<double>(fit.censored))));
  if (const std::string text = left_out_text(plan, step, analysis_.frame); !text.empty())
    table.footnotes.push_back(text + ".");
  table.footnotes.push_back(
      "Subdistribution hazard: its ratio orders the cumulative incidence, other events keep a "
      "patient at risk. Cause-specific hazard: the rate among those free of every event.");
  return table;
}

class FineGrayRequest final : public KindRequest {
public:
  FineGrayRequest(Section& section, const Protocol& protocol, const AnalysisDefaults& defaults)
      : cause_(section.text("cause").value_or("")),
        variables_(section.texts("variables")),
        strata_(section.texts("strata")),
        cluster_(section.text("cluster").value_or("")),
        specific_(section.flag("cause_specific").value_or(true)) {
    level_ = section.number("conf_level", 0.5, 0.9999).value_or(defaults.level);
    ties_ = defaults.ties;
    if (!variables_.empty()) return;
    if (!protocol.group.empty()) variables_.push_back(protocol.group);
    for (const std::string& covariate : protocol.covariates)
      if (covariate != protocol.group) variables_.push_back(covariate);
    if (variables_.empty())
      section.reject("variables", "study.absent", "is not given", "the terms of the model",
                     "list them here, or as covariates in [study]");
  }

  std::string title(const Plan&) const override {
    return cause_.empty() ? "competing risks model" : "competing risks model of " + cause_;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;

private:
  std::string right(const Step& step) const {
    return right_side(variables_, strata_, cluster_, *step.table);
  }

  std::string cause_;
  std::vector<std::string> variables_, strata_;
  std::string cluster_;
  bool specific_;
  double level_ = 0.95;
  survival::Ties ties_ = survival::Ties::efron;
};

void FineGrayRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  const std::size_t before = problems.size();
  check_causes(plan, step, problems);
  if (problems.size() > before) return;
  const endpoint::Endpoint& endpoint = plan.endpoints[*step.endpoint];
  const auto& kinds = endpoint.kinds;
  if (!cause_.empty() && !kinds.empty() &&
      std::find(kinds.begin() + 1, kinds.end(), cause_) == kinds.end())
    problems.push_back({"study.unknown_cause", step.request->place,
                        fmt::format("'{}' is no event of {}", cause_, endpoint.definition.id),
                        fmt::format("{}", fmt::join(kinds.begin() + 1, kinds.end(), ", ")), ""});
  FineGrayAnalysisOptions options;
  options.censored = censored_cause;
  const auto frame = formula::model_frame(cause_side(endpoint) + " ~ " + right(step), *step.table,
                                          options.frame());
  if (frame) return;
  for (Problem problem : frame.error()) {
    if (problem.fault == Fault::analysis) continue;
    if (problem.place.line == 0) problem.place = step.request->place;
    problems.push_back(std::move(problem));
  }
}

Result<std::unique_ptr<const Finding>> FineGrayRequest::run(const Plan& plan, const Step& step,
                                                            const RunContext&) const {
  const endpoint::Endpoint& endpoint = plan.endpoints[*step.endpoint];
  FineGrayAnalysisOptions options;
  options.fit.level = level_;
  options.cause = cause_.empty() ? endpoint.kinds[1] : cause_;
  options.censored = censored_cause;
  auto analysis =
      analyse_fine_gray(cause_side(endpoint) + " ~ " + right(step), *step.table, options);
  if (!analysis) return failure(std::move(analysis.error()));
  std::optional<CoxAnalysis> specific;
  if (specific_) {
    CoxAnalysisOptions cox;
    cox.fit.level = level_;
    cox.fit.ties = ties_;
    // The same patients, other events as censored.
    std::string left = cause_side(endpoint);
    left.insert(left.size() - 1, fmt::format(" == \"{}\"", options.cause));
    auto fit = analyse_cox(left + " ~ " + right(step), *step.table, cox);
    if (!fit) return failure(std::move(fit.error()));
    specific = std::move(*fit);
  }
  return std::make_unique<const FineGrayFinding>(std::move(*analysis), std::move(specific));
}

std::unique_ptr<const KindRequest> read_fine_gray(Section& section, const Protocol& protocol,
                                                  const AnalysisDefaults& defaults) {
  return std::make_unique<const FineGrayRequest>(section, protocol, defaults);
}

}  // namespace

Kind finegray_kind() {
  return {"finegray", "Competing risks", true, read_fine_gray};
}

}  // namespace venscope::study
