#include "venscope/base/nearest.hpp"
#include "venscope/study/differential_analysis.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace venscope::study {
namespace {

/// The names under which a reference level may stand in a contrast: `groupcontrol`.
std::vector<std::string> reference_names(const formula::ModelFrame& frame) {
  std::vector<std::string> names;
  for (const formula::Term& term : frame.terms)
    if (!term.reference.empty()) names.push_back(term.name + term.reference);
  return names;
}

/// The columns that a coefficient or a term stands for.
std::vector<std::string> columns_named(const formula::ModelFrame& frame, const std::string& name) {
  if (name == "(Intercept)") return {name};
  const auto& all = frame.column_names;
  if (std::find(all.begin(), all.end(), name) != all.end()) return {name};
  for (const formula::Term& term : frame.terms)
    if (term.name == name) {
      const auto first = all.begin() + static_cast<std::ptrdiff_t>(term.first_column);
      return {first, first + static_cast<std::ptrdiff_t>(term.column_count)};
    }
  return {};
}

Result<expression::DifferentialQuestion> question_of(const formula::ModelFrame& frame,
                                                     const std::vector<std::string>& design,
                                                     const DifferentialAnalysisOptions& options) {
  expression::DifferentialQuestion question;
  if (!options.contrasts.empty()) {
    auto contrasts = expression::read_contrasts(options.contrasts, design, reference_names(frame));
    if (!contrasts) return tl::unexpected(std::move(contrasts.error()));
    question.contrasts = std::move(*contrasts);
    return question;
  }
  if (frame.terms.empty() && options.coefficients.empty())
    return failure(Problem{"differential.no_terms",
                           {"formula", 0, ""},
                           "the formula has no term to test",
                           "~ group, or ~ group + age",
                           ""});
  std::vector<std::string> wanted = options.coefficients;
  if (wanted.empty()) wanted = {frame.terms.front().name};
  for (const std::string& name : wanted) {
    const auto columns = columns_named(frame, name);
    if (columns.empty()) {
      const std::string near = nearest_name(name, design);
      return failure(Problem{"differential.no_coefficient",
                             {"--coef", 0, ""},
                             fmt::format("the design has no coefficient '{}'", name),
                             fmt::format("one of {}", fmt::join(design, ", ")),
                             near.empty() ? "" : "did you mean " + near + "?"});
    }
    for (const std::string& column : columns)
      if (std::find(question.coefficients.begin(), question.coefficients.end(), column) ==
          question.coefficients.end())
        question.coefficients.push_back(column);
  }
  return question;
}

}  // namespace

Result<DifferentialAnalysis> differential_on(formula::ModelFrame frame, const cohort::Table& table,
                                             const SampledMatrix& sampled,
                                             const std::vector<std::string>& genes,
                                             const DifferentialAnalysisOptions& options) {
  const expression::Design design = expression::design_of(frame);
  auto question = question_of(frame, design.names, options);
  if (!question) return tl::unexpected(std::move(question.error()));
  auto result = expression::differential_expression(sampled.values, sampled.samples, genes, design,
                                                    *question, options.fit);
  if (!result) return tl::unexpected(std::move(result.error()));
  DifferentialAnalysis analysis{std::move(frame),       options,      genes,
                                sampled.without_sample, design.names, std::move(*result)};
  for (const std::string& tested : analysis.result.fit.names)
    analysis.compared.push_back(contrast_words(analysis.frame, tested, table));
  auto& warnings = analysis.frame.warnings;
  const auto& more = analysis.result.warnings;
  warnings.insert(warnings.end(), more.begin(), more.end());
  return analysis;
}

Result<DifferentialAnalysis> analyse_differential(std::string_view formula,
                                                  const cohort::Table& table,
                                                  const DifferentialAnalysisOptions& options) {
  SampledMatrix sampled;
  auto frame = sampled_frame(formula, table, options.source, {.no_response = true}, sampled);
  if (!frame) return tl::unexpected(std::move(frame.error()));
  return differential_on(std::move(*frame), table, sampled, options.source.matrix->features,
                         options);
}

}  // namespace venscope::study
