/// From genes to a score: candidates, screen, penalised Cox model, cut point, as one function that
/// can be repeated inside every resample.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/signature/association.hpp"
#include "venscope/signature/cut.hpp"
#include "venscope/signature/penalised_step.hpp"
#include "venscope/signature/training_data.hpp"
#include "venscope/survival/cox_screen.hpp"
#include "venscope/survival/stability_selection.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::signature {

/// What is compared with a threshold.
enum class Measure { p, benjamini_hochberg, storey };

struct Threshold {
  Measure measure = Measure::benjamini_hochberg;
  double level = 0.05;
};

/// Which genes are let in before survival is looked at.
struct CandidateRule {
  /// Columns of the gene set, ascending; unset: every gene.
  std::optional<std::vector<std::size_t>> set = {};
  std::optional<AssociationRule> association = {};  ///< with resistance; unset: not asked
  Threshold threshold = {};
  Direction direction = Direction::either;
};

/// Which of them go into the model.
struct ScreenRule {
  bool any = true;  ///< false: all candidates go
  Threshold threshold = {Measure::p, 0.05};
  std::optional<std::size_t> top = {};  ///< instead of a threshold: the k smallest p
  bool adjusted = false;                ///< each gene beside the covariates
};

/// What the score is the sum of.
enum class ScoreOf { genes, genes_and_covariates };

struct PipelineOptions {
  CandidateRule candidates = {};
  ScreenRule screen = {};
  /// Between screen and model: only genes that are stable go on. Its seed and threads are the
  /// pipeline's.
  std::optional<survival::StabilityOptions> stability = {};
  ModelRule model = {};
  ScoreOf score = ScoreOf::genes;
  CutRule cut = {};
  std::uint64_t seed = 1;
};

/// The step at which nothing was left. `none`: there is a signature.
enum class Emptied { none, set, association, screen, stability, model };
inline constexpr std::size_t emptied_kinds = 6;

/// "no gene of the set is associated with resistance", …
std::string words(Emptied emptied);

/// What the pipeline made of one set of rows.
struct Signature {
  Emptied emptied = Emptied::none;
  std::vector<std::size_t> in_set;      ///< columns, ascending, as those below
  std::vector<std::size_t> candidates;  ///< associated with resistance, or all of the set
  std::vector<std::size_t> screened;    ///< that passed the screen
  std::vector<std::size_t> modelled;    ///< that went into the model: of the screened the stable
  std::vector<GeneWeight> weights;      ///< by column; empty where nothing was chosen
  std::vector<CovariateWeight> covariates;      ///< beside them, never chosen and never left out
  std::vector<std::size_t> dropped_covariates;  ///< that have no coefficient in these rows
  std::vector<double> score;                    ///< of the rows; 0 without weights
  Cut cut;
  std::vector<std::string> warnings;

  // Of the whole cohort only (`detail`): what figures and tables show.
  std::vector<Association> association;                   ///< of in_set
  std::vector<double> association_q;                      ///< by the rule's measure
  std::vector<survival::ScreenedColumn> hazards;          ///< of the candidates
  std::vector<double> hazard_q;                           ///< Benjamini and Hochberg's
  std::optional<survival::StabilitySelection> stability;  ///< columns as of `validation`
  std::optional<survival::CoxnetValidation> validation;   ///< columns: covariates, modelled
  std::optional<double> lambda, gamma;                    ///< chosen; gamma of relaxed fits
};

/// What the data lack for any pipeline, all of it: signature.no_genes, signature.no_event (fewer
/// than two), signature.delayed_entry, signature.folds, signature.no_resistance,
/// signature.threshold, signature.covariate (constant, collinear, separating, by name),
/// signature.no_covariates (asked for and not there), signature.strata (a cut point that is
/// searched knows no strata).
Problems obstacles(const TrainingData& data, const PipelineOptions& options);

/// The whole pipeline on these rows:
///  1. candidates: genes of the set, of them those associated with resistance (association.hpp);
///  2. screen: a Cox model of each, alone or beside the covariates (gene_screen.hpp);
///  3. if asked for, stability selection of those that passed (survival::stability_selection);
///  4. penalised Cox model of the genes, covariates without penalty, lambda by cross-validation
///     (penalised_step.hpp);
///  5. score = sum of coef x expression, with the covariates' part where asked for; cut point by
///     the rule (cut.hpp).
/// Strata have baseline hazards of their own in 2, 3 and 4. A step that leaves nothing ends the
/// pipeline, and `emptied` says which: that is a result. Fails where a fit is impossible. Cost:
/// that of the steps. Source: docs/methods/signature.md.
/// Right by: reference/signature/pipeline (R: cor.test, limma, coxph, cv.glmnet on the same folds),
/// laws/signature/pipeline, laws/signature/covariates, twins/signature/pipeline.
Result<Signature> derive(const TrainingData& data, const Rows& rows, const PipelineOptions& options,
                         std::size_t index = 0, bool detail = false);

/// sum of coef x expression for every row.
std::vector<double> score_of(std::span<const GeneWeight> weights, const Matrix& expression);
/// The score of every patient of the data: of genes, with those of the covariates if `of` says so.
/// 0 where no gene has a weight.
std::vector<double> score_of(const TrainingData& data, std::span<const GeneWeight> weights,
                             std::span<const CovariateWeight> covariates, ScoreOf of);

}  // namespace venscope::signature
