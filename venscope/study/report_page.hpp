/// The report of a study as a document.
#pragma once

#include "venscope/report/page.hpp"
#include "venscope/study/run.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace venscope::study {

/// Flow, baseline table, one section per endpoint, further analyses, methods, provenance.
report::Page make_page(const Plan& plan, const StudyResult& result, std::string_view version);

/// What every reader has to know before believing a number: steps that could not be done, and what
/// the steps warn of. In the order of the steps, nothing twice.
std::vector<std::string> warnings_of(const Plan& plan, const StudyResult& result);

/// "study title: why it could not be done"; the same words in the page and in results.json.
std::string failure_text(const Step& step, const Problems& problems);

}  // namespace venscope::study
