/// Two arms and their patients, as the comparability of a study needs them.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/base/section.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/comparability/hazard_effect.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/study/plan.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

/// What is done with a patient who misses a covariate.
enum class MissingCovariates {
  complete_cases,  ///< left out, and counted
  indicator,       ///< a category gets the level "missing"; a number its median and a yes/no beside
};

/// What a protocol says of two arms.
struct ArmsDeclaration {
  std::string arm;                      ///< a column with two levels; the first is the reference
  std::vector<std::string> covariates;  ///< terms of a formula
  std::vector<std::string> balance;     ///< columns to be looked at beside those of the covariates
  std::string centre;                   ///< "" for none
  std::vector<std::string> exact;       ///< columns that matched patients share
  MissingCovariates missing = MissingCovariates::complete_cases;
  Place place;  ///< of the arm
};

/// arm and covariates of an analysis; group and covariates of the study stand in for them.
ArmsDeclaration read_arms(Section& section, const Protocol& protocol);

/// The patients who are compared. Not to be copied: `arms()` looks into it.
struct ArmPatients {
  std::string levels[2];  ///< reference, treated, as the file has them
  cohort::Table table;    ///< as they are, before anything missing was filled
  formula::ModelFrame frame;
  std::vector<std::int32_t> treated, centre, exact;
  std::vector<std::string> centres;          ///< names of the codes
  std::vector<std::string> balance_columns;  ///< of the covariates, then the declared ones
  std::size_t without_arm = 0;
  std::size_t left_out = 0;  ///< for a missing outcome, covariate, centre or exact column
  std::vector<std::pair<std::string, std::size_t>> missing;  ///< patients by column, before filling

  comparability::TwoArms arms() const {
    return {frame.outcomes, treated, frame.design, frame.column_names, centre, exact};
  }
};

/// The columns of the table that a term such as `rcs(age, 4)` or `age:sex` uses.
std::vector<std::string> columns_of_term(const std::string& term, const cohort::Table& table);

/// Notes an arm column that has not two levels among the patients (study.two_arms).
void check_arm(const ArmsDeclaration& declared, const cohort::Table& table, Problems& problems);

/// The patients of a step with a known arm and outcome, and by the declared rule with known
/// covariates. Problems: study.two_arms, those of formula::model_frame.
Result<ArmPatients> arm_patients(const Plan& plan, const Step& step,
                                 const ArmsDeclaration& declared);

}  // namespace venscope::study
