#include "venscope/signature/penalised_step.hpp"

#include "venscope/accuracy/coxnet_concordance.hpp"
#include "venscope/base/random.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

namespace venscope::signature {

namespace {

std::vector<std::size_t> every(std::size_t count) {
  std::vector<std::size_t> all(count);
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

/// The step that cross-validation chose, with its coefficients.
struct Chosen {
  std::vector<survival::CoxnetCoefficient> coefficients;
  double lambda = 0;
  std::optional<double> gamma;
};

Chosen chosen_of(const survival::CoxnetValidation& validation, Penalty penalty) {
  const bool at_min = penalty == Penalty::at_min;
  if (const auto& relaxed = validation.relaxed) {
    const std::size_t at = at_min ? relaxed->at_min : relaxed->at_1se;
    const double gamma = relaxed->gamma[at_min ? relaxed->gamma_min : relaxed->gamma_1se];
    return {relaxed->coefficients(validation.path, gamma, at), validation.path.steps[at].lambda,
            gamma};
  }
  const survival::CoxnetStep& step =
      validation.path.steps[at_min ? validation.at_min : validation.at_1se];
  return {step.coefficients, step.lambda, {}};
}

}  // namespace

std::string_view words(survival::CoxTrouble trouble) {
  switch (trouble) {
    case survival::CoxTrouble::collinear:
      return "is the same for all of them, or a combination of the covariates before it";
    case survival::CoxTrouble::no_events:
      return "has no event on one side";
    case survival::CoxTrouble::separation:
      return "parts those with the event from the others, so that its coefficient runs off to "
             "infinity";
    case survival::CoxTrouble::not_converged:
      return "has no coefficient that can be found";
    case survival::CoxTrouble::none:
      break;
  }
  return "";
}

std::vector<UnusableCovariate> unusable_covariates(const TrainingData& data,
                                                   std::span<const std::size_t> rows) {
  std::vector<UnusableCovariate> unusable;
  if (data.covariate_count() == 0) return unusable;
  const endpoint::Outcomes outcomes = outcomes_of(data.outcomes, rows);
  const std::vector<std::int32_t> strata = codes_at(data.strata, rows);
  const Matrix columns = taken(*data.covariates, rows, every(data.covariates->columns));
  const auto fit = survival::cox({.outcomes = outcomes, .design = columns, .strata = strata}, {});
  for (std::size_t j = 0; j < columns.columns; ++j) {
    const survival::CoxTrouble trouble =
        fit ? fit->terms[j].trouble : survival::CoxTrouble::not_converged;
    if (trouble != survival::CoxTrouble::none) unusable.push_back({j, trouble});
  }
  return unusable;
}

PenalisedDesign penalised_design(const TrainingData& data, std::span<const std::size_t> rows,
                                 std::span<const std::size_t> genes, const ModelRule& rule) {
  PenalisedDesign design;
  design.outcomes = outcomes_of(data.outcomes, rows);
  design.strata = codes_at(data.strata, rows);
  for (const UnusableCovariate& one : unusable_covariates(data, rows))
    design.dropped.push_back(one.covariate);
  for (std::size_t j = 0; j < data.covariate_count(); ++j)
    if (!std::binary_search(design.dropped.begin(), design.dropped.end(), j))
      design.covariates.push_back(j);
  design.columns = taken(data.expression, rows, genes);
  design.options.alpha = rule.alpha;
  design.options.ties = rule.ties;
  design.options.standardise = rule.standardise;
  if (design.covariates.empty()) return design;
  const Matrix covariates = taken(*data.covariates, rows, design.covariates);
  design.columns.values.insert(design.columns.values.begin(), covariates.values.begin(),
                               covariates.values.end());
  design.columns.columns += covariates.columns;
  design.options.penalty_factor.assign(design.columns.columns, 1.0);
  std::fill_n(design.options.penalty_factor.begin(), covariates.columns, 0.0);
  return design;
}

std::vector<std::vector<std::int32_t>> folds_of(const TrainingData& data,
                                                std::span<const std::size_t> rows,
                                                const ModelRule& rule, std::uint64_t seed,
                                                std::size_t index) {
  std::vector<std::vector<std::int32_t>> folds;
  if (!rule.fold.empty()) return {codes_at(rule.fold, rows)};
  std::vector<std::size_t> patients(rows.begin(), rows.end());
  std::sort(patients.begin(), patients.end());
  patients.erase(std::unique(patients.begin(), patients.end()), patients.end());
  const std::size_t count = std::min(rule.folds, patients.size());
  for (std::size_t repeat = 0; repeat < std::max<std::size_t>(1, rule.repeats); ++repeat) {
    const std::uint64_t deal = repeat == 0 ? seed : RandomStream(seed, "repeats", repeat).bits();
    const std::vector<std::int32_t> dealt =
        event_folds(data.outcomes, patients, count, deal, index, data.strata);
    std::vector<std::int32_t>& fold = folds.emplace_back();
    for (const std::size_t row : rows) {
      const auto place = std::lower_bound(patients.begin(), patients.end(), row);
      fold.push_back(dealt[static_cast<std::size_t>(place - patients.begin())]);
    }
  }
  return folds;
}

Result<PenalisedStep> penalised_step(const TrainingData& data, const Rows& rows,
                                     std::span<const std::size_t> genes, const ModelRule& rule,
                                     std::uint64_t seed, std::size_t index) {
  const PenalisedDesign design = penalised_design(data, rows.patients, genes, rule);
  const auto folds = folds_of(data, rows.patients, rule, seed, index);
  const bool by_concordance = rule.measure == survival::CoxnetMeasure::concordance;
  survival::CoxnetValidationOptions more;
  more.gamma = rule.relax;
  more.adaptive = rule.adaptive;
  more.keep_left_out = by_concordance;
  auto validation = survival::cross_validated_coxnet(design.data(), folds, design.options, more);
  if (!validation) return failure(std::move(validation.error()));
  PenalisedStep step;
  step.validation = by_concordance ? accuracy::judged_by_concordance(design.data(), folds,
                                                                     std::move(*validation), 1)
                                   : std::move(*validation);
  step.dropped = design.dropped;
  step.warnings = step.validation.path.warnings;
  if (const auto& relaxed = step.validation.relaxed)
    step.warnings.insert(step.warnings.end(), relaxed->path.warnings.begin(),
                         relaxed->path.warnings.end());
  Chosen chosen = chosen_of(step.validation, rule.penalty);
  step.lambda = chosen.lambda;
  step.gamma = chosen.gamma;
  const std::size_t beside = design.covariates.size();
  for (const std::size_t covariate : design.covariates) step.covariates.push_back({covariate, 0});
  for (const survival::CoxnetCoefficient& one : chosen.coefficients) {
    if (one.column < beside)
      step.covariates[one.column].coef = one.value;
    else
      step.genes.push_back({genes[one.column - beside], one.value});
  }
  return step;
}

}  // namespace venscope::signature
