/// Survival of two arms, compared in every way that a protocol declares.
#pragma once

#include "venscope/study/analysis.hpp"
#include "venscope/study/arms.hpp"
#include "venscope/survival/median_by_density.hpp"
#include "venscope/survival/milestone.hpp"
#include "venscope/survival/piecewise_hazard.hpp"
#include "venscope/survival/restricted_mean_difference.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace venscope::study {

struct ArmSurvivalOptions {
  std::string arm;                            ///< column of two values; the first is the reference
  std::vector<std::string> covariates;        ///< of the adjusted hazard ratio
  std::vector<std::string> strata;            ///< of the stratified test and hazard ratio
  std::optional<double> horizon;              ///< of the restricted means
  std::vector<double> milestones;             ///< times at which survival is compared
  std::vector<double> cuts;                   ///< ends of the intervals of a hazard ratio each
  std::vector<survival::RankWeight> weights;  ///< of further tests
  survival::KaplanMeierOptions curve;
  survival::Ties ties = survival::Ties::efron;
};

/// One hazard ratio of the arms: a Cox model whose first column is the second arm.
struct ArmHazard {
  std::string model;  ///< "crude", "adjusted", "stratified", "adjusted and stratified"
  std::optional<CoxAnalysis> cox;
  std::string why_not;  ///< where there is no model
  /// The crude ratio runs off (an arm without events): Firth's, with its profile interval.
  std::optional<survival::CoxTerm> firth;
  std::optional<survival::ChiSquaredTest> zph;  ///< of the arm
  std::optional<survival::PiecewiseHazard> piecewise;

  const survival::CoxTerm* term() const { return cox ? &cox->fit.terms.front() : nullptr; }
  bool estimable() const { return cox && term()->trouble == survival::CoxTrouble::none; }
};

struct ArmTest {
  survival::RankWeight weight;
  survival::LogRank test;
};

struct ArmSurvival {
  ArmSurvivalOptions options;
  std::array<std::string, 2> arms;  ///< reference, compared
  std::string label;                ///< of the column of the arms
  CurvesAnalysis curves;            ///< of the two arms in that order, read at the milestones
  std::array<survival::MedianByDensity, 2> density_medians;
  survival::LogRank log_rank;
  std::optional<survival::LogRank> stratified;
  std::vector<ArmTest> weighted;
  std::vector<ArmHazard> hazards;
  std::optional<survival::RestrictedMeanComparison> means;
  std::string no_means;  ///< why there are none
  std::vector<survival::Milestone> milestones;
  std::vector<std::string> warnings;

  /// p of one ratio for all time in the crude model: of the arm in cox.zph and, where intervals are
  /// declared, of the test of change; the smaller of the two is doubled (Bonferroni).
  std::optional<double> against_proportional() const;
};

/// The two values of `column` that the rows have, as a category of exactly these, reference first;
/// a problem `study.arms` where there are not two. `where` names the rows that count.
Result<cohort::Column> two_arms(const cohort::Table& table, const std::string& column,
                                const std::string& where);

/// `left`: `Surv(OS.time, OS.event)`; `time_column`: OS.time. Rows that miss the arm are left out,
/// those that miss a covariate or stratum from the models with it. What cannot be estimated is left
/// out with its reason; a Result fails only where there are not two arms with patients. Right by:
/// reference/study/arms (R), unit/study/arm_kinds.
Result<ArmSurvival> analyse_arm_survival(const std::string& left, const std::string& time_column,
                                         const cohort::Table& table,
                                         const ArmSurvivalOptions& options);

report::Json to_json(const ArmSurvival& analysis);

/// "Log-rank", "Peto–Peto", "Gehan–Breslow", "Fleming–Harrington (0, 1)" …
std::string test_words(const survival::RankWeight& weight);

}  // namespace venscope::study
