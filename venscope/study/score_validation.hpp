/// A score in patients whom it was not made of, beside those of the study.
#pragma once

#include "venscope/accuracy/brier.hpp"
#include "venscope/accuracy/calibration.hpp"
#include "venscope/accuracy/case_mix.hpp"
#include "venscope/accuracy/concordance.hpp"
#include "venscope/accuracy/roc.hpp"
#include "venscope/study/judged_model.hpp"
#include "venscope/survival/follow_up.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct ValidationOptions {
  double time = 0;            ///< of risks
  std::vector<double> times;  ///< of AUCs
  double level = 0.95;
  bool until_time = false;  ///< slope and smooth curve from what happened up to `time` only
};

/// Events observed against those that the hazards passed through expect.
struct ExpectedEvents {
  double observed = 0, expected = 0, horizon = 0;
  accuracy::Ratio ratio;
};

/// One group of the score in one cohort.
struct GroupOutcome {
  std::size_t n = 0, events = 0;
  std::optional<survival::KaplanMeier> curve;
  survival::SurvivalQuantile median;
};

/// The score in one cohort. What is undefined is empty, and `undefined` says why.
struct CohortPerformance {
  JudgedPatients patients;
  std::optional<survival::FollowUp> follow_up;
  accuracy::Spread spread;
  std::optional<double> expected_c;
  std::optional<accuracy::HarrellConcordance> harrell;
  std::optional<accuracy::UnoConcordance> uno;
  std::vector<accuracy::TimeRoc> roc;  ///< by time
  std::vector<double> risk;            ///< by time `time`; empty without a baseline
  std::optional<accuracy::Calibration> calibration;
  std::optional<accuracy::CalibrationSlope> slope;  ///< known without a baseline too
  std::optional<accuracy::Brier> brier;
  std::optional<ExpectedEvents> events;
  std::vector<GroupOutcome> groups;
  std::vector<std::string> undefined;
};

struct ScoreValidation {
  CohortPerformance own, other;
  std::optional<BaselineHazard> baseline;
  double tau = 0;  ///< of Uno's C, the same for both: the earlier of their last events
  std::optional<accuracy::Membership> membership;
  std::vector<std::string> warnings;
};

/// `log_hazard`: exp(score) is a relative hazard, so that the expected C, the slope and risks mean
/// something. Fails where a cohort has no patient or no event.
/// Right by: reference/study/external (R's survival, riskRegression), unit/study/external.
Result<ScoreValidation> validate_score(const JudgedModel& model, JudgedPatients own,
                                       JudgedPatients other, std::optional<BaselineHazard> baseline,
                                       const ValidationOptions& options);

/// What differs in case-mix and what that does, in sentences.
std::string case_mix_note(const ScoreValidation& validation, bool log_hazard);

}  // namespace venscope::study
