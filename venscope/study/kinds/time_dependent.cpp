// kind = "time_dependent": a happening such as transplantation as a covariate that changes with
// time, in a Cox model and in curves whose risk sets patients enter when it happens.
#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/intervals.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"
#include "venscope/survival/landmark.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// What one covariate is shown by itself.
struct Compared {
  CurvesAnalysis curves;
  std::optional<LogRankAnalysis> test;
};

class TimeDependentFinding final : public Finding {
public:
  TimeDependentFinding(std::vector<ChangingCovariate> covariates, Intervals intervals,
                       CoxAnalysis cox, std::vector<Compared> compared)
      : covariates_(std::move(covariates)),
        intervals_(std::move(intervals)),
        cox_(std::move(cox)),
        compared_(std::move(compared)) {}

  report::Json json() const override;
  std::vector<std::string> warnings() const override { return cox_.frame.warnings; }
  std::vector<report::Block> blocks(const Plan& plan, const Step& step) const override {
    std::vector<report::Block> blocks{table(plan, step)};
    for (std::size_t k = 0; k < covariates_.size(); ++k) blocks.emplace_back(figure(plan, step, k));
    return blocks;
  }
  std::vector<std::string> methods(const Plan&, const Step&) const override {
    std::vector<std::string> sentences;
    for (const ChangingCovariate& covariate : covariates_)
      sentences.push_back(fmt::format(
          "{} was a time-dependent covariate: each patient's follow-up was cut when it happened, "
          "so that time before it does not count as time after it",
          within_sentence(covariate.happening.label)));
    sentences.emplace_back(
        "curves by such a covariate are those of Simon and Makuch, compared by the test of Mantel "
        "and Byar");
    return sentences;
  }
  std::vector<std::string> summary(const Plan& plan, const Step&) const override {
    const std::vector<std::string> names =
        column_labels(plan.protocol.group, intervals_.table, cox_.frame);
    std::vector<std::string> lines;
    for (std::size_t j = 0; j < cox_.fit.terms.size(); ++j)
      if (std::isfinite(cox_.fit.terms[j].coef))
        lines.push_back(fmt::format(
            "{}: HR {}, {}", names[j],
            report::ratio_interval(std::exp(cox_.fit.terms[j].coef), cox_.fit.terms[j].conf_low,
                                   cox_.fit.terms[j].conf_high),
            report::p_equation(cox_.fit.terms[j].p)));
    return lines;
  }

private:
  report::Table table(const Plan& plan, const Step& step) const;
  report::Figure figure(const Plan& plan, const Step& step, std::size_t k) const;

  std::vector<ChangingCovariate> covariates_;
  Intervals intervals_;
  CoxAnalysis cox_;
  std::vector<Compared> compared_;
};

report::Json TimeDependentFinding::json() const {
  report::Json json = to_json(cox_);
  json["patients"] = intervals_.patients;
  json["intervals"] = intervals_.table.rows;
  json["covariates"] = report::Json::array();
  for (std::size_t k = 0; k < covariates_.size(); ++k) {
    report::Json test = nullptr;
    if (compared_[k].test) test = to_json(*compared_[k].test);
    json["covariates"].push_back({{"name", covariates_[k].name},
                                  {"label", covariates_[k].happening.label},
                                  {"switched", intervals_.switched[k]},
                                  {"curves", to_json(compared_[k].curves)},
                                  {"mantel_byar", std::move(test)}});
  }
  return json;
}

report::Table TimeDependentFinding::table(const Plan&, const Step& step) const {
  report::Table table = report::hazard_table(
      report::hazard_rows(cox_.frame, cox_.fit, intervals_.table, report::Model::adjusted), step.id,
      step.title, cox_.fit.options.level);
  for (report::ColumnHead& column : table.columns) column.group.clear();
  table.columns[1].text = "Intervals";
  table.columns[1].fields = {"intervals"};
  for (std::size_t k = 0; k < covariates_.size(); ++k)
    table.footnotes.push_back(
        fmt::format("{}: under observation in {} of {} patients.", covariates_[k].happening.label,
                    report::count(static_cast<double>(intervals_.switched[k])),
                    report::count(static_cast<double>(intervals_.patients))));
  table.footnotes.push_back(fmt::format(
      "The follow-up of {} patients was cut into {} intervals, within which nothing changes.",
      report::count(static_cast<double>(intervals_.patients)),
      report::count(static_cast<double>(intervals_.table.rows))));
  if (cox_.frame.n_missing > 0)
    table.footnotes.push_back(
        fmt::format("{} intervals were left out for a missing value.",
                    report::count(static_cast<double>(cox_.frame.n_missing))));
  return table;
}

report::Figure TimeDependentFinding::figure(const Plan& plan, const Step& step,
                                            std::size_t k) const {
  const std::string label = within_sentence(covariates_[k].happening.label);
  const Compared& compared = compared_[k];
  report::SurvivalFigure drawn;
  std::vector<survival::KaplanMeier> fits;
  for (std::size_t g = 0; g < compared.curves.strata.size(); ++g)
    fits.push_back(
        survival::with_entries(compared.curves.strata[g].fit, compared.curves.frame.outcomes,
                               compared.curves.frame.groups.group, static_cast<std::int32_t>(g)));
  for (std::size_t g = 0; g < fits.size(); ++g)
    drawn.curves.push_back(
        {(compared.curves.strata[g].name.ends_with("=yes") ? "After " : "Before or without ") +
             label,
         &fits[g]});
  drawn.outcome = outcome_of(plan, step);
  drawn.time_label = time_since(plan, step);
  drawn.unit = unit_of(plan, step);
  drawn.medians = false;
  if (compared.test && compared.test->test.df > 0)
    drawn.notes.push_back(
        fmt::format("Mantel–Byar test: {}", report::p_equation(compared.test->test.p)));
  drawn.width = report::double_column * 0.66;
  report::Figure figure;
  figure.id = step.id + "-" + slug(covariates_[k].name);
  figure.caption = fmt::format(
      "{} by {}, Simon–Makuch curves with pointwise {}: patients leave the first curve and join "
      "the "
      "second when it happens. While few are at risk, a curve says little.",
      outcome_of(plan, step), label, interval_name(compared.curves.options.curve.level));
  figure.scene = report::survival_scene(drawn);
  figure.csv = report::survival_csv(drawn);
  return figure;
}

class TimeDependentRequest final : public KindRequest {
public:
  TimeDependentRequest(Section& section, const Protocol& protocol,
                       const AnalysisDefaults& defaults);

  std::string title(const Plan&) const override {
    std::vector<std::string> labels;
    for (const ChangingCovariate& covariate : covariates_)
      labels.push_back(within_sentence(covariate.happening.label));
    return fmt::format("{} as it happens", fmt::join(labels, ", "));
  }
  std::vector<std::pair<std::string, std::string>> columns() const override {
    std::vector<std::pair<std::string, std::string>> list;
    for (const ChangingCovariate& covariate : covariates_) {
      list.emplace_back("covariates.when", covariate.happening.when);
      list.emplace_back("covariates.indicator", covariate.happening.indicator);
    }
    return list;
  }
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;

private:
  std::string model_formula(const Plan& plan, const Step& step, const cohort::Table& table) const {
    std::vector<std::string> terms;
    for (const ChangingCovariate& covariate : covariates_) terms.push_back(covariate.name);
    terms.insert(terms.end(), variables_.begin(), variables_.end());
    return interval_side(plan, step) + " ~ " + right_side(terms, strata_, cluster_, table);
  }

  std::vector<ChangingCovariate> covariates_;
  std::vector<std::string> variables_, strata_;
  std::string cluster_;
  double level_;
  survival::ConfidenceScale scale_;
  survival::Ties ties_;
};

TimeDependentRequest::TimeDependentRequest(Section& section, const Protocol&,
                                           const AnalysisDefaults& defaults)
    : variables_(section.texts("variables")),
      strata_(section.texts("strata")),
      cluster_(section.text("cluster").value_or("")),
      level_(section.number("conf_level", 0.5, 0.9999).value_or(defaults.level)),
      scale_(defaults.scale),
      ties_(defaults.ties) {
  for (Section& entry : section.tables("covariates", "name")) {
    covariates_.push_back(read_changing_covariate(entry));
  }
  if (covariates_.empty())
    section.reject("covariates", "study.absent", "is not given",
                   "what happens and when, for instance [{name = \"allohct\", when = "
                   "\"hct_date\"}]");
}

void TimeDependentRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  if (covariates_.empty()) return;
  for (const ChangingCovariate& covariate : covariates_)
    check_name(plan, step, covariate, problems);
  Problems found;
  const Intervals intervals = cut_into_intervals(plan, step, covariates_, found);
  if (found.empty()) {
    const auto frame =
        formula::model_frame(model_formula(plan, step, intervals.table), intervals.table, {});
    if (!frame) found = frame.error();
  }
  add_problems(found, step, problems);
}

Result<std::unique_ptr<const Finding>> TimeDependentRequest::run(const Plan& plan, const Step& step,
                                                                 const RunContext&) const {
  Problems problems;
  Intervals intervals = cut_into_intervals(plan, step, covariates_, problems);
  if (!problems.empty()) return failure(std::move(problems));
  CoxAnalysisOptions cox_options;
  cox_options.fit.level = level_;
  cox_options.fit.ties = ties_;
  auto cox = analyse_cox(model_formula(plan, step, intervals.table), intervals.table, cox_options);
  if (!cox) return failure(std::move(cox.error()));
  std::vector<Compared> compared;
  for (const ChangingCovariate& covariate : covariates_) {
    const std::string formula =
        interval_side(plan, step) + " ~ " + right_side({covariate.name}, {}, "", intervals.table);
    CurvesOptions options;
    options.curve.level = level_;
    options.curve.scale = scale_;
    auto curves = analyse_curves(formula, intervals.table, options);
    if (!curves) return failure(std::move(curves.error()));
    Compared& one = compared.emplace_back(Compared{std::move(*curves), {}});
    if (auto test = analyse_log_rank(formula, intervals.table)) one.test = std::move(*test);
  }
  return std::make_unique<const TimeDependentFinding>(covariates_, std::move(intervals),
                                                      std::move(*cox), std::move(compared));
}

std::unique_ptr<const KindRequest> read_time_dependent(Section& section, const Protocol& protocol,
                                                       const AnalysisDefaults& defaults) {
  return std::make_unique<const TimeDependentRequest>(section, protocol, defaults);
}

}  // namespace

Kind time_dependent_kind() {
  return {"time_dependent", "Time-dependent covariates", true, read_time_dependent};
}

}  // namespace venscope::study
