/// Two arms compared by a formula: `venscope fit rmst`, and what studies of two arms share.
#pragma once

#include "venscope/base/problem.hpp"
#include "venscope/cohort/table.hpp"
#include "venscope/formula/model_frame.hpp"
#include "venscope/report/json.hpp"
#include "venscope/survival/contrast.hpp"
#include "venscope/survival/kaplan_meier.hpp"
#include "venscope/survival/restricted_mean_difference.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

struct RestrictedMeanOptions {
  std::optional<double> horizon = {};  ///< empty: the smaller of the arms' last times
  double level = 0.95;
};

/// The second arm against the first, in the order of the column's levels.
struct RestrictedMeanAnalysis {
  formula::ModelFrame frame;
  RestrictedMeanOptions options;
  std::vector<survival::KaplanMeier> curves;  ///< of the two arms
  survival::RestrictedMeanComparison comparison;
};

/// Restricted means of `Surv(…) ~ arm`. Problems: study.arms where there are not two groups;
/// study.strata; those of survival::compare_restricted_means.
Result<RestrictedMeanAnalysis> analyse_restricted_mean(std::string_view formula,
                                                       const cohort::Table& table,
                                                       const RestrictedMeanOptions& options = {});

report::Json to_json(const RestrictedMeanAnalysis& analysis);

/// {"estimate", "std_error", "low", "high", "p"}
report::Json to_json(const survival::Contrast& contrast);

}  // namespace venscope::study
