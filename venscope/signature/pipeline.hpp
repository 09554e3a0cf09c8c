/// From genes to a score: candidates, screen, penalised Cox model, cut point, as one function that
/// can be repeated inside every resample.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/base/problem.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/signature/association.hpp"
#include "venscope/signature/cut.hpp"
#include "venscope/signature/gene_screen.hpp"
#include "venscope/survival/coxnet.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace venscope::signature {

/// What a signature is made from. Views; the caller keeps the data alive. No value is missing, and
/// the columns of both matrices are the same genes.
struct TrainingData {
  const endpoint::Outcomes& outcomes;
  const Matrix& expression;  ///< patients by genes
  /// Resistance, higher meaning more resistant (IC50, AUC): of samples with a row of their own.
  /// Null where candidates are not chosen by it.
  const Matrix* resistance_expression = nullptr;
  std::span<const double> resistance = {};
  /// Of each of those rows the patient of `outcomes` that it is of, where they are the same people;
  /// empty where they are others.
  std::span<const std::size_t> resistance_patient = {};
};

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
  std::optional<AssociationMethod> association = {};  ///< with resistance; unset: not asked
  Threshold threshold = {};
  Direction direction = Direction::either;
};

/// Which of them go into the model.
struct ScreenRule {
  bool any = true;  ///< false: all candidates go
  Threshold threshold = {Measure::p, 0.05};
  std::optional<std::size_t> top = {};  ///< instead of a threshold: the k smallest p
};

enum class Penalty { at_min, at_1se };

struct ModelRule {
  double alpha = 1;  ///< 1 LASSO, 0 ridge
  Penalty penalty = Penalty::at_min;
  std::size_t folds = 10;
  std::vector<std::int32_t> fold = {};  ///< one code per patient, instead of dealing them
  /// Penalty factors 1 / |b s|, b the coefficients of a ridge regression at its own lambda.min on
  /// the same folds and s the standard deviations [Zou2006].
  bool adaptive = false;
  bool relaxed = false;  ///< the chosen genes again, without penalty
  survival::Ties ties = survival::Ties::breslow;
  bool standardise = true;
};

struct PipelineOptions {
  CandidateRule candidates = {};
  ScreenRule screen = {};
  ModelRule model = {};
  CutRule cut = {};
  std::uint64_t seed = 1;
};

/// The step at which nothing was left. `none`: there is a signature.
enum class Emptied { none, set, association, screen, model };

/// "no gene of the set is associated with resistance", …
std::string words(Emptied emptied);

struct GeneWeight {
  std::size_t gene = 0;  ///< column of the expression
  double coef = 0;       ///< ln hazard ratio per unit of expression
};

/// What the pipeline made of one set of rows.
struct Signature {
  Emptied emptied = Emptied::none;
  std::vector<std::size_t> in_set;      ///< columns, ascending, as those below
  std::vector<std::size_t> candidates;  ///< associated with resistance, or all of the set
  std::vector<std::size_t> screened;    ///< that went into the model
  std::vector<GeneWeight> weights;      ///< by column; empty where nothing was chosen
  std::vector<double> score;            ///< of the rows it was made from; 0 without weights
  Cut cut;
  std::vector<std::string> warnings;

  // Of the whole cohort only (`detail`): what figures and tables show.
  std::vector<Association> association;                  ///< of in_set
  std::vector<double> association_q;                     ///< by the rule's measure
  std::vector<GeneHazard> hazards;                       ///< of the candidates
  std::vector<double> hazard_q;                          ///< Benjamini and Hochberg's
  std::optional<survival::CoxnetValidation> validation;  ///< its columns are `screened`
};

/// The rows that the pipeline works on, with repeats: a resample.
struct Rows {
  std::vector<std::size_t> patients;
  std::vector<std::size_t> resistance;  ///< rows of the resistance data
};
/// Every row once.
Rows all_rows(const TrainingData& data);
/// As many as there are, drawn with replacement, from RandomStream(seed, "bootstrap", index).
/// Samples of the same patients come with them; others are drawn for themselves.
Rows bootstrap_rows(const TrainingData& data, std::uint64_t seed, std::size_t index);
/// These patients, with their samples; of resistance samples of others all.
Rows rows_of_patients(const TrainingData& data, std::span<const std::size_t> patients);

/// What the data lack for any pipeline, all of it: signature.no_genes, signature.no_event (fewer
/// than two), signature.delayed_entry, signature.folds, signature.no_resistance,
/// signature.threshold.
Problems obstacles(const TrainingData& data, const PipelineOptions& options);

/// The whole pipeline on these rows:
///  1. candidates: genes of the set, of them those associated with resistance (association.hpp);
///  2. screen: a univariate Cox model of each (gene_screen.hpp);
///  3. penalised Cox model, lambda by cross-validation (survival::cross_validated_coxnet) on
///     `event_folds`: all copies of a patient are in one fold;
///  4. score = sum of coef x expression; cut point by the rule (cut.hpp).
/// A step that leaves nothing ends the pipeline, and `emptied` says which: that is a result. Fails
/// where a fit is impossible. Cost: that of the steps. Source: docs/methods/signature.md.
/// Right by: reference/signature/pipeline (R: cor.test, coxph, cv.glmnet on the same folds),
/// laws/signature/pipeline, twins/signature/pipeline.
Result<Signature> derive(const TrainingData& data, const Rows& rows, const PipelineOptions& options,
                         std::size_t index = 0, bool detail = false);

/// A fold, 0 … folds - 1, for each of `patients` (each once): those with the event and the others
/// are shuffled and dealt apart, so that no fold lacks events while there are enough. From
/// RandomStream(seed, "signature folds", index).
std::vector<std::int32_t> event_folds(const endpoint::Outcomes& outcomes,
                                      std::span<const std::size_t> patients, std::size_t folds,
                                      std::uint64_t seed, std::size_t index);

/// sum of coef x expression for every row.
std::vector<double> score_of(std::span<const GeneWeight> weights, const Matrix& expression);

/// These rows of the outcomes, in their order.
endpoint::Outcomes outcomes_of(const endpoint::Outcomes& outcomes,
                               std::span<const std::size_t> rows);

}  // namespace venscope::signature
