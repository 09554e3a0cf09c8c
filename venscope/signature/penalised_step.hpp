/// The penalised model of the pipeline: survival::coxnet on the genes, beside clinical covariates
/// without a penalty.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/signature/training_data.hpp"
#include "venscope/survival/coxnet.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::signature {

enum class Penalty { at_min, at_1se };

struct ModelRule {
  double alpha = 1;  ///< 1 LASSO, 0 ridge
  Penalty penalty = Penalty::at_min;
  std::size_t folds = 10, repeats = 1;
  std::vector<std::int32_t> fold = {};  ///< one code per patient, instead of dealing them
  survival::CoxnetMeasure measure = survival::CoxnetMeasure::deviance;
  std::optional<survival::CoxnetAdaptive> adaptive = {};
  /// Gammas of relaxed fits, of which cross-validation chooses together with lambda; empty: none.
  std::vector<double> relax = {};
  survival::Ties ties = survival::Ties::breslow;
  bool standardise = true;
};

struct GeneWeight {
  std::size_t gene = 0;  ///< column of the expression
  double coef = 0;       ///< ln hazard ratio per unit of expression
};

struct CovariateWeight {
  std::size_t covariate = 0;  ///< column of the covariates
  double coef = 0;
};

struct PenalisedStep {
  std::vector<GeneWeight> genes;            ///< that are not 0, by column
  std::vector<CovariateWeight> covariates;  ///< all that were in the model, by column
  std::vector<std::size_t> dropped;         ///< covariates without a coefficient in these rows
  double lambda = 0;
  std::optional<double> gamma;  ///< with relaxed fits
  /// Its columns are `covariates` and then the genes asked for.
  survival::CoxnetValidation validation;
  std::vector<std::string> warnings;
};

/// survival::cross_validated_coxnet of these genes on these rows: penalty factors 1 of the genes
/// and 0 of the covariates, strata, adaptive weights, relaxed fits, repeated folds as the rule
/// says. All copies of a patient are in one fold (`event_folds`). A covariate that has no finite
/// coefficient by itself in these rows (constant, collinear, separating) stays out and is named.
/// Problems: those of coxnet. Cost: a path per fold and repeat.
/// Right by: reference/signature/pipeline (R: cv.glmnet with penalty factors on the same folds),
/// laws/signature/covariates.
Result<PenalisedStep> penalised_step(const TrainingData& data, const Rows& rows,
                                     std::span<const std::size_t> genes, const ModelRule& rule,
                                     std::uint64_t seed, std::size_t index);

/// The data of that model, and its penalty factors.
struct PenalisedDesign {
  endpoint::Outcomes outcomes;
  Matrix columns;
  std::vector<std::int32_t> strata;
  std::vector<std::size_t> covariates;  ///< those that are in it
  std::vector<std::size_t> dropped;     ///< those that are not
  survival::CoxnetOptions options;

  survival::CoxData data() const {
    return {.outcomes = outcomes, .design = columns, .strata = strata};
  }
};
PenalisedDesign penalised_design(const TrainingData& data, std::span<const std::size_t> rows,
                                 std::span<const std::size_t> genes, const ModelRule& rule);

/// A fold for each row, the same for all copies of a patient; one list per repeat.
std::vector<std::vector<std::int32_t>> folds_of(const TrainingData& data,
                                                std::span<const std::size_t> rows,
                                                const ModelRule& rule, std::uint64_t seed,
                                                std::size_t index);

/// A covariate that a Cox model of the covariates alone has no finite coefficient for.
struct UnusableCovariate {
  std::size_t covariate = 0;
  survival::CoxTrouble trouble = survival::CoxTrouble::none;
};
std::vector<UnusableCovariate> unusable_covariates(const TrainingData& data,
                                                   std::span<const std::size_t> rows);
/// "is the same for all of them, or a combination of the others", …
std::string_view words(survival::CoxTrouble trouble);

}  // namespace venscope::signature
