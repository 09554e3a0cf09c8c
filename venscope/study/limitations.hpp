/// The limitations that a run can see in its own data.
#pragma once

#include "venscope/study/limitation.hpp"
#include "venscope/study/run.hpp"

#include <vector>

namespace venscope::study {

/// Where a number begins to be a limitation. Rules of thumb, each said with the number itself.
struct LimitationRules {
  double events_per_coefficient = 10;  ///< [Peduzzi1995]
  double events_of_validation = 100;   ///< [Collins2016]
  double share_missing = 0.10;
  double share_censored = 0.20;  ///< before the time at which a model is judged
  double share_excluded = 0.10;
  std::size_t group_patients = 20;
  double group_events = 10;
  double zph_p = 0.05;
  std::size_t unadjusted_tests = 10;
  double share_of_one_centre = 0.50;
};

/// In a fixed order: who is in (excluded, suspicious, centres), endpoints (missing, follow-up,
/// events), scores, groups of curves, models (events per coefficient, missing, proportional
/// hazards, trouble), tests, no other cohort, and what the kinds of `kinds()` say of themselves.
/// Nothing is estimated here. Right by: unit/study/reporting (each found in data made to have it,
/// and not without).
std::vector<Limitation> limitations_of(const Plan& plan, const StudyResult& result,
                                       const LimitationRules& rules = {});

/// A model is made of these patients by `derive`.
bool derives_a_model(const Plan& plan);
/// Published or derived models are judged on these patients: kinds roc, calibration, decision,
/// compare, or validate.
bool evaluates_a_model(const Plan& plan);
/// The kinds of analysis that judge a model.
bool judges(const Step& step);

/// The column that says at which centre a patient was treated; null where there is none.
const cohort::Column* centre_column(const cohort::Table& table);

/// Patients of each level that somebody has, by level.
std::vector<std::pair<std::string, std::size_t>> level_counts(const cohort::Column& column);

}  // namespace venscope::study
