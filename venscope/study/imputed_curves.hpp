/// Survival by groups that hang on imputed values, pooled over the imputations.
#pragma once

#include "venscope/imputation/impute.hpp"
#include "venscope/report/json.hpp"
#include "venscope/study/plan.hpp"
#include "venscope/survival/kaplan_meier.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace venscope::study {

struct ImputedCurves {
  std::string by, label;
  std::vector<std::string> groups;
  std::vector<survival::KaplanMeier> curves;    ///< pooled
  std::vector<survival::KaplanMeier> complete;  ///< of those whose group was known
  std::size_t n = 0;                            ///< with a group in every imputation
  std::size_t left_out = 0;                     ///< without one in some
  std::size_t known = 0;                        ///< whose group was known
};

/// `by`: a category of `table`, or the groups of a [[score]] (`prefix.group`), which each completed
/// table gives anew. `imputation` is of the rows of `table` that have `outcome`. Problems:
/// study.by where the column is none, or misses values that nobody imputed; those of the score.
/// Right by: unit/study/imputation_kind; the pooling: reference/imputation/pooled_curves.
Result<ImputedCurves> imputed_curves(const Plan& plan, const std::string& by,
                                     const std::string& outcome, const cohort::Table& table,
                                     const imputation::Imputation& imputation, double level);

report::Json to_json(const ImputedCurves& curves);

}  // namespace venscope::study
