/// Kaplan-Meier curves and log-rank tests in the report.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/run.hpp"

#include <vector>

namespace venscope::study {

/// The figure and the table of the curves; `test` is the comparison of the same groups, or null.
std::vector<report::Block> curve_blocks(const Plan& plan, const Step& step,
                                        const CurvesAnalysis& curves, const LogRankAnalysis* test);

/// Observed and expected events, the test, and the pairwise tests.
std::vector<report::Block> log_rank_blocks(const Plan& plan, const Step& step,
                                           const LogRankAnalysis& test);

/// "Log-rank test: p = 0.03"; the name follows rho.
std::string log_rank_note(const Step& step, const survival::LogRank& test);

}  // namespace venscope::study
