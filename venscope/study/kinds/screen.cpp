// kind = "screen": a Cox model for every gene of an [[expression]].
#include "venscope/study/analysis_section.hpp"
#include "venscope/study/kinds/gene_tables.hpp"
#include "venscope/study/kinds/kinds.hpp"
#include "venscope/study/kinds/screen_finding.hpp"
#include "venscope/study/step_formula.hpp"

namespace venscope::study {

namespace {

class ScreenRequest final : public KindRequest {
public:
  ScreenRequest(ScreenDeclared declared, Place place)
      : declared_(std::move(declared)), place_(std::move(place)) {}

  std::string title(const Plan&) const override { return "Cox model of every gene"; }

  void check(const Plan& plan, const Step& step, Problems& problems) const override {
    const auto frame = formula::model_frame(formula_of(plan, step), *step.table, {});
    if (frame) return;
    for (Problem problem : frame.error()) {
      // What is wrong with the values is for the run to say; here what is wrong with the entry.
      if (problem.fault != Fault::input) continue;
      problem.place = place_;
      problems.push_back(std::move(problem));
    }
  }

  std::size_t work() const override { return 2; }

  Result<std::unique_ptr<const Finding>> run(const Plan& plan, const Step& step,
                                             const RunContext& context) const override {
    auto analysis = screened(plan, step, context.threads);
    for (std::size_t k = 0; k < work() && context.tick; ++k) context.tick();
    if (!analysis) return failure(std::move(analysis.error()));
    const Expression& matrix = *plan.expression(declared_.expression);
    return std::make_unique<const ScreenFinding>(
        std::move(*analysis), declared_,
        ScreenedMatrix{matrix.file, matrix.sha256, matrix.scale, matrix.samples,
                       matrix.assumptions});
  }

private:
  std::string formula_of(const Plan& plan, const Step& step) const {
    return survival_side(plan.endpoints[*step.endpoint]) + " ~ " +
           right_side(declared_.adjusters, declared_.strata, "", *step.table);
  }

  Result<ScreenAnalysis> screened(const Plan& plan, const Step& step, unsigned threads) const {
    const Expression& matrix = *plan.expression(declared_.expression);
    const SampledStep sampled = sampled_step(plan, step, matrix);
    auto frame = formula::model_frame(formula_of(plan, step), sampled.table, {});
    if (!frame) return failure(std::move(frame.error()));
    std::vector<std::size_t> rows;
    for (const std::size_t row : frame->rows) rows.push_back(sampled.matrix_rows[row]);
    ScreenAnalysisOptions options;
    options.fit.ties = declared_.ties;
    options.fit.threads = threads;
    options.storey = declared_.storey;
    auto analysis =
        screen_on(std::move(*frame), rows_of(matrix.values, rows), matrix.genes, options);
    if (!analysis) return analysis;
    analysis->without_sample = step.table->rows - sampled.table.rows;
    analysis->unused_samples = matrix.samples - sampled.table.rows;
    return analysis;
  }

  ScreenDeclared declared_;
  Place place_;
};

std::unique_ptr<const KindRequest> read_screen(Section& section, const Protocol& protocol,
                                               const AnalysisDefaults& defaults) {
  ScreenDeclared declared;
  declared.expression = read_expression_id(section, protocol);
  declared.adjusters = section.texts("adjusters");
  declared.strata = section.texts("strata");
  declared.named = section.texts("label");
  declared.ties =
      section
          .choice<survival::Ties>(
              "ties", {{"efron", survival::Ties::efron}, {"breslow", survival::Ties::breslow}})
          .value_or(defaults.ties == survival::Ties::exact ? survival::Ties::efron : defaults.ties);
  declared.storey = section.flag("storey").value_or(false);
  declared.cut = section.number("q", 0.0, 1.0).value_or(0.05);
  return std::make_unique<const ScreenRequest>(std::move(declared), section.place());
}

}  // namespace

Kind screen_kind() {
  return {"screen", "Genes and survival", true, read_screen};
}

}  // namespace venscope::study
