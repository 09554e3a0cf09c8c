#include "venscope/study/analysis.hpp"

namespace venscope::study {
namespace {

std::optional<survival::ProportionalHazardsTest> proportional_hazards(
    const survival::CoxData& data, const survival::CoxFit& fit, const formula::ModelFrame& frame) {
  if (frame.terms.empty()) return {};
  std::vector<survival::ColumnGroup> groups;
  for (const formula::Term& term : frame.terms)
    groups.push_back({term.name, term.first_column, term.column_count});
  auto test = survival::proportional_hazards_test(data, fit, groups);
  if (!test) return {};
  return std::move(*test);
}

}  // namespace

Result<CoxAnalysis> analyse_cox(std::string_view formula, const cohort::Table& table,
                                const CoxAnalysisOptions& options) {
  auto frame = formula::model_frame(formula, table, {.weights = options.weights});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  CoxAnalysis analysis{std::move(*frame), {}, {}, {}};
  const formula::ModelFrame& model = analysis.frame;
  const survival::CoxData data{.outcomes = model.outcomes,
                               .design = model.design,
                               .strata = model.strata.group,
                               .weights = model.weights,
                               .offset = model.offset,
                               .cluster = model.clusters.group};
  auto fit = survival::cox(data, options.fit, model.column_names);
  if (!fit) return tl::unexpected(std::move(fit.error()));
  analysis.fit = std::move(*fit);
  // Without any comparable pair there is no concordance; that is no fault of the model.
  if (auto pairs = accuracy::harrell(model.outcomes, analysis.fit.linear_predictor,
                                     model.strata.group, model.weights, model.clusters.group))
    analysis.concordance = *pairs;
  analysis.zph = proportional_hazards(data, analysis.fit, model);
  auto& warnings = analysis.frame.warnings;
  warnings.insert(warnings.end(), analysis.fit.warnings.begin(), analysis.fit.warnings.end());
  return analysis;
}

}  // namespace venscope::study
