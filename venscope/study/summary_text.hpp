/// The short answer of a study for the terminal.
#pragma once

#include "venscope/study/run.hpp"

#include <string>

namespace venscope::study {

/// Patients, events, median follow-up, medians by group with the test, adjusted hazard ratios; what
/// could not be done. A dozen or two of lines, each ended by a line feed.
std::string summary_text(const Plan& plan, const StudyResult& result);

}  // namespace venscope::study
