/// An existing score brought up to date in the patients of a cohort, and its card.
#pragma once

#include "venscope/accuracy/model_update.hpp"
#include "venscope/study/judged_model.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// What an [[analysis]] of kind recalibrate declares.
struct UpdateRequest {
  std::string model;
  std::string cohort;  ///< id of a [[validation_cohort]]; "" for the study's own
  std::string into;    ///< id of the new card; "" is that of the step
  std::optional<accuracy::Update> update;  ///< unset: by the closed test
  BaselineFrom baseline = BaselineFrom::card;
  int decimals = 2;            ///< of refitted points
  std::optional<double> time;  ///< of risks; unset: a year
  double level = 0.95;
};

/// A group of the new card at the time.
struct UpdatedGroup {
  std::size_t n = 0;
  std::optional<double> original, updated;  ///< mean predicted risk
  std::optional<double> observed, conf_low, conf_high;
};

struct ScoreUpdate {
  JudgedPatients patients;
  std::optional<BaselineHazard> baseline;  ///< of the score as it is
  accuracy::ModelUpdates updates;
  accuracy::Update chosen = accuracy::Update::original;
  double time = 0;
  /// What the update multiplies the points of each term by; 1 where it leaves them.
  std::vector<double> factors;
  std::vector<UpdatedGroup> groups;
  std::string card;  ///< JSON text; "" where the score is kept as it is, or cannot be written
  std::vector<std::string> warnings;
};

/// The id and the words of the card.
struct UpdateNames {
  std::string id, file, label;
  const std::optional<Synthetic>* synthetic = nullptr;
};

/// Estimates every update, takes the one declared or the closed test's, writes its card, reads it
/// back and applies it. Problems: those of model_updates; study.update where the one declared
/// cannot be had.
Result<ScoreUpdate> update_score(const Plan& plan, const Step& step, const UpdateRequest& request,
                                 const JudgedModel& model, const cohort::Table& table,
                                 const UpdateNames& names);

/// "the baseline hazard times a constant, …"
std::string words_of(accuracy::Update update);
/// "calibration in the large", as in a table.
std::string short_words_of(accuracy::Update update);
/// As the protocol writes it.
std::string_view name_of(accuracy::Update update);

}  // namespace venscope::study
