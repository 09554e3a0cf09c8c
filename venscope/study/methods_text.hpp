/// The methods paragraph of a report: what was done, in the order in which it was done.
#pragma once

#include "venscope/study/run.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// Paragraphs made from the plan and its results: a method is named only if a step used it and was
/// done, with the options it used.
std::vector<std::string> methods_text(const Plan& plan, const StudyResult& result,
                                      std::string_view version);

}  // namespace venscope::study
