/// A risk model that an analysis judges or updates, and the patients that it is judged in.
#pragma once

#include "venscope/base/matrix.hpp"
#include "venscope/endpoint/outcomes.hpp"
#include "venscope/endpoint/units.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/study/run.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

/// A card by the name that the protocol gives it.
struct JudgedModel {
  std::string label;
  std::string text;  ///< the card's JSON
  risk::Card card;
  ScoreRequest request;    ///< how the card is applied
  bool made_here = false;  ///< by an analysis of this study
  std::string made_in;     ///< id of the validation cohort where; "" for the study's own
};

/// `name`: prefix or model of a [[score]], or the id of a card that another analysis of the study
/// makes. Notes a name that is neither (study.unknown_model), at `place`.
void check_model(const Plan& plan, const std::string& name, const Place& place, Problems& problems);

/// The model, when the analysis that makes it is done. Problem: study.no_model.
Result<JudgedModel> judged_model(const Plan& plan, const StudyResult* earlier,
                                 const std::string& name);

/// Notes variables of a [[score]] that a table has no column for (study.lacks_variable).
void check_variables(const Plan& plan, const std::string& name, const cohort::Table& table,
                     const std::string& file, const Place& place, Problems& problems);

/// Those of a table with outcome and score, in the unit of the endpoint's report.
struct JudgedPatients {
  std::string label;
  endpoint::Outcomes outcomes;
  std::vector<double> score;
  std::vector<std::int32_t> group;
  Matrix terms;  ///< what each term of the card adds
  std::vector<std::size_t> rows;
  std::size_t in_table = 0, no_outcome = 0, incomplete = 0, not_applicable = 0, outside = 0;
  std::size_t events = 0;

  std::size_t size() const { return rows.size(); }
  std::size_t left_out() const { return in_table - rows.size(); }
};

/// Problems: study.no_patients where nobody has both, study.score_value.
Result<JudgedPatients> judged_patients(const JudgedModel& model, const cohort::Table& table,
                                       const std::string& endpoint, std::string label);

/// The cumulative hazard of a patient of score 0: steps, or Weibull's curve.
struct BaselineHazard {
  std::vector<double> time, hazard;
  double scale = 0, shape = 0;  ///< of Weibull's curve, where there are no steps
  double horizon = 0;           ///< nothing is known beyond
  std::string source;
  bool estimated_here = false;  ///< in the study's own cohort

  double at(double t) const;
  /// Passed through from entry to the time, the follow-up cut at the horizon; the outcomes so cut.
  std::vector<double> passed(const endpoint::Outcomes& outcomes) const;
  endpoint::Outcomes cut(const endpoint::Outcomes& outcomes) const;
};

enum class BaselineFrom { card, reconstructed, cohort };

/// Of the card, in `unit`; nothing where it has none of that kind.
std::optional<BaselineHazard> baseline_of(const risk::Card& card, BaselineFrom from,
                                          endpoint::TimeUnit unit);
/// Estimated in these patients with the score as an offset.
Result<BaselineHazard> baseline_in(const JudgedPatients& patients);

}  // namespace venscope::study
