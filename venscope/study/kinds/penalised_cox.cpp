// kind = "penalised_cox": a path of penalised Cox models, its cross-validation, its stability; of
// columns of the cohort, or of the genes of an [[expression]].
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/expression.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/penalised_cox_finding.hpp"
#include "venscope/study/step_formula.hpp"
#include "venscope/study/wording.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {

namespace {

struct PenalisedDeclared {
  std::vector<std::string> candidates, unpenalised, strata;
  std::string expression;
  CoxnetAnalysisOptions options;
};

class PenalisedCoxRequest final : public KindRequest {
public:
  explicit PenalisedCoxRequest(PenalisedDeclared declared) : declared_(std::move(declared)) {}

  std::string title(const Plan&) const override { return "Penalised Cox model"; }
  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    if (const auto frame = formula::model_frame(formula_of(plan, step), *step.table, {}); !frame)
      for (Problem problem : frame.error()) {
        // What is wrong with the values is for the run to say; here what is wrong with the entry.
        if (problem.fault != Fault::input) continue;
        problem.place = step.request->place;
        problems.push_back(std::move(problem));
      }
  }
  std::size_t work() const override { return 2; }
  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    auto found = fit(plan, step, context.threads);
    for (std::size_t k = 0; k < work() && context.tick; ++k) context.tick();
    if (!found) return failure(std::move(found.error()));
    return std::make_unique<const PenalisedCoxFinding>(std::move(*found));
  }

private:
  std::string formula_of(const Plan& plan, const Step& step) const {
    std::vector<std::string> terms = declared_.unpenalised;
    terms.insert(terms.end(), declared_.candidates.begin(), declared_.candidates.end());
    return survival_side(plan.endpoints[*step.endpoint]) + " ~ " +
           right_side(terms, declared_.strata, "", *step.table);
  }
  Result<PenalisedCoxFound> fit(const Plan& plan, const Step& step, unsigned threads) const;

  PenalisedDeclared declared_;
};

/// The columns of the first `terms` terms.
std::size_t columns_of_terms(const formula::ModelFrame& frame, std::size_t terms) {
  std::size_t columns = 0;
  for (std::size_t t = 0; t < std::min(terms, frame.terms.size()); ++t)
    columns += frame.terms[t].column_count;
  return columns;
}

/// Adds the genes that have a finite value for every patient of the frame.
void add_genes(const Expression& expression, const SampledPatients& sampled,
               const formula::ModelFrame& frame, CoxnetColumnsGiven& columns,
               PenalisedCoxFound& found) {
  std::vector<std::size_t> rows;
  for (const std::size_t row : frame.rows) rows.push_back(sampled.matrix[row]);
  const Matrix values = rows_of(expression.values, rows);
  columns.unpenalised = columns.names.size();
  for (std::size_t g = 0; g < values.columns; ++g) {
    const std::span<const double> x = values.column(g);
    if (!std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); })) {
      found.left_out.push_back(expression.genes[g]);
      continue;
    }
    columns.design.values.insert(columns.design.values.end(), x.begin(), x.end());
    ++columns.design.columns;
    columns.names.push_back(expression.genes[g]);
    found.labels.push_back(expression.genes[g]);
  }
  found.matrix = expression.file;
}

Result<PenalisedCoxFound> PenalisedCoxRequest::fit(const Plan& plan, const Step& step,
                                                   unsigned threads) const {
  const Expression* expression =
      declared_.expression.empty() ? nullptr : plan.expression(declared_.expression);
  SampledPatients sampled;
  cohort::Table selected;
  if (expression) {
    sampled = sampled_patients(plan, step, *expression);
    selected = cohort::select_rows(*step.table, sampled.step);
  }
  auto frame =
      formula::model_frame(formula_of(plan, step), expression ? selected : *step.table, {});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  PenalisedCoxFound found;
  found.labels = column_labels(plan, *frame);
  CoxnetColumnsGiven columns{frame->design, frame->column_names, 0};
  columns.unpenalised = columns_of_terms(*frame, declared_.unpenalised.size());
  if (columns.design.rows == 0) columns.design.rows = frame->rows.size();
  if (expression) add_genes(*expression, sampled, *frame, columns, found);
  CoxnetAnalysisOptions options = declared_.options;
  options.seed = plan.protocol.seed;
  options.threads = threads;
  auto analysis = penalised_cox(std::move(*frame), columns, options);
  if (!analysis) return tl::unexpected(std::move(analysis.error()));
  found.analysis = std::move(*analysis);
  if (expression) found.analysis.without_sample = step.table->rows - sampled.step.size();
  return found;
}

void read_stability(Section& section, CoxnetAnalysisOptions& options) {
  const auto halves = section.whole("halves", 0, 100'000).value_or(0);
  const auto threshold = section.number("threshold", 0.5, 1);
  const auto bound = section.number("false_selections", 0, 1e6);
  const auto selected = section.whole("selected", 1, 1'000'000);
  options.bootstrap = static_cast<std::size_t>(section.whole("bootstrap", 0, 100'000).value_or(0));
  if (halves == 0) {
    for (const char* name : {"threshold", "false_selections", "selected"})
      if (section.has(name))
        section.reject(name, "study.halves", "belongs to stability selection", "halves = 100");
    return;
  }
  survival::StabilityOptions& stability = options.stability.emplace();
  stability.halves = static_cast<std::size_t>(halves + halves % 2);
  stability.threshold = threshold.value_or(0.75);
  if (bound) stability.false_selections = *bound;
  if (selected) stability.q = static_cast<std::size_t>(*selected);
}

std::unique_ptr<const KindRequest> read_penalised_cox(Section& section, const Protocol& protocol,
                                                      const AnalysisDefaults&) {
  PenalisedDeclared declared;
  declared.candidates = section.texts("candidates");
  declared.unpenalised = section.texts("unpenalised");
  declared.strata = section.texts("strata");
  if (declared.candidates.empty() || section.has("expression"))
    declared.expression = read_expression_id(section, protocol);
  if (!declared.candidates.empty() && !declared.expression.empty())
    section.reject("candidates", "study.candidates", "and expression are both given",
                   "columns to choose from, or a matrix of genes; columns beside genes are "
                   "`unpenalised`");
  CoxnetAnalysisOptions& options = declared.options;
  options.fit.alpha = section.number("alpha", 0, 1).value_or(1);
  options.fit.ties = section
                         .choice<survival::Ties>("ties", {{"breslow", survival::Ties::breslow},
                                                          {"efron", survival::Ties::efron}})
                         .value_or(survival::Ties::breslow);
  options.folds = static_cast<std::size_t>(section.whole("folds", 3, 1000).value_or(10));
  options.repeats = static_cast<std::size_t>(section.whole("repeats", 1, 1000).value_or(1));
  options.folds_by_event = section.flag("folds_by_event").value_or(true);
  options.measure = section
                        .choice<survival::CoxnetMeasure>(
                            "measure", {{"deviance", survival::CoxnetMeasure::deviance},
                                        {"concordance", survival::CoxnetMeasure::concordance}})
                        .value_or(survival::CoxnetMeasure::deviance);
  options.gamma = section.numbers("relax");
  using Start = survival::CoxnetAdaptive::Start;
  const auto start = section.choice<Start>(
      "adaptive", {{"ridge", Start::ridge}, {"univariate", Start::univariate}});
  const auto power = section.number("adaptive_gamma", 1e-6, 100);
  if (start) options.adaptive = survival::CoxnetAdaptive{*start, power.value_or(1)};
  read_stability(section, options);
  return std::make_unique<const PenalisedCoxRequest>(std::move(declared));
}

}  // namespace

Kind penalised_cox_kind() {
  return {"penalised_cox", "Penalised Cox models", true, read_penalised_cox};
}

}  // namespace venscope::study
