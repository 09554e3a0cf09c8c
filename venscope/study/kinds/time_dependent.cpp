// kind = "time_dependent": a happening such as transplantation as a covariate that changes with
// time, in a Cox model and in curves whose risk sets patients enter when it happens.
#include "venscope/endpoint/moments.hpp"
#include "venscope/endpoint/split_follow_up.hpp"
#include "venscope/formula/expression.hpp"
#include "venscope/report/figure/survival_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/analysis_json.hpp"
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

/// A happening and the yes/no column that it becomes.
struct ChangingCovariate {
  std::string name;
  endpoint::Happening happening;
};

/// A step's patients cut into intervals.
struct Intervals {
  cohort::Table table;
  std::size_t patients = 0;
  std::vector<std::size_t>
      switched;  ///< patients in whom it happened under observation, by covariate
};

cohort::Column& own_column(cohort::Table& table, const std::string& name) {
  for (cohort::Column& column : table.columns)
    if (column.name == name) return column;
  cohort::Column& added = table.columns.emplace_back();
  added.name = name;
  return added;
}

/// The outcomes of the table's rows, and which rows those are.
endpoint::Outcomes outcomes_of(const cohort::Table& table, const endpoint::Endpoint& endpoint,
                               std::vector<std::size_t>& rows) {
  const std::string& id = endpoint.definition.id;
  const cohort::Column *time = table.find(id + ".time"), *event = table.find(id + ".event"),
                       *entry = table.find(id + ".entry");
  endpoint::Outcomes outcomes;
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (time->missing(row)) continue;
    rows.push_back(row);
    outcomes.time.push_back(time->number[row]);
    outcomes.event.push_back(static_cast<std::int32_t>(event->number[row]));
    if (entry) outcomes.entry.push_back(entry->number[row]);
  }
  return outcomes;
}

/// Reads when it happened; `unknown` where that is not known.
class Reader {
public:
  Reader(const cohort::Table& table, const endpoint::EndpointDefinition& definition)
      : definition_(definition), moments_(table, definition, no_rows_, log_, warnings_) {}

  endpoint::HappeningTimes read(const endpoint::Happening& happening,
                                const std::vector<std::size_t>& rows, std::vector<bool>& unknown) {
    endpoint::HappeningTimes times(rows.size());
    unknown.assign(rows.size(), false);
    endpoint::BoundHappening bound = moments_.bind(happening);
    if (!log_.empty()) return times;
    const double start = endpoint::convert(definition_.landmark.value_or(0), definition_.unit,
                                           definition_.output_unit);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const endpoint::Moment moment = moments_.read(bound, rows[i]);
      unknown[i] = moment.state == endpoint::Moment::State::unknown;
      if (moment.happened()) times[i] = moment.time - start;
    }
    return times;
  }
  Problems problems() { return log_.take(); }

private:
  const endpoint::EndpointDefinition& definition_;
  cohort::ProblemLog log_;
  std::vector<std::string> warnings_;
  std::vector<bool> no_rows_;
  endpoint::Moments moments_;
};

void put_numbers(cohort::Table& table, const std::string& name, std::vector<double> numbers) {
  cohort::Column& column = own_column(table, name);
  column.type = cohort::ColumnType::number;
  column.number = std::move(numbers);
}

Intervals cut_into_intervals(const Plan& plan, const Step& step,
                             const std::vector<ChangingCovariate>& covariates, Problems& problems) {
  const endpoint::Endpoint& endpoint = plan.endpoints[*step.endpoint];
  std::vector<std::size_t> rows;
  const endpoint::Outcomes outcomes = outcomes_of(*step.table, endpoint, rows);
  Reader reader(*step.table, endpoint.definition);
  std::vector<endpoint::HappeningTimes> when;
  std::vector<std::vector<bool>> unknown(covariates.size());
  for (std::size_t k = 0; k < covariates.size(); ++k)
    when.push_back(reader.read(covariates[k].happening, rows, unknown[k]));
  problems = reader.problems();
  Intervals intervals;
  if (!problems.empty()) return intervals;

  const endpoint::SplitFollowUp split = endpoint::split_follow_up(outcomes, when);
  std::vector<std::size_t> chosen;
  for (const std::size_t patient : split.patient) chosen.push_back(rows[patient]);
  intervals.patients = rows.size();
  intervals.table = cohort::select_rows(*step.table, chosen);
  const std::string& id = endpoint.definition.id;
  put_numbers(intervals.table, id + ".entry", split.outcomes.entry);
  put_numbers(intervals.table, id + ".time", split.outcomes.time);
  put_numbers(intervals.table, id + ".event",
              {split.outcomes.event.begin(), split.outcomes.event.end()});
  for (std::size_t k = 0; k < covariates.size(); ++k) {
    cohort::Column& column = own_column(intervals.table, covariates[k].name);
    column.label = covariates[k].happening.label;
    column.type = cohort::ColumnType::category;
    column.levels = {"no", "yes"};
    std::vector<bool> after(rows.size(), false);
    for (std::size_t i = 0; i < chosen.size(); ++i) {
      const bool is_unknown = unknown[k][split.patient[i]];
      column.code.push_back(is_unknown ? cohort::missing_code : split.happened[k][i]);
      if (split.happened[k][i] != 0) after[split.patient[i]] = true;
    }
    intervals.switched.push_back(
        static_cast<std::size_t>(std::count(after.begin(), after.end(), true)));
  }
  return intervals;
}

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
  std::vector<std::string> summary(const Plan&, const Step&) const override {
    std::vector<std::string> lines;
    for (std::size_t j = 0; j < cox_.fit.terms.size(); ++j)
      if (std::isfinite(cox_.fit.terms[j].coef))
        lines.push_back(fmt::format(
            "{}: HR {}, {}", cox_.frame.column_names[j],
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

/// The curve with the beginning of follow-up as its first time, so that the numbers below say who
/// is at risk there: of those in whom it has happened, hardly anybody.
survival::KaplanMeier from_the_beginning(const CurvesAnalysis& curves, std::size_t g) {
  survival::KaplanMeier fit = curves.strata[g].fit;
  const formula::ModelFrame& frame = curves.frame;
  if (fit.curve.empty() || fit.curve.front().time <= 0) return fit;
  double at_risk = 0;
  for (std::size_t i = 0; i < frame.rows.size(); ++i)
    at_risk +=
        frame.groups.group[i] == static_cast<std::int32_t>(g) && frame.outcomes.entry[i] <= 0;
  fit.curve.insert(fit.curve.begin(), {0, at_risk, 0, 0, 1, 0, 1, 1});
  return fit;
}

report::Figure TimeDependentFinding::figure(const Plan& plan, const Step& step,
                                            std::size_t k) const {
  const std::string label = within_sentence(covariates_[k].happening.label);
  const Compared& compared = compared_[k];
  report::SurvivalFigure drawn;
  std::vector<survival::KaplanMeier> fits;
  for (std::size_t g = 0; g < compared.curves.strata.size(); ++g)
    fits.push_back(from_the_beginning(compared.curves, g));
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
  void check(const Plan& plan, const Step& step, Problems& problems) const override;
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext&) const override;

private:
  std::string model_formula(const Plan& plan, const Step& step, const cohort::Table& table) const {
    std::vector<std::string> terms;
    for (const ChangingCovariate& covariate : covariates_) terms.push_back(covariate.name);
    terms.insert(terms.end(), variables_.begin(), variables_.end());
    return left(plan, step) + " ~ " + right_side(terms, strata_, cluster_, table);
  }
  std::string left(const Plan& plan, const Step& step) const {
    const std::string& id = plan.endpoints[*step.endpoint].definition.id;
    return fmt::format("Surv({}, {}, {})", formula::quoted_name(id + ".entry"),
                       formula::quoted_name(id + ".time"), formula::quoted_name(id + ".event"));
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
    ChangingCovariate covariate;
    covariate.name = entry.required_text("name", "the covariate that the happening becomes");
    covariate.happening.label = entry.text("label").value_or(covariate.name);
    covariate.happening.when = entry.required_text("when", "a column of dates or times");
    covariate.happening.indicator = entry.text("indicator").value_or("");
    entry.finish();
    covariates_.push_back(std::move(covariate));
  }
  if (covariates_.empty())
    section.reject("covariates", "study.absent", "is not given",
                   "what happens and when, for instance [{name = \"allohct\", when = "
                   "\"hct_date\"}]");
}

void TimeDependentRequest::check(const Plan& plan, const Step& step, Problems& problems) const {
  if (covariates_.empty()) return;
  for (const ChangingCovariate& covariate : covariates_)
    if (plan.table.find(covariate.name))
      problems.push_back({"study.name_taken", step.request->place,
                          fmt::format("there is a column '{}' already", covariate.name),
                          "a name of its own for the covariate that changes", ""});
  Problems found;
  const Intervals intervals = cut_into_intervals(plan, step, covariates_, found);
  if (found.empty()) {
    const auto frame =
        formula::model_frame(model_formula(plan, step, intervals.table), intervals.table, {});
    if (!frame) found = frame.error();
  }
  for (Problem& problem : found) {
    if (problem.fault == Fault::analysis) continue;
    if (problem.place.line == 0) {
      // A problem of the declaration, such as a column that is not there.
      if (!problem.place.column.empty())
        problem.what = fmt::format("column '{}': {}", problem.place.column, problem.what);
      problem.place = step.request->place;
    }
    problems.push_back(std::move(problem));
  }
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
        left(plan, step) + " ~ " + right_side({covariate.name}, {}, "", intervals.table);
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
