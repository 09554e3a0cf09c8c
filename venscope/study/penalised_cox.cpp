// The penalised model of `fit coxnet` and of kind = "penalised-cox", once its columns are together.
#include "venscope/accuracy/coxnet_concordance.hpp"
#include "venscope/study/analysis.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace venscope::study {
namespace {

using survival::CoxnetMeasure;

/// Columns that hold something else than finite numbers, a few by name.
Problems obstacles_to_columns(const CoxnetColumnsGiven& columns) {
  constexpr std::size_t most_named = 5;
  std::vector<std::string> odd;
  std::size_t count = 0;
  for (std::size_t j = 0; j < columns.design.columns; ++j) {
    const std::span<const double> x = columns.design.column(j);
    if (std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); }))
      continue;
    if (++count <= most_named) odd.push_back(columns.names[j]);
  }
  if (count == 0) return {};
  return {{"coxnet.missing_values",
           {},
           fmt::format("{} column{} hold values that are missing or not finite: {}{}", count,
                       count == 1 ? "" : "s", fmt::join(odd, ", "),
                       count > most_named ? fmt::format(" and {} more", count - most_named) : ""),
           "a finite number for every patient",
           "leave the column out, or fill it in before",
           Fault::analysis}};
}

std::vector<double> deviations_of(const CoxnetColumnsGiven& columns,
                                  const std::vector<double>& weights) {
  std::vector<double> result;
  for (std::size_t j = 0; j < columns.design.columns; ++j) {
    const std::span<const double> x = columns.design.column(j);
    double total = 0, mean = 0, square = 0;
    const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
    for (std::size_t i = 0; i < x.size(); ++i) {
      total += weight(i);
      mean += weight(i) * x[i];
    }
    mean /= total;
    for (std::size_t i = 0; i < x.size(); ++i) square += weight(i) * (x[i] - mean) * (x[i] - mean);
    result.push_back(std::sqrt(square / total));
  }
  return result;
}

std::vector<std::vector<std::int32_t>> folds_of(const formula::ModelFrame& frame,
                                                const CoxnetAnalysisOptions& options,
                                                std::vector<std::int32_t> given,
                                                std::size_t count) {
  std::vector<std::vector<std::int32_t>> folds;
  if (!given.empty()) {
    folds.push_back(std::move(given));
    return folds;
  }
  for (std::size_t r = 0; r < std::max<std::size_t>(1, options.repeats); ++r)
    folds.push_back(
        options.folds_by_event
            ? survival::random_folds_by_event(frame.outcomes.event, count, options.seed, r)
            : survival::random_folds(frame.rows.size(), count, options.seed, r));
  return folds;
}

/// Which columns stand for others, where there are such.
std::vector<std::string> what_copies_say(const CoxnetAnalysis& analysis) {
  constexpr std::size_t most_named = 5;
  const auto& copies = analysis.validation.path.copies;
  if (copies.empty()) return {};
  std::string named;
  for (std::size_t k = 0; k < std::min(copies.size(), most_named); ++k)
    named += fmt::format("{}{} of {}", k == 0 ? "" : ", ", analysis.columns[copies[k].column],
                         analysis.columns[copies[k].of]);
  if (copies.size() > most_named) named += ", …";
  return {fmt::format("{} of an earlier one and {} no coefficient beside it: {}",
                      copies.size() == 1 ? "a column is a copy"
                                         : fmt::format("{} columns are copies", copies.size()),
                      copies.size() == 1 ? "has" : "have", named)};
}

/// Stability selection and bootstrap, where asked for.
Problems add_resampling(const survival::CoxData& data, std::span<const std::int32_t> fold,
                        const survival::CoxnetOptions& fit,
                        const survival::CoxnetValidationOptions& more, CoxnetAnalysis& analysis) {
  const CoxnetAnalysisOptions& options = analysis.options;
  auto& warnings = analysis.frame.warnings;
  if (options.stability) {
    survival::StabilityOptions stability = *options.stability;
    stability.seed = options.seed;
    stability.threads = options.threads;
    auto found = survival::stability_selection(data, fit, stability);
    if (!found) return std::move(found.error());
    warnings.insert(warnings.end(), found->warnings.begin(), found->warnings.end());
    analysis.stability = std::move(*found);
  }
  if (options.bootstrap == 0) return {};
  auto found =
      survival::selection_frequencies(data, fold, fit, more, options.bootstrap, options.seed);
  if (!found) return std::move(found.error());
  if (found->failed > 0)
    warnings.push_back(
        fmt::format("{} of {} bootstrap resamples have no fit", found->failed, options.bootstrap));
  analysis.bootstrap = std::move(*found);
  return {};
}

}  // namespace

std::vector<survival::CoxnetCoefficient> CoxnetAnalysis::chosen_min() const {
  const auto& relaxed = validation.relaxed;
  if (relaxed)
    return relaxed->coefficients(validation.path, relaxed->gamma[relaxed->gamma_min],
                                 relaxed->at_min);
  return validation.path.steps[validation.at_min].coefficients;
}

std::vector<survival::CoxnetCoefficient> CoxnetAnalysis::chosen_1se() const {
  const auto& relaxed = validation.relaxed;
  if (relaxed)
    return relaxed->coefficients(validation.path, relaxed->gamma[relaxed->gamma_1se],
                                 relaxed->at_1se);
  return validation.path.steps[validation.at_1se].coefficients;
}

Result<CoxnetAnalysis> penalised_cox(formula::ModelFrame frame, const CoxnetColumnsGiven& columns,
                                     const CoxnetAnalysisOptions& options,
                                     std::vector<std::int32_t> given) {
  Problems problems = obstacles_to_columns(columns);
  if (!problems.empty()) return failure(std::move(problems));
  CoxnetAnalysis analysis;
  analysis.options = options;
  analysis.columns = columns.names;
  analysis.unpenalised = columns.unpenalised;
  analysis.folds =
      given.empty() ? std::min(options.folds, frame.rows.size())
                    : static_cast<std::size_t>(*std::max_element(given.begin(), given.end())) + 1;
  const auto folds = folds_of(frame, options, std::move(given), analysis.folds);
  analysis.frame = std::move(frame);
  const formula::ModelFrame& model = analysis.frame;
  analysis.deviation = deviations_of(columns, model.weights);
  const survival::CoxData data{.outcomes = model.outcomes,
                               .design = columns.design,
                               .strata = model.strata.group,
                               .weights = model.weights,
                               .offset = model.offset,
                               .cluster = model.clusters.group};
  survival::CoxnetOptions fit = options.fit;
  if (columns.unpenalised > 0) {
    fit.penalty_factor.assign(columns.names.size(), 1.0);
    std::fill_n(fit.penalty_factor.begin(), columns.unpenalised, 0.0);
  }
  const bool by_concordance = options.measure == CoxnetMeasure::concordance;
  survival::CoxnetValidationOptions more;
  more.gamma = options.gamma;
  more.adaptive = options.adaptive;
  more.keep_left_out = by_concordance;
  more.threads = options.threads;
  const bool resamples = options.stability || options.bootstrap > 0;
  auto validation = survival::cross_validated_coxnet(data, folds, fit, more);
  if (!validation) return tl::unexpected(std::move(validation.error()));
  analysis.validation = by_concordance ? accuracy::judged_by_concordance(
                                             data, folds, std::move(*validation), options.threads)
                                       : std::move(*validation);
  auto& warnings = analysis.frame.warnings;
  const auto& said = analysis.validation.path.warnings;
  warnings.insert(warnings.end(), said.begin(), said.end());
  for (std::string& warning : what_copies_say(analysis)) warnings.push_back(std::move(warning));
  if (analysis.validation.relaxed) {
    const auto& relaxed = analysis.validation.relaxed->path.warnings;
    warnings.insert(warnings.end(), relaxed.begin(), relaxed.end());
  }
  if (!resamples) return analysis;
  more.keep_left_out = false;
  more.gamma.clear();
  problems = add_resampling(data, folds[0], fit, more, analysis);
  if (!problems.empty()) return failure(std::move(problems));
  return analysis;
}

}  // namespace venscope::study
