#include "venscope/study/cox_blocks.hpp"

#include "venscope/report/figure/forest_figure.hpp"
#include "venscope/report/figure/hazard_time_figure.hpp"
#include "venscope/report/hazard_rows.hpp"
#include "venscope/report/number.hpp"
#include "venscope/study/identifier.hpp"
#include "venscope/study/wording.hpp"

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
report::FactList model_facts(const CoxAnalysis& cox) {
  report::FactList list;
  const auto n = static_cast<double>(cox.fit.n);
  list.facts.push_back({"Patients in the multivariable model",
                        cox.frame.n_missing == 0
                            ? report::count(n)
                            : fmt::format("{} ({} left out, value missing)", report::count(n),
                                          report::count(double(cox.frame.n_missing)))});
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

report::Figure forest(const Plan& plan, const Step& step, std::vector<report::HazardRow> rows) {
  report::ForestFigure drawn;
  drawn.rows = std::move(rows);
  drawn.level = step.request->level;
  report::Figure figure;
  figure.id = step.group + "-forest";
  figure.caption = fmt::format("{}. Hazard ratios with {}.", outcome_of(plan, step),
                               interval_name(step.request->level));
  figure.scene = report::forest_scene(drawn);
  return figure;
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
  crude.insert(crude.end(), models.begin(), models.end());
  const std::vector<report::HazardRow> rows = report::merge_rows(crude);
  if (rows.empty()) return {};
  report::Table table = report::hazard_table(rows, first.group, first.title, first.request->level);
  std::vector<report::Block> blocks{std::move(table), forest(plan, first, rows)};
  if (!adjusted) return blocks;
  blocks.emplace_back(model_facts(*adjusted));
  return blocks;
}

}  // namespace venscope::study
