/// Adverse events in a report.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/adverse_event_analysis.hpp"

#include <string>
#include <vector>

namespace venscope::study {

/// The butterfly of one or two arms; the table of any and severe events with differences; worst
/// grades; rates where there is time at risk.
std::vector<report::Block> adverse_event_blocks(const Plan& plan, const Step& step,
                                                const AdverseEventAnalysis& analysis);

std::vector<std::string> adverse_event_methods(const Plan& plan,
                                               const AdverseEventAnalysis& analysis);

/// The five most frequent terms, a line each.
std::vector<std::string> adverse_event_summary(const AdverseEventAnalysis& analysis);

}  // namespace venscope::study
