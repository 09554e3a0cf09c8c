/// What a signature is made from, and resamples of it.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/endpoint/outcomes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace venscope::signature {

/// Views; the caller keeps the data alive. No value is missing, and the columns of both matrices
/// are the same genes.
struct TrainingData {
  const endpoint::Outcomes& outcomes;
  const Matrix& expression;  ///< patients by genes
  /// Resistance, higher meaning more resistant (IC50, AUC), or 1 of the resistant and 0 of the
  /// others: of samples with a row of their own. Null where candidates are not chosen by it.
  const Matrix* resistance_expression = nullptr;
  std::span<const double> resistance = {};
  /// Of each of those rows the patient of `outcomes` that it is of, where they are the same people;
  /// empty where they are others.
  std::span<const std::size_t> resistance_patient = {};
  /// Clinical columns beside the genes, a row per patient: never penalised. Null: none.
  const Matrix* covariates = nullptr;
  std::span<const std::string> covariate_names = {};
  /// A code per patient: cohorts or columns whose baseline hazards are their own. Empty: one for
  /// all.
  std::span<const std::int32_t> strata = {};

  std::size_t covariate_count() const { return covariates ? covariates->columns : 0; }
};

/// The rows that the pipeline works on, with repeats: a resample.
struct Rows {
  std::vector<std::size_t> patients;
  std::vector<std::size_t> resistance;  ///< rows of the resistance data
};
/// Every row once.
Rows all_rows(const TrainingData& data);
/// As many as there are, drawn with replacement, from RandomStream(seed, "bootstrap", index); of
/// each stratum as many as it has. Samples of the same patients come with them; others are drawn
/// for themselves.
Rows bootstrap_rows(const TrainingData& data, std::uint64_t seed, std::size_t index);
/// These patients, with their samples; of resistance samples of others all.
Rows rows_of_patients(const TrainingData& data, std::span<const std::size_t> patients);

/// A fold, 0 … folds - 1, for each of `patients` (each once): those with the event and the others,
/// stratum by stratum, are shuffled and dealt apart, so that no fold lacks events while there are
/// enough. `strata`: empty, or a code for every patient of the outcomes. From RandomStream(seed,
/// "signature folds", index).
std::vector<std::int32_t> event_folds(const endpoint::Outcomes& outcomes,
                                      std::span<const std::size_t> patients, std::size_t folds,
                                      std::uint64_t seed, std::size_t index,
                                      std::span<const std::int32_t> strata = {});

/// These rows of the outcomes, in their order.
endpoint::Outcomes outcomes_of(const endpoint::Outcomes& outcomes,
                               std::span<const std::size_t> rows);
/// These codes, in their order; nothing of nothing.
std::vector<std::int32_t> codes_at(std::span<const std::int32_t> codes,
                                   std::span<const std::size_t> rows);
/// These rows of these columns.
Matrix taken(const Matrix& values, std::span<const std::size_t> rows,
             std::span<const std::size_t> columns);

}  // namespace venscope::signature
