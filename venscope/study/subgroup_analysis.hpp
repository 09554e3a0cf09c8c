/// The effect of one arm against another within subgroups, and whether it differs between them.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/survival/cox.hpp"
#include "venscope/survival/qualitative_interaction.hpp"

#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

enum class SubgroupMeasure { hazard_ratio, odds_ratio, risk_difference };

/// A column that parts the patients: its categories, or a number cut at `cuts`.
struct SubgroupFactor {
  std::string column;
  std::vector<double> cuts = {};  ///< rising; an interval holds its upper end
};

struct SubgroupOptions {
  SubgroupMeasure measure = SubgroupMeasure::hazard_ratio;
  std::string outcome;  ///< `Surv(OS.time, OS.event)`, or the column of a yes/no outcome
  std::string by;       ///< the arms: a column of two levels, the first the reference
  std::vector<SubgroupFactor> factors;
  std::vector<std::string> adjust = {};  ///< terms of every model besides the arm
  std::vector<std::string> strata = {};  ///< of Cox models
  double level = 0.95;
  survival::Ties ties = survival::Ties::efron;
  std::size_t least_patients = 5;  ///< in each arm of a subgroup, else it is not estimated
  std::size_t least_events = 5;    ///< in both arms together
};

struct ArmCount {
  std::size_t events = 0, n = 0;
};

/// The compared arm against the reference: a ratio with its interval, or a difference.
struct SubgroupEffect {
  double estimate = 0, low = 0, high = 0;
  double coefficient = 0, std_error = 0;  ///< of the ratio its logarithm
};

struct Subgroup {
  std::string level;
  ArmCount reference, compared;
  std::optional<SubgroupEffect> effect;
  std::string why_not;  ///< where there is none
};

struct InteractionTest {
  double statistic = 0, df = 0, p = 1;
  double p_holm = 1;       ///< adjusted for all tests of the analysis
  std::size_t levels = 0;  ///< that took part
};

struct FactorEffects {
  SubgroupFactor factor;
  std::vector<Subgroup> levels;
  std::size_t n_missing = 0;  ///< patients in whom the factor is not known
  std::optional<InteractionTest> interaction;
  std::string why_not;  ///< where there is none
  /// Of the subgroups that have an effect, two or more.
  std::optional<survival::QualitativeInteraction> qualitative;
};

struct SubgroupAnalysis {
  SubgroupOptions options;
  std::string reference, compared;  ///< the arms
  std::string event;                ///< the level of a yes/no outcome that is counted
  std::size_t n_missing = 0;        ///< patients without arm, outcome or a term of `adjust`
  Subgroup overall;
  std::vector<FactorEffects> factors;
  std::size_t tests = 0;  ///< of interaction
  std::vector<std::string> warnings;
};

/// Every effect is of a model of its subgroup alone: Cox, logistic, or the difference of two rates
/// with Newcombe's interval. The interaction of a factor is tested among the levels that have an
/// effect: by the likelihood ratio of the models with and without arm x factor, both with the
/// factor itself; of differences by their heterogeneity, sum of (d - mean)^2 / variance with the
/// mean weighted by 1 / variance, df = levels - 1. A subgroup is not estimated with fewer patients
/// in an arm or fewer events than asked for, or with no event (of a yes/no outcome: or nothing but
/// events) in an arm.
/// Problems: study.not_two_arms, study.one_outcome, those of formula::model_frame and of the fits.
/// Source: [Gail1985], [Wang2007]; docs/methods/subgroups.md.
/// Right by: reference/study/subgroups (R), by_hand/study/subgroups, unit/study/subgroups.
Result<SubgroupAnalysis> analyse_subgroups(const cohort::Table& table,
                                           const SubgroupOptions& options);

}  // namespace venscope::study
