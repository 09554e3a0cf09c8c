#include "venscope/study/analysis.hpp"

namespace venscope::study {

Result<CoxAnalysis> analyse_cox(std::string_view formula, const cohort::Table& table,
                                const CoxAnalysisOptions& options) {
  auto frame = formula::model_frame(formula, table, {.weights = options.weights});
  if (!frame) return tl::unexpected(std::move(frame.error()));
  CoxAnalysis analysis{std::move(*frame), {}, {}};
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
  auto& warnings = analysis.frame.warnings;
  warnings.insert(warnings.end(), analysis.fit.warnings.begin(), analysis.fit.warnings.end());
  return analysis;
}

}  // namespace venscope::study
