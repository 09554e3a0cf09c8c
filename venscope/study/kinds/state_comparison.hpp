/// Patients compared by whether something has happened to them: curves, a test, hazard ratios.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/report/table.hpp"
#include "venscope/study/analysis.hpp"
#include "venscope/study/kind.hpp"
#include "venscope/study/kinds/intervals.hpp"
#include "venscope/survival/landmark.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace venscope::study {

struct StateOptions {
  std::vector<std::string> variables;  ///< of the adjusted hazard ratio
  std::vector<std::string> strata;
  survival::KaplanMeierOptions curve;
  survival::Ties ties = survival::Ties::efron;
};

/// "yes" against "no" of one column. What cannot be done has its reason.
struct StateComparison {
  std::optional<CurvesAnalysis> curves;
  std::optional<LogRankAnalysis> test;
  std::optional<CoxAnalysis> crude, adjusted;
  std::string why_not;  ///< nobody in a state, or no event
};

/// `left` is the survival side of a formula, `state` a column of "no" and "yes". Adjusted where
/// there are variables or strata.
StateComparison compare_states(const std::string& left, const std::string& state,
                               const cohort::Table& table, const StateOptions& options);

report::Json to_json(const StateComparison& comparison);
report::Json to_json(const survival::ImmortalTime& immortal);

/// The hazard ratio of "yes", as a cell with its numbers and its p.
report::Cell state_ratio(const std::optional<CoxAnalysis>& cox);
report::Cell state_p(const std::optional<CoxAnalysis>& cox);
report::Cell test_p(const std::optional<LogRankAnalysis>& test);

/// The curve of "no" (0) or "yes" (1); null where nobody is in it.
const Stratum* stratum_of(const StateComparison& comparison, std::size_t state);

/// The entry `state` of an analysis; `example` for one that has none.
ChangingCovariate read_state(Section& section, const std::string& example);

/// The columns that state and options name, each with its entry.
std::vector<std::pair<std::string, std::string>> state_columns(const ChangingCovariate& state,
                                                               const StateOptions& options);

/// conf_level, variables, strata of an analysis.
StateOptions read_state_options(Section& section, const AnalysisDefaults& defaults);

}  // namespace venscope::study
